/**
 * Language in disguise: sentences in base64, base64url, base32 or hex within a string that is spared because it looks like an
 * id or like something that a provider sealed. A model that sees such a string can read it.
 *
 * What ids and seals decode to is noise, and noise has no twelve bytes in a row that are well-formed UTF-8 without a
 * control character with two words among them: one in some thousand random ids has, and no seal twenty-four of them.
 */

import { mayBeWide, wideStretches } from './wide.ts'
import { hasFewWords, LANGUAGE } from './words.ts'

/** Bytes of a text that counts: shorter ones come about by chance. */
const SHORTEST_TEXT = 12
/** Characters of base64 for that many bytes: what is shorter hides nothing. */
const SHORTEST_DISGUISE = 16
/** Base64 of base64 of base64. */
const MAX_LAYERS = 3

/** What a byte is in UTF-8: 0 in no text, 1 ASCII, 2 a continuation, 3 to 5 the first one of two to four. */
const KINDS = new Uint8Array(256)
KINDS.fill(1, 0x20, 0x7f)
for (const space of [0x09, 0x0a, 0x0d]) KINDS[space] = 1
KINDS.fill(2, 0x80, 0xc0)
KINDS.fill(3, 0xc2, 0xe0)
KINDS.fill(4, 0xe0, 0xf0)
KINDS.fill(5, 0xf0, 0xf5)

/** Which kind may follow which: a continuation a first byte or another one, and nothing else a first byte. */
const FOLLOWS = new Uint8Array(6 * 8)
for (let before = 1; before < 6; before++) {
  for (let kind = 1; kind < 6; kind++)
    if (kind === 2 ? before !== 1 : before <= 2) FOLLOWS[before * 8 + kind] = 1
}

/** Values of digits plus one; 0 for a character that is none. */
function digits(...alphabets: readonly string[]): Uint8Array {
  const table = new Uint8Array(128)
  for (const alphabet of alphabets) {
    for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i + 1
  }
  return table
}
const SIXTY_TWO = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE64 = digits(`${SIXTY_TWO}+/`)
const BASE64_URL = digits(`${SIXTY_TWO}+/`, `${SIXTY_TWO}-_`)
const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const BASE32 = digits(BASE32_DIGITS, BASE32_DIGITS.toLowerCase())
const HEX = digits('0123456789abcdef', '0123456789ABCDEF')

/** Where short strings are decoded; allocating would cost more than decoding. */
const room = new Uint8Array(4098)
/** Their digits, by the layers that are left. */
const digitsOfLayer = Array.from({ length: MAX_LAYERS + 1 }, () => new Uint8Array(room.length))
/** The same for what is long or sealed, where more of them come about by chance. */
const SHORTEST_IN_NOISE = 24
/** Characters of a sealed string that is looked through from every one of its digits on. */
const LONGEST_SHORT_SEAL = 256
/** Spares long strings of anything else the search for hex. */
const HEX_BEGINNING = /^[0-9a-f]{64}/i

/** Twelve bytes of base32 in letters of one case, perhaps in groups; spares other ids the search for it. */
const BASE32_RUN = /(?:[A-Z2-7][-_.]?){20}|(?:[a-z2-7][-_.]?){20}/
const BASE32_BEGINNING = /^(?:[A-Z2-7]{64}|[a-z2-7]{64})/

/** Whether a string holds language in one of these encodings, wherever in it that begins when it is short. */
export const isDisguise = (value: string): boolean => disguisedText(value) !== ''

/** The language in a string, a line for each stretch of it; empty when it hides none. */
export const disguisedText = (value: string): string =>
  value.length < SHORTEST_DISGUISE ? '' : textsIn(value, MAX_LAYERS)

/** The same for what a provider sealed: all of it is a text, or a longer stretch. */
export function textInSeal(value: string): string {
  if (value.length > LONGEST_SHORT_SEAL) return textsInLong(value, MAX_LAYERS)
  const bytes = (value.length * 3) >> 2
  return textsInShort(value, MAX_LAYERS, Math.max(SHORTEST_TEXT, Math.min(SHORTEST_IN_NOISE, bytes - 2)))
}

function textsIn(value: string, layers: number): string {
  return value.length <= room.length ? textsInShort(value, layers, SHORTEST_TEXT) : textsInLong(value, layers)
}

function textsInShort(value: string, layers: number, shortest: number): string {
  let found = ''
  const own = digitsOfLayer[layers] as Uint8Array
  const search = (table: Uint8Array, bits: number, starts: number): void => {
    const count = digitsIn(value, table, own)
    for (let start = 0; start < starts; start++) {
      const length = ((count - start) * bits) >> 3
      if (length < SHORTEST_TEXT) return
      if (bits !== 6) decode(own, start, count, bits, room)
      else if (!decode64(own, start, length) && !mayBeWide(room, length, SHORTEST_TEXT)) continue
      found = join(found, textsAmong(room, length, shortest, layers))
    }
  }
  search(BASE64_URL, 6, 4)
  // A hyphen is a digit, or separates groups of digits.
  if (value.includes('-') || value.includes('_')) search(BASE64, 6, 4)
  search(HEX, 4, 2)
  if (BASE32_RUN.test(value)) search(BASE32, 5, 8)
  return found
}

/** Only from its beginning: nobody looks for words within a long blob. */
function textsInLong(value: string, layers: number): string {
  const bytes = Buffer.from(value, HEX_BEGINNING.test(value) ? 'hex' : 'base64')
  const found = textsAmong(bytes, bytes.length, SHORTEST_IN_NOISE, layers)
  if (!BASE32_BEGINNING.test(value)) return found
  const target = new Uint8Array(Math.ceil((value.length * 5) / 8))
  const own = new Uint8Array(value.length)
  const length = decode(own, 0, digitsIn(value, BASE32, own), 5, target)
  return join(found, textsAmong(target, length, SHORTEST_IN_NOISE, layers))
}

const join = (a: string, b: string): string => (a === '' ? b : b === '' ? a : `${a}\n${b}`)

/** Puts the values of the digits of a string into `target`; other characters between them are left out. @returns how many */
function digitsIn(value: string, table: Uint8Array, target: Uint8Array): number {
  let count = 0
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    const digit = unit < 128 ? (table[unit] as number) : 0
    if (digit !== 0) target[count++] = digit - 1
  }
  return count
}

/** Puts the bytes of digits, from the `start`th on, into `target`. @returns how many */
function decode(digits: Uint8Array, start: number, count: number, bits: number, target: Uint8Array): number {
  let length = 0
  let pending = 0
  let filled = 0
  for (let i = start; i < count; i++) {
    pending = ((pending << bits) | (digits[i] as number)) & 0xffff
    filled += bits
    if (filled >= 8) {
      filled -= 8
      target[length++] = pending >> filled
    }
  }
  return length
}

/** Groups of three bytes that any SHORTEST_TEXT bytes in a row have among them. */
const GROUPS_OF_TEXT = 3

/**
 * The same for base64 in the room, and faster: most ids are noise.
 * @param length bytes that there are
 * @returns whether some SHORTEST_TEXT of them may be UTF-8
 */
function decode64(digits: Uint8Array, start: number, length: number): boolean {
  let isText = false
  let run = 0
  for (let at = 0, i = start; at < length; at += 3, i += 4) {
    // Behind the last digit there is whatever was there before; `length` ends before it.
    const group =
      ((digits[i] as number) << 18) |
      ((digits[i + 1] as number) << 12) |
      ((digits[i + 2] as number) << 6) |
      (digits[i + 3] as number)
    room[at] = group >> 16
    room[at + 1] = group >> 8
    room[at + 2] = group
    const kind = KINDS[(group >> 8) & 0xff] as number
    const before = KINDS[group >> 16] as number
    const behind = KINDS[group & 0xff] as number
    run = FOLLOWS[before * 8 + kind] === 1 && FOLLOWS[kind * 8 + behind] === 1 ? run + 1 : 0
    if (run === GROUPS_OF_TEXT) isText = true
  }
  return isText
}

/** The language among bytes that are noise otherwise, and what is hidden in text that says nothing by itself. */
function textsAmong(bytes: Uint8Array, length: number, shortest: number, layers: number): string {
  let found = ''
  // All of them first: what is found in one is decoded into the same room.
  const plain = stretchesOf(bytes, length, shortest)
  const wide = wideStretches(bytes, length, SHORTEST_TEXT)
  if (plain.length + wide.length === 0) return ''
  for (const stretch of [...plain, ...wide]) {
    const inner = layers > 1 && stretch.length >= SHORTEST_DISGUISE ? textsIn(stretch, layers - 1) : ''
    if (LANGUAGE.test(stretch) || !hasFewWords(stretch)) found = join(found, stretch)
    found = join(found, inner)
  }
  return found
}

const NONE: readonly string[] = []

/** Every stretch of text. What is too short is skipped from its end, so that not every byte of noise is looked at. */
function stretchesOf(bytes: Uint8Array, length: number, shortest: number): readonly string[] {
  let stretches: string[] | undefined
  let at = 0
  /** From `at` up to it each byte may follow the one before it. */
  let seen = 0
  while (at + shortest <= length) {
    const broken = lastBreak(bytes, Math.max(at, seen), at + shortest, at)
    seen = at + shortest
    if (broken !== -1) {
      at = broken
      continue
    }
    // The end of a character that has been cut off.
    while (at < length && KINDS[bytes[at] as number] === 2) at++
    const end = endOfText(bytes, at, length)
    if (end - at >= shortest) {
      stretches ??= []
      stretches.push(Buffer.from(bytes.subarray(at, end)).toString())
    }
    at = Math.max(end, at + 1)
  }
  return stretches ?? NONE
}

/** @returns the last offset before `to` and not before `from` at which a text that contains `at` cannot go on; or -1 */
function lastBreak(bytes: Uint8Array, from: number, to: number, at: number): number {
  let kind = KINDS[bytes[to - 1] as number] as number
  for (let i = to - 1; i >= from; i--) {
    if (kind === 0) return i + 1
    if (i === at) return -1
    const before = KINDS[bytes[i - 1] as number] as number
    if (FOLLOWS[before * 8 + kind] === 0 && before !== 0) return i
    kind = before
  }
  return -1
}

/** @returns the offset behind the last character that is well-formed, from `at` on */
function endOfText(bytes: Uint8Array, at: number, length: number): number {
  for (let end = at; ; ) {
    const next = endOfCharacter(bytes, end, length)
    if (next === end) return end
    end = next
  }
}

/** @returns the offset behind the character at `at`; `at` itself for what is none, or a control character */
export function endOfCharacter(bytes: Uint8Array, at: number, length: number): number {
  const kind = at < length ? (KINDS[bytes[at] as number] as number) : 0
  if (kind === 0 || kind === 2) return at
  const next = at + (kind < 3 ? 1 : kind - 1)
  for (let i = at + 1; i < next; i++) if (i >= length || KINDS[bytes[i] as number] !== 2) return at
  return next
}
