/**
 * Language in disguise: sentences in base64, base64url, base32 or hex within a string that is spared because it looks like an
 * id or like something that a provider sealed. A model that sees such a string can read it.
 *
 * What ids and seals decode to is noise, and noise has no twelve bytes in a row that are well-formed UTF-8 without a
 * control character with two words among them: one in some thousand random ids has, and no seal twenty-four of them.
 */

import { BASE32, BASE64, decode, digitsIn, HEX, lookAt } from './digits.ts'
import { mayHoldText, placesOfText, room } from './may-hold-text.ts'
import { HIDES } from './noise-code.ts'
import { doubtsOfId } from './sure-noise.ts'
import { stretchesOf } from './utf8.ts'
import { wideStretches } from './wide.ts'
import { hasFewWords, LANGUAGE } from './words.ts'

/** Bytes of a text that counts: shorter ones come about by chance. */
const SHORTEST_TEXT = 12
/** Characters of base64 for that many bytes: what is shorter hides nothing. */
const SHORTEST_DISGUISE = 16
/** Base64 of base64 of base64. */
const MAX_LAYERS = 3

/** Bytes of a text in what is long or sealed, where more of them come about by chance. */
const SHORTEST_IN_NOISE = 24
/** Characters of a string that is looked through from every one of its digits on, and of a sealed one. */
const LONGEST_SHORT = 4098
const LONGEST_SHORT_SEAL = 256
/** Digits of short strings, by the layers that are left. */
const digitsOfLayer = Array.from({ length: MAX_LAYERS + 1 }, () => new Uint8Array(LONGEST_SHORT))

/** By the bits of a digit: after how many bits another byte may begin. */
const STEPS: Readonly<Record<number, number>> = { 4: 4, 5: 1, 6: 2 }
/** Digits of hex for SHORTEST_TEXT bytes. */
const LEAST_HEX = 24
/** Spare long strings of anything else the search for hex and base32. */
const HEX_BEGINNING = /^[0-9a-f]{64}/i
const BASE32_BEGINNING = /^(?:[A-Z2-7]{64}|[a-z2-7]{64})/

/** Whether a string holds language in one of these encodings, wherever in it that begins when it is short. */
export const isDisguise = (value: string): boolean => disguisedText(value) !== ''

/** The language in a string, a line for each stretch of it; empty when it hides none. */
export const disguisedText = (value: string): string =>
  value.length < SHORTEST_DISGUISE || (doubtsOfId(value) & HIDES) === 0 ? '' : textsIn(value, MAX_LAYERS)

/**
 * The same for what a provider sealed: all of it is a text, or a longer stretch.
 * @param sealed the bytes of its base64
 */
export function textInSeal(value: string, sealed: Uint8Array): string {
  if (value.length > LONGEST_SHORT_SEAL) return textsInLong(value, sealed, MAX_LAYERS)
  return textsInShort(value, MAX_LAYERS, (bytes) =>
    Math.max(SHORTEST_TEXT, Math.min(SHORTEST_IN_NOISE, bytes - 2)),
  )
}

function textsIn(value: string, layers: number): string {
  return value.length <= LONGEST_SHORT
    ? textsInShort(value, layers, () => SHORTEST_TEXT)
    : textsInLong(value, Buffer.from(value, 'base64'), layers)
}

/** @param shortestIn bytes of a text that counts, by those that the digits of an encoding stand for */
function textsInShort(value: string, layers: number, shortestIn: (bytes: number) => number): string {
  let found = ''
  const own = digitsOfLayer[layers] as Uint8Array
  const search = (count: number, bits: number): void => {
    decode(own, 0, count, bits, room)
    const step = STEPS[bits] as number
    const shortest = shortestIn((count * bits) >> 3)
    const places = placesOfText((count * bits) >> 3, step, shortest)
    for (let start = 0; places !== 0 && start * step < 8; start++) {
      const length = ((count - start) * bits) >> 3
      if (length < SHORTEST_TEXT) return
      if (((places >> ((start * bits) & 7)) & 1) === 0) continue
      decode(own, start, count, bits, room)
      found = join(found, textsAmong(room, length, shortest, layers))
    }
  }
  const { count, hexes, isJoined, isBase32 } = lookAt(value, own)
  search(count, 6)
  // A hyphen is a digit, or separates groups of digits.
  if (isJoined) search(digitsIn(value, BASE64, own), 6)
  if (hexes >= LEAST_HEX) search(digitsIn(value, HEX, own), 4)
  if (isBase32) search(digitsIn(value, BASE32, own), 5)
  return found
}

/**
 * Only from its beginning: nobody looks for words within a long blob.
 * @param bytes of its base64
 */
function textsInLong(value: string, bytes: Uint8Array, layers: number): string {
  const own = HEX_BEGINNING.test(value) ? Buffer.from(value, 'hex') : bytes
  const found = textsInNoise(own, layers)
  if (!BASE32_BEGINNING.test(value)) return found
  const target = new Uint8Array(Math.ceil((value.length * 5) / 8))
  const digits = new Uint8Array(value.length)
  const length = decode(digits, 0, digitsIn(value, BASE32, digits), 5, target)
  return join(found, textsInNoise(target.subarray(0, length), layers))
}

const textsInNoise = (bytes: Uint8Array, layers: number): string =>
  mayHoldText(bytes, SHORTEST_IN_NOISE) ? textsAmong(bytes, bytes.length, SHORTEST_IN_NOISE, layers) : ''

const join = (a: string, b: string): string => (a === '' ? b : b === '' ? a : `${a}\n${b}`)

/** The language among bytes that are noise otherwise, and what is hidden in text that says nothing by itself. */
function textsAmong(bytes: Uint8Array, length: number, shortest: number, layers: number): string {
  let found = ''
  // All of them first: what is found in one is decoded into the same room.
  const plain = stretchesOf(bytes, length, shortest)
  const wide = wideStretches(bytes, length, SHORTEST_TEXT)
  for (const stretch of [...plain, ...wide]) {
    const inner = layers > 1 && stretch.length >= SHORTEST_DISGUISE ? textsIn(stretch, layers - 1) : ''
    if (LANGUAGE.test(stretch) || !hasFewWords(stretch)) found = join(found, stretch)
    found = join(found, inner)
  }
  return found
}
