/**
 * Language in disguise: sentences in base64, base64url, base32 or hex within a string that is spared because it looks like an
 * id or like something that a provider sealed. A model that sees such a string can read it.
 *
 * What ids and seals decode to is noise, and noise has no twelve bytes in a row that are well-formed UTF-8 without a
 * control character with two words among them: one in some thousand random ids has, and no seal twenty-four of them.
 */

import { wideStretches } from './wide.ts'
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
const room = new Uint8Array(4096)
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
  const search = (table: Uint8Array, bits: number, starts: number): void => {
    for (let start = 0; start < starts; start++) {
      const length = decode(value, start, table, bits)
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
  const length = decode(value, 0, BASE32, 5, target)
  return join(found, textsAmong(target, length, SHORTEST_IN_NOISE, layers))
}

const join = (a: string, b: string): string => (a === '' ? b : b === '' ? a : `${a}\n${b}`)

/**
 * Puts the bytes of the digits from the `start`th on into `target`; other characters between them are left out.
 * @returns how many bytes
 */
function decode(value: string, start: number, table: Uint8Array, bits: number, target = room): number {
  let length = 0
  let before = start
  let pending = 0
  let filled = 0
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    const digit = unit < 128 ? (table[unit] as number) : 0
    if (digit === 0) continue
    if (before > 0) {
      before--
      continue
    }
    pending = ((pending << bits) | (digit - 1)) & 0xffff
    filled += bits
    if (filled >= 8) {
      filled -= 8
      target[length++] = pending >> filled
    }
  }
  return length
}

/** The language among bytes that are noise otherwise, and what is hidden in text that says nothing by itself. */
function textsAmong(bytes: Uint8Array, length: number, shortest: number, layers: number): string {
  let found = ''
  // All of them first: what is found in one is decoded into the same room.
  const stretches = [...stretchesOf(bytes, length, shortest), ...wideStretches(bytes, length, SHORTEST_TEXT)]
  for (const stretch of stretches) {
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
  while (at + shortest <= length) {
    let last = at + shortest - 1
    while (last >= at && KINDS[bytes[last] as number] !== 0) last--
    if (last >= at) {
      at = last + 1
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
