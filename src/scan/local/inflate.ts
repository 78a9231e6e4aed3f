/**
 * Inflates what is compressed, as much of it as is wanted: data may be cut short, or be far longer than they look.
 * Own code: `fflate` and `node:zlib` lose what came out before a fault or the limit, `pako` takes up to 1.9 times as long on worst cases.
 * https://www.rfc-editor.org/rfc/rfc1951 · https://www.rfc-editor.org/rfc/rfc1950 · https://www.rfc-editor.org/rfc/rfc1952
 */

const LENGTH_BASE = Uint16Array.of(
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  13,
  15,
  17,
  19,
  23,
  27,
  31,
  35,
  43,
  51,
  59,
  67,
  83,
  99,
  115,
  131,
  163,
  195,
  227,
  258,
)
const LENGTH_BITS = Uint8Array.of(
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
)
const DISTANCE_BASE = Uint16Array.of(
  1,
  2,
  3,
  4,
  5,
  7,
  9,
  13,
  17,
  25,
  33,
  49,
  65,
  97,
  129,
  193,
  257,
  385,
  513,
  769,
  1025,
  1537,
  2049,
  3073,
  4097,
  6145,
  8193,
  12289,
  16385,
  24577,
)
const ORDER = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
const LONGEST_CODE = 15
const [END_OF_BLOCK, LITERALS, DISTANCES] = [256, 286, 30]

/** A canonical code: how many symbols have each length, and the symbols in its order. */
interface Code {
  readonly counts: Uint16Array
  readonly symbols: Uint16Array
}

const codeFor = (symbols: number): Code => ({
  counts: new Uint16Array(LONGEST_CODE + 1),
  symbols: new Uint16Array(symbols),
})
const offsets = new Uint16Array(LONGEST_CODE + 2)

/** @returns how many codes are left over: negative for too many, which is no code */
function fill({ counts, symbols }: Code, lengths: Uint8Array, from: number, to: number): number {
  counts.fill(0)
  for (let i = from; i < to; i++) counts[lengths[i]!]!++
  let left = 1
  offsets[1] = 0
  for (let length = 1; length <= LONGEST_CODE; length++) {
    left = left * 2 - counts[length]!
    if (left < 0) return left
    offsets[length + 1] = offsets[length]! + counts[length]!
  }
  for (let i = from; i < to; i++) if (lengths[i] !== 0) symbols[offsets[lengths[i]!]!++] = i - from
  return counts[0] === to - from ? 0 : left
}

interface Codes {
  readonly literals: Code
  readonly distances: Code
}

const FIXED: Codes = { literals: codeFor(288), distances: codeFor(DISTANCES) }
const fixedLengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280)
fill(FIXED.literals, fixedLengths, 0, 288)
fill(FIXED.distances, new Uint8Array(DISTANCES).fill(5), 0, DISTANCES)
/** Used again for every block. */
const DYNAMIC: Codes = { literals: codeFor(288), distances: codeFor(32) }
const lengthCode = codeFor(19)
const lengths = new Uint8Array(320)

/** Where the deflated data begin: behind a head of gzip or zlib; -1 where there is neither. */
export function packedAt(data: Uint8Array): number {
  if (data.length < 4) return -1
  const first = data[0]!
  const second = data[1]!
  if (first === 0x1f && second === 0x8b && data[2] === 8) {
    const flags = data[3]!
    let at = 10
    if ((flags & 4) !== 0) at += 2 + (data[at] ?? 0) + 256 * (data[at + 1] ?? 0)
    for (const text of [8, 16])
      if ((flags & text) !== 0) {
        const zero = data.indexOf(0, at)
        at = zero < 0 ? data.length : zero + 1
      }
    return (flags & 2) !== 0 ? at + 2 : at
  }
  const isZlib =
    (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0
  return isZlib ? 2 : -1
}

/** Data that are read, and what came out; one at a time. */
let data = new Uint8Array(0)
let [at, held, holding] = [0, 0, 0]
let out = new Uint8Array(1 << 12)
let [size, most] = [0, 0]

/**
 * What comes out of deflated data until they end, make no sense, or `limit` bytes are there. Time is linear in what is read and
 * what comes out.
 * @returns valid until the next call
 */
export function inflate(packed: Uint8Array<ArrayBuffer>, from: number, limit: number): Uint8Array {
  data = packed
  at = from
  held = holding = size = 0
  most = limit
  if (out.length < limit) out = new Uint8Array(limit)
  for (let last = false; !last && size < most && at <= data.length; ) {
    last = bits(1) === 1
    const kind = bits(2)
    if (!(kind === 0 ? stored() : kind === 1 ? block(FIXED) : kind === 2 && dynamic())) break
  }
  return out.subarray(0, size)
}

/** Behind the end there are zeros. */
function bits(count: number): number {
  while (holding < count) {
    held |= (data[at++] ?? 0) << holding
    holding += 8
  }
  const value = held & ((1 << count) - 1)
  held >>>= count
  holding -= count
  return value
}

/** The next symbol of a code, -1 for none. */
function symbol({ counts, symbols }: Code): number {
  let code = 0
  let first = 0
  let index = 0
  let here = held
  let left = holding
  for (let length = 1; length <= LONGEST_CODE; length++) {
    if (left === 0) {
      here = at < data.length ? data[at]! : 0
      at++
      left = 8
    }
    code |= here & 1
    here >>= 1
    left--
    const count = counts[length]!
    if (code - count < first) {
      held = here
      holding = left
      return symbols[index + (code - first)]!
    }
    index += count
    first = (first + count) << 1
    code <<= 1
  }
  return -1
}

/** @returns whether the block came to its end */
function block({ literals, distances }: Codes): boolean {
  while (size < most && at <= data.length) {
    const read = symbol(literals)
    if (read < END_OF_BLOCK) {
      if (read < 0 || at > data.length) return false
      out[size++] = read
      continue
    }
    if (read === END_OF_BLOCK) return true
    if (read >= LITERALS) return false
    const kind = read - END_OF_BLOCK - 1
    const length = LENGTH_BASE[kind]! + bits(LENGTH_BITS[kind]!)
    const far = symbol(distances)
    if (far < 0 || far >= DISTANCES) return false
    const distance = DISTANCE_BASE[far]! + bits(far < 2 ? 0 : (far >> 1) - 1)
    if (distance > size || at > data.length) return false
    for (const end = Math.min(most, size + length); size < end; size++) out[size] = out[size - distance]!
  }
  return false
}

function stored(): boolean {
  held = holding = 0
  const length = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8)
  const check = (data[at + 2] ?? 0) | ((data[at + 3] ?? 0) << 8)
  at += 4
  if (length !== (~check & 0xffff)) return false
  const part = data.subarray(at, at + Math.min(length, most - size))
  out.set(part, size)
  size += part.length
  at += length
  return part.length === length
}

function dynamic(): boolean {
  const literals = bits(5) + 257
  const distances = bits(5) + 1
  const codes = bits(4) + 4
  if (literals > LITERALS || distances > DISTANCES) return false
  lengths.fill(0, 0, 19)
  for (let i = 0; i < codes; i++) lengths[ORDER[i]!] = bits(3)
  if (fill(lengthCode, lengths, 0, 19) !== 0) return false
  for (let i = 0; i < literals + distances; ) {
    const read = symbol(lengthCode)
    if (read < 0) return false
    if (read < 16) {
      lengths[i++] = read
      continue
    }
    if (read === 16 && i === 0) return false
    const length = read === 16 ? lengths[i - 1]! : 0
    const times = read === 16 ? 3 + bits(2) : read === 17 ? 3 + bits(3) : 11 + bits(7)
    if (i + times > literals + distances) return false
    lengths.fill(length, i, i + times)
    i += times
  }
  if (lengths[END_OF_BLOCK] === 0 || fill(DYNAMIC.literals, lengths, 0, literals) < 0) return false
  if (fill(DYNAMIC.distances, lengths, literals, literals + distances) < 0) return false
  return block(DYNAMIC)
}
