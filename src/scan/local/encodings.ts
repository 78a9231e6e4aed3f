/** Encodings of bytes in text: base64, base58, base32, hex, what is compressed within them, and lists of character codes. Found by a walk, not by patterns. */

import { fromBase58 } from './base58.ts'
import { packedAt } from './inflate.ts'
import type { Disguise } from './normalise.ts'
import { type Allowance, allowanceFor, mayBeDeflated, unpack } from './packed.ts'
import { mayBeginUtf8, type Payload, textOf } from './payload.ts'
import { findStretch, KIND, kindTable, stretchEnd } from './stretch.ts'

/** Shorter runs are words and identifiers. */
const LEAST_RUN = 16
/** What is decoded of one run, in characters: a verdict needs no more, and pictures are long. */
const MOST_RUN = 65_536

/** Value of a base64 digit plus one; 0 for what is none. Padding and URL-safe digits included. */
const SEXTETS = new Uint8Array(0x10000)
for (const [at, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  SEXTETS[digit.charCodeAt(0)] = at + 1
SEXTETS[0x2d] = SEXTETS[0x2b]!
SEXTETS[0x5f] = SEXTETS[0x2f]!
SEXTETS[0x3d] = 1
const EQUALS = 0x3d
const isBase64 = (unit: number): boolean => (kindTable[unit]! & KIND.base64) !== 0

/**
 * Whether base64 of text may begin here: its first nine bytes hold no control character. Identifiers and paths
 * look like base64; nearly all of them fail this.
 */
function mayBeText(run: string): boolean {
  const bytes = headBytes(run)
  for (let i = 0; i < 9; i++) {
    const byte = bytes[i]!
    if (byte < 0x20 && byte !== 0x0a && byte !== 0x09 && byte !== 0x0d) return false
  }
  return true
}

const twelve = new Uint8Array(12)

/** The bytes that the first 16 digits of base64 stand for; valid until the next call. */
function headBytes(run: string): Uint8Array {
  for (let i = 0; i < 4; i++) {
    let bits = 0
    for (let k = 0; k < 4; k++) bits = (bits << 6) | (SEXTETS[run.charCodeAt(4 * i + k)]! - 1)
    twelve[3 * i] = bits >> 16
    twelve[3 * i + 1] = bits >> 8
    twelve[3 * i + 2] = bits
  }
  return twelve
}

/** All runs of an encoding's characters that decode to text. Linear in the text. */
export function decodeRuns(text: string): Payload[] {
  const payloads: Payload[] = []
  let allowance: Allowance | undefined
  for (let from = 0; ; ) {
    from = findStretch(text, KIND.base64, LEAST_RUN, from)
    if (from < 0) return payloads
    let end = stretchEnd(text, KIND.base64, from + LEAST_RUN)
    while (end - from >= 40 && end < text.length && continuesLine(text, end))
      end = stretchEnd(text, KIND.base64, end + 1)
    const start = runStart(text, from, end)
    if (end - start >= LEAST_RUN) {
      const shapes = shapesAt(text, start, end)
      if (shapes !== 0) allowance ??= allowanceFor(text)
      const found =
        allowance === undefined || shapes === 0
          ? undefined
          : decodeRun(text.slice(start, Math.min(end, start + MOST_RUN)), shapes, allowance)
      const number = found === undefined ? fromBase58(text, start, end) : undefined
      if (found !== undefined) payloads.push({ ...found, start, end })
      else if (number !== undefined) payloads.push({ text: number, start, end, disguise: 'base58' })
    }
    from = end
  }
}

/** Where the data of a run begins: what stands before an equals sign is the name of what stands behind it. */
function runStart(text: string, from: number, end: number): number {
  let last = end - 1
  while (last > from && text.charCodeAt(last) === EQUALS) last--
  const equals = text.slice(from, last).lastIndexOf('=')
  return equals < 0 ? from : from + equals + 1
}

const ANY = KIND.base64 | KIND.base32 | KIND.hex
/** Beside those of `KIND`: compressed, in base64. */
const PACKED = 0x100
/** Shorter runs are not looked at for data that are deflated and have no head to tell. */
const LEAST_DEFLATED = 40

/** What a run may be written in: kinds of `KIND`, `PACKED`, 0 for none. */
function shapesAt(text: string, start: number, end: number): number {
  const head = text.slice(start, start + LEAST_RUN)
  let shapes: number = ANY
  for (let i = 0; i < LEAST_RUN; i++) shapes &= kindTable[head.charCodeAt(i)]!
  // There is a line break in it: nothing is known of what comes after.
  if (shapes === 0) return mayBeText(head) ? ANY : 0
  if (head.startsWith('0x') && /^0x[0-9a-fA-F]+$/.test(head)) shapes |= KIND.hex
  if (head.endsWith('=') && /^[A-Z2-7]+=+$/.test(head)) shapes |= KIND.base32
  const bytes = headBytes(head)
  if (mayBeText(head) && mayBeginUtf8(bytes)) return shapes
  const isPacked =
    packedAt(bytes) >= 0 ||
    (end - start >= LEAST_DEFLATED && (shapes & KIND.hex) === 0 && mayBeDeflated(bytes))
  return (shapes & ~KIND.base64) | (isPacked ? PACKED : 0)
}

/** A line break inside of a long run, as mail programs put them. */
function continuesLine(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit !== 0x0a && unit !== 0x0d) return false
  let next = at + 1
  while (next < at + 3 && text.charCodeAt(next) <= 0x20) next++
  for (let k = next; k < next + 12; k++) if (k >= text.length || !isBase64(text.charCodeAt(k))) return false
  return true
}

type Bytes = Uint8Array<ArrayBuffer>

const ATTEMPTS: readonly {
  readonly disguise: Disguise
  readonly kind: number
  readonly shape: RegExp
  readonly decode: (run: string) => Bytes | undefined
}[] = [
  {
    disguise: 'hex',
    kind: KIND.hex,
    shape: /^(?:0x)?(?:[0-9a-fA-F]{2})+$/,
    decode: (run) => (/^[01]+$/.test(run) ? undefined : Uint8Array.fromHex(run.replace(/^0x/, ''))),
  },
  { disguise: 'binary', kind: KIND.hex, shape: /^(?:[01]{8})+$/, decode: fromBits },
  { disguise: 'base32', kind: KIND.base32, shape: /^[A-Z2-7]+=*$/, decode: fromBase32 },
  { disguise: 'base64', kind: KIND.base64, shape: /[a-zA-Z]/, decode: fromBase64 },
]

/** @param shapes what `shapesAt` says of it */
function decodeRun(
  written: string,
  shapes: number,
  allowance: Allowance,
): { text: string; disguise: Disguise } | undefined {
  const run = written.replace(/\s+/g, '')
  for (const { disguise, kind, shape, decode } of ATTEMPTS) {
    if ((shapes & kind) === 0 || !shape.test(run)) continue
    const bytes = decode(run)
    const text = bytes === undefined ? undefined : textOf(bytes)
    if (text !== undefined) return { text, disguise }
    const unpacked = bytes === undefined || packedAt(bytes) < 0 ? undefined : unpack(bytes, allowance)
    if (unpacked !== undefined) return { text: unpacked, disguise: 'compressed' }
  }
  const unpacked = (shapes & PACKED) === 0 ? undefined : unpack(bytesOf(run), allowance)
  return unpacked === undefined ? undefined : { text: unpacked, disguise: 'compressed' }
}

/** Base64, plain or URL-safe, padded or not, also when a stray character or two precede it (`data=...`). */
function fromBase64(run: string): Bytes | undefined {
  const digits = digitsOf(run)
  return digits.length < LEAST_RUN || digits.includes('=') || !mayBeText(digits)
    ? undefined
    : Uint8Array.fromBase64(digits)
}

/** Whatever they mean. */
const bytesOf = (run: string): Bytes => Uint8Array.fromBase64(digitsOf(run))

function digitsOf(run: string): string {
  const tail = run.replace(/=+$/, '')
  const body = tail
    .slice(tail.lastIndexOf('=') + 1)
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  return body.slice(0, body.length - (body.length % 4 === 1 ? 1 : 0))
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function fromBase32(run: string): Bytes | undefined {
  const body = run.replace(/=+$/, '')
  if (body.length < 16) return undefined
  const bytes = new Uint8Array(Math.floor((body.length * 5) / 8))
  let bits = 0
  let value = 0
  let n = 0
  for (const letter of body) {
    value = ((value << 5) | BASE32.indexOf(letter)) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[n++] = (value >> bits) & 0xff
    }
  }
  return bytes
}

function fromBits(run: string): Bytes | undefined {
  if (run.length < 40) return undefined
  return Uint8Array.from({ length: run.length / 8 }, (_, i) =>
    Number.parseInt(run.slice(i * 8, i * 8 + 8), 2),
  )
}

/** Fewer numbers in a row are numbers. */
const LEAST_CODES = 6
const BASES: readonly { disguise: Disguise; base: number; shape: RegExp }[] = [
  { disguise: 'binary', base: 2, shape: /^[01]{7,8}$/ },
  { disguise: 'character_codes', base: 10, shape: /^(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]|10|13|195|1[6-9]\d)$/ },
  { disguise: 'hex', base: 16, shape: /^(?:0x|\\x)?[0-9a-f]{2}$/i },
  { disguise: 'character_codes', base: 8, shape: /^(?:0o|\\)?(?:0?4[0-7]|0?[5-7][0-7]|1[0-7][0-7])$/ },
]

/** Whether there are `LEAST_CODES` short items of code digits in a row. */
function mayHoldList(text: string): boolean {
  const kinds = KIND.code | KIND.separator
  for (let from = 0; ; ) {
    // An item and a separator for each of them but the last.
    from = findStretch(text, kinds, 2 * LEAST_CODES - 2, from)
    if (from < 0) return false
    let items = 0
    // What stands in front of the stretch belongs to its first item.
    let length = from === 0 ? 0 : 100
    for (; from < text.length; from++) {
      const kind = kindTable[text.charCodeAt(from)]! & kinds
      if (kind === 0) break
      if (kind === KIND.code) length++
      else if (length > 0) {
        items = length <= 10 ? items + 1 : 0
        if (items >= LEAST_CODES - 1) return true
        length = 0
      }
    }
  }
}

/** Lists of codes with separators: "105 103 110", "01101001 01100111", "69 67 6e". Linear in the text. */
export function decodeLists(text: string): Payload[] {
  const payloads: Payload[] = []
  if (!mayHoldList(text)) return payloads
  const list = /[^\s,;|:[\](){}"'`]+/g
  let open: { start: number; end: number; items: string[] } | undefined
  for (let match = list.exec(text); match !== null; match = list.exec(text)) {
    const item = match[0]
    const near = open !== undefined && match.index - open.end <= 3
    if (item.length <= 8 && /^(?:0x|\\x|0o|\\)?[0-9a-fA-F]{1,8}$/.test(item)) {
      if (open === undefined || !near) {
        flush()
        open = { start: match.index, end: match.index, items: [] }
      }
      open.items.push(item)
      open.end = match.index + item.length
    } else {
      flush()
      open = undefined
    }
  }
  flush()
  return payloads

  function flush(): void {
    if (open === undefined || open.items.length < LEAST_CODES) return
    const { start, end, items } = open
    open = undefined
    for (const { disguise, base, shape } of BASES) {
      if (!items.every((item) => shape.test(item))) continue
      const bytes = Uint8Array.from(items.slice(0, MOST_RUN), (item) =>
        Number.parseInt(item.replace(/^(?:0x|\\x|0o|\\)/i, ''), base),
      )
      const message = textOf(bytes)
      if (message !== undefined) {
        payloads.push({ text: message, start, end, disguise })
        return
      }
    }
  }
}
