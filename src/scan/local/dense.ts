/**
 * Encodings that use more marks than base64: base85 in its three alphabets, base45, and lines of uuencode. Found where so many
 * characters stand in a row as words do not have, and left at the first byte that is no text.
 * https://en.wikipedia.org/wiki/Ascii85 · https://www.rfc-editor.org/rfc/rfc1924 · https://rfc.zeromq.org/spec/32/ ·
 * https://www.rfc-editor.org/rfc/rfc9285 · https://pubs.opengroup.org/onlinepubs/9699919799/utilities/uuencode.html
 */

import { goesOn, type Payload, textOf } from './payload.ts'
import { findStretch, KIND, kindTable, stretchEnd } from './stretch.ts'

/** Fewer characters are names, times and numbers; the shortest attack has as many. */
const [LEAST_PRINTED, LEAST_CAPITAL] = [30, 30]
/** What is decoded of one stretch, in bytes. */
const MOST_BYTES = 65_536
/** Share of a stretch that has to be text: a mark may stand behind it. */
const LEAST_READ = 0.8

const NONE = 0xff
function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(0x10000).fill(NONE)
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i
  return values
}
const ALNUM = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LETTERS = ALNUM.slice(10)
const BASE85: readonly Uint8Array[] = [
  String.fromCharCode(...Array.from({ length: 85 }, (_, i) => i + 0x21)),
  `${ALNUM}!#$%&()*+-;<=>?@^_\`{|}~`,
  `0123456789${LETTERS.slice(26)}${LETTERS.slice(0, 26)}.-:+=^!/*?&<>()[]{}@%$#`,
].map(valuesOf)
/** A bit for each alphabet in which a text may begin with a character: the digits whose first byte is one that text begins with. */
const BEGINS85 = new Uint8Array(0x10000)
for (const [bit, values] of BASE85.entries())
  for (let unit = 0x21; unit < 0x7f; unit++) {
    const digit = values[unit]!
    const least = Math.floor((digit * 85 ** 4) / 2 ** 24)
    if (digit !== NONE && [0, 1, 2, 3].some((more) => goesOn(0, least + more) >= 0))
      BEGINS85[unit]! |= 1 << bit
  }
const BASE45 = valuesOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:')

const [NEWLINE, RETURN, SPACE, COLON, BACKQUOTE] = [0x0a, 0x0d, 0x20, 0x3a, 0x60]

/** Bytes as they come, as long as they are text. */
class Text {
  readonly bytes: number[] = []
  #following = 0

  /** @returns whether it was text */
  add(value: number, length: number): boolean {
    for (let i = length - 1; i >= 0; i--) {
      const byte = Math.floor(value / 256 ** i) & 0xff
      this.#following = goesOn(this.#following, byte)
      if (this.#following < 0 || this.bytes.length === MOST_BYTES) return false
      this.bytes.push(byte)
    }
    return true
  }

  read(): string | undefined {
    const end = this.#following > 0 ? this.bytes.findLastIndex((byte) => byte >= 0xc0) : this.bytes.length
    return textOf(Uint8Array.from(this.bytes.slice(0, end)))
  }
}

/** All of them. Linear in the text. */
export function decodeDense(text: string): Payload[] {
  const payloads: Payload[] = []
  for (let from = findStretch(text, KIND.printed, LEAST_PRINTED, 0); from >= 0; ) {
    const end = stretchEnd(text, KIND.printed, from + LEAST_PRINTED)
    if (hasMark(text, from, end)) base85In(text, from, end, payloads)
    from = findStretch(text, KIND.printed, LEAST_PRINTED, end)
  }
  let read = 0
  for (let from = findStretch(text, KIND.capital, LEAST_CAPITAL, 0); from >= 0; ) {
    const end = stretchEnd(text, KIND.capital, from + LEAST_CAPITAL)
    const found = from < read ? undefined : (uuLines(text, from) ?? base45In(text, from, end))
    if (found !== undefined) {
      payloads.push(found)
      read = found.end
    }
    from = findStretch(text, KIND.capital, LEAST_CAPITAL, end)
  }
  return payloads
}

/** A text may begin behind a quotation mark; behind so many in a stretch one is looked for. */
const OPENING = new Uint8Array(0x10000)
for (const mark of '"\'`') OPENING[mark.charCodeAt(0)] = 1
const MOST_STARTS = 4

/** Without one it is a path or an identifier; of the shortest messages one in a hundred has none, of ordinary ones none. */
function hasMark(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((kindTable[text.charCodeAt(i)]! & KIND.mark) !== 0) return true
  return false
}

function base85In(text: string, from: number, to: number, found: Payload[]): void {
  let starts = 0
  for (let start = from; to - start >= LEAST_PRINTED && starts < MOST_STARTS; start++) {
    if (start > from && OPENING[text.charCodeAt(start - 1)] === 0) continue
    starts++
    const payload = BEGINS85[text.charCodeAt(start)] === 0 ? undefined : base85At(text, start, to)
    if (payload === undefined) continue
    found.push(payload)
    start = payload.end
  }
}

function base85At(text: string, start: number, to: number): Payload | undefined {
  const may = BEGINS85[text.charCodeAt(start)]!
  for (let i = 0; may >> i !== 0; i++) {
    const values = BASE85[i]!
    if (((may >> i) & 1) === 0 || !beginsText(text, start, values)) continue
    let end = start
    while (end < to && values[text.charCodeAt(end)] !== NONE) end++
    const message = end - start < LEAST_PRINTED ? undefined : base85(text, start, end, values)
    if (message !== undefined) return { text: message, start, end, disguise: 'base85' }
  }
  return undefined
}

/** Whether a group of five digits is four bytes of text. */
function beginsText(text: string, start: number, values: Uint8Array): boolean {
  let value = 0
  for (let i = start; i < start + 5; i++) {
    const digit = values[text.charCodeAt(i)]!
    if (digit === NONE) return false
    value = value * 85 + digit
  }
  let following = 0
  for (let shift = 24; value <= 0xffffffff && following >= 0 && shift >= 0; shift -= 8)
    following = goesOn(following, (value >>> shift) & 0xff)
  return value <= 0xffffffff && following >= 0
}

function base85(text: string, start: number, end: number, values: Uint8Array): string | undefined {
  const read = new Text()
  let at = start
  for (; at < end; at += 5) {
    const digits = Math.min(5, end - at)
    let value = 0
    // A last group that is shorter is filled up with the highest digit.
    for (let i = 0; i < 5; i++) value = value * 85 + (i < digits ? values[text.charCodeAt(at + i)]! : 84)
    if (
      digits === 5
        ? value > 0xffffffff || !read.add(value, 4)
        : !read.add(Math.floor(value / 256 ** (5 - digits)), digits - 1)
    )
      break
  }
  return at - start < (end - start) * LEAST_READ ? undefined : read.read()
}

/** A colon and spaces may belong to what stands in front. */
function base45In(text: string, from: number, to: number): Payload | undefined {
  let start = from
  while (text.charCodeAt(start) === SPACE || text.charCodeAt(start) === COLON) start++
  return base45(text, from, to) ?? (start > from ? base45(text, start, to) : undefined)
}

function base45(text: string, start: number, to: number): Payload | undefined {
  if (to - start < LEAST_CAPITAL) return undefined
  const first = base45Value(text, start, 3)
  const following = first > 0xffff ? -1 : goesOn(0, first >> 8)
  if (following < 0 || goesOn(following, first & 0xff) < 0) return undefined
  let end = start
  while (end < to && BASE45[text.charCodeAt(end)] !== NONE) end++
  if (end - start < LEAST_CAPITAL) return undefined
  const read = new Text()
  let at = start
  for (; at + 1 < end; at += 3) {
    const digits = Math.min(3, end - at)
    const value = base45Value(text, at, digits)
    if (value >= 256 ** (digits - 1) || !read.add(value, digits - 1)) break
  }
  if (at - start < (end - start) * LEAST_READ) return undefined
  const message = read.read()
  return message === undefined ? undefined : { text: message, start, end, disguise: 'base45' }
}

/** The lowest digit stands first. Too much where one of them is none. */
function base45Value(text: string, start: number, digits: number): number {
  let value = 0
  for (let i = start + digits - 1; i >= start; i--) {
    const digit = BASE45[text.charCodeAt(i)]!
    value = digit === NONE ? Number.POSITIVE_INFINITY : value * 45 + digit
  }
  return value
}

/** Bytes of a line, which its first character counts. */
const MOST_IN_LINE = 45

/** Lines of uuencode from the one that begins at `start` on; what is around them (`begin 644 name`) does not matter. */
function uuLines(text: string, start: number): Payload | undefined {
  if (start > 0 && text.charCodeAt(start - 1) !== NEWLINE) return undefined
  if (text.charCodeAt(start) - SPACE > MOST_IN_LINE) return undefined
  const read = new Text()
  let end = start
  for (let at = start; at < text.length; ) {
    const length = text.charCodeAt(at) - SPACE
    if (length <= 0 || length > MOST_IN_LINE) break
    const digits = Math.ceil(length / 3) * 4
    const close = stretchEnd(text, KIND.capital, at)
    // Spaces at the end, which are zeros, may be lost, and a check of one character may follow.
    const extra = close - at - 1 - digits
    if (extra > 1 || extra < -2 || !isLineEnd(text, close) || !uuLine(text, at + 1, close, length, read))
      break
    end = close
    at = text.charCodeAt(close) === RETURN ? close + 2 : close + 1
  }
  const message = end > start ? read.read() : undefined
  return message === undefined ? undefined : { text: message, start, end, disguise: 'uuencode' }
}

const isLineEnd = (text: string, at: number) =>
  at >= text.length || text.charCodeAt(at) === NEWLINE || text.charCodeAt(at) === RETURN

function uuLine(text: string, start: number, end: number, length: number, read: Text): boolean {
  for (let i = 0; i < length; i += 3) {
    let value = 0
    for (let k = 0; k < 4; k++) {
      const at = start + (i / 3) * 4 + k
      const unit = at < end ? text.charCodeAt(at) : SPACE
      value = value * 64 + (unit === BACKQUOTE ? 0 : unit - SPACE)
    }
    const count = Math.min(3, length - i)
    if (!read.add(value >> (8 * (3 - count)), count)) return false
  }
  return true
}
