/** Words of other languages with the English ones that mean the same (see README.md). */

import { sliceView } from '../edit.ts'
import { aligned, embedded } from '../embedded.ts'
import { CLASS, classIn, TRAIT } from '../fold.ts'
import { EMPTY_HASH, extendHash } from '../hash.ts'
import type { View } from '../normalise.ts'
import { LONGEST_WORD, type Tokens } from '../tokens.ts'
import { type HashIndex, indexHashes, numberOf } from './hash-index.ts'
import { rankInflected } from './inflection.ts'
import translationsPath from './translations.bin' with { type: 'file' }
import { vectors } from './vectors.ts'

export interface Translations {
  /** Of folded words, and of beginnings of such, in the order of their buckets (hash-index.ts). */
  readonly hashes: Int32Array
  /** Rows of the English words in `Vectors`. */
  readonly rows: Uint16Array
  /** Words that English has, too, such as "die" and "message": their rows there, and those of what they mean elsewhere, in turns. */
  readonly shared: Uint16Array
}

/** Stored form: the number of hashes, the hashes, their rows, what is shared. Numbers are little-endian. */
export const packTranslations = ({ hashes, rows, shared }: Translations): Uint8Array =>
  Buffer.concat(
    [Int32Array.of(hashes.length), hashes, rows, shared].map(({ buffer }) => new Uint8Array(buffer)),
  )

/** The stored translations in this executable. */
export const storedTranslations = embedded(translationsPath)

interface Found {
  readonly forms: HashIndex
  readonly rows: Uint16Array
  /** Per row of an English word the one of what it means elsewhere, or `ENGLISH_ONLY`. */
  readonly elsewhere: Uint16Array
}
let loaded: Found | undefined

function translations(): Found {
  if (!loaded) {
    const { buffer, byteOffset, byteLength } = aligned(storedTranslations())
    const count = new DataView(buffer, byteOffset).getUint32(0, true)
    const hashes = new Int32Array(buffer, byteOffset + 4, count)
    const all = new Uint16Array(
      buffer,
      byteOffset + 4 + hashes.byteLength,
      (byteLength - 4 - hashes.byteLength) / 2,
    )
    const elsewhere = new Uint16Array(vectors().count).fill(ENGLISH_ONLY)
    for (let at = count; at < all.length; at += 2) elsewhere[all[at]!] = all[at + 1]!
    loaded = { forms: indexHashes(hashes), rows: all.subarray(0, count), elsewhere }
  }
  return loaded
}

/** The row of the English word that a word or a beginning of another language means, by its hash. */
export function rowOfForm(hash: number): number | undefined {
  const { forms, rows } = translations()
  const number = numberOf(forms, hash)
  return number > 0 ? rows[number - 1] : undefined
}

/** What no other language has. */
export const ENGLISH_ONLY = 0xffff

/** The row of what an English word means in other languages that have it, too; `ENGLISH_ONLY` where none has. */
export const elsewhere = (row: number): number => translations().elsewhere[row]!

/** Characters of the longest word that is looked for where there are no spaces. */
const LONGEST = 8

/**
 * How many of some ideographs in a row are in words of two or more, the longest that begin there one after the other.
 * @param step 1, or -1 for the same ones read from their end
 */
export function ideographsInWords(codes: Uint16Array, from: number, to: number, step: 1 | -1): number {
  const { forms } = translations()
  const first = step === 1 ? from : to - 1
  let inWords = 0
  for (let at = 0; at < to - from; ) {
    let hash = EMPTY_HASH
    let word = 1
    for (let length = 1; length <= Math.min(LONGEST, to - from - at); length++) {
      hash = extendHash(hash, codes[first + (at + length - 1) * step]!)
      if (length > 1 && numberOf(forms, hash) > 0) word = length
    }
    if (word > 1) inWords += word
    at += word
  }
  return inWords
}

/**
 * The English word for the word at a token: for all of it, or by its stem; where words have no spaces, for the longest that begins there.
 * @param to where tokens are another place's
 * @returns its row, and the token behind the word; undefined where none is known
 */
export function translate(
  view: View,
  { word, stem, start, end, traits }: Tokens,
  at: number,
  to: number,
): { row: number; end: number } | undefined {
  const { forms, rows } = translations()
  let number = 0
  let behind = at + 1
  if (classIn(traits[at]!) === CLASS.ideograph) {
    let hash = EMPTY_HASH
    for (let t = at; t < Math.min(to, at + LONGEST) && (t === at || start[t] === end[t - 1]); t++) {
      if (classIn(traits[t]!) !== CLASS.ideograph) break
      hash = extendHash(hash, view.codes[start[t]!]!)
      const known = numberOf(forms, hash)
      if (known === 0) continue
      number = known
      behind = t + 1
    }
  } else {
    number = numberOf(forms, word[at]!) || numberOf(forms, stem[at]!)
    const isLatin = (traits[at]! & (TRAIT.latin | TRAIT.digit)) !== 0
    // What is longer may have millions of letters.
    if (number === 0 && !isLatin && end[at]! - start[at]! <= LONGEST_WORD) {
      const letters = sliceView(view, start[at]!, end[at]!)
      number = rankInflected(letters, (hash) => numberOf(forms, hash))
    }
  }
  return number > 0 ? { row: rows[number - 1]!, end: behind } : undefined
}
