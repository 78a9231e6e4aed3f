/**
 * Words and their hashes. A word of a script with spaces is one token, and so is every character of a script
 * without; numbers are one token whatever their digits. Hashes are computed while the text is walked: no
 * substring is ever made.
 */

import { CLASS, classIn, TRAIT, traitsOf, traitTable, UNCLASSIFIED } from './fold.ts'
import { EMPTY_HASH, extendHash, NUMBER_HASH } from './hash.ts'
import type { View } from './normalise.ts'
import { KEPT } from './scratch.ts'
import { rankOf, type Vocabulary } from './vocabulary.ts'

/** Valid until the next `tokenise`. */
export interface Tokens {
  readonly count: number
  /** Offsets in the view. */
  readonly start: Int32Array
  readonly end: Int32Array
  /** Hash of the whole word. */
  readonly word: Int32Array
  /** Hash of its first letters, which mostly survive inflection. The same as `word` for short words. */
  readonly stem: Int32Array
  /** Class of the first unit, and the traits of all units (see fold.ts). */
  readonly traits: Uint8Array
  /** 1 for a word that the vocabulary has. */
  readonly known: Uint8Array
  /** Number of words with letters, and of those that the vocabulary does not have. */
  readonly words: number
  readonly unknown: number
}

/** Letters of a word that make its stem. */
export const STEM = 6
/** Longer "words" are data: keys, digests, encoded bytes. */
export const LONGEST_WORD = 32
const ALL_TRAITS = TRAIT.digit | TRAIT.latin | TRAIT.foreign
const DATA_HASH = 0x5bd1e995

const roomFor = (length: number) => ({
  start: new Int32Array(length),
  end: new Int32Array(length),
  word: new Int32Array(length),
  stem: new Int32Array(length),
  traits: new Uint8Array(length),
  known: new Uint8Array(length),
})
/** Used again, as a `Scratch` is. */
let room = roomFor(1 << 10)

function roomAtLeast(length: number): ReturnType<typeof roomFor> {
  if (length <= room.start.length) return room
  if (length > KEPT) return roomFor(length)
  room = roomFor(Math.min(KEPT, length + (length >> 1)))
  return room
}

/** Cuts a view into tokens. Linear; at most one token a character. */
export function tokenise(view: View, vocabulary: Vocabulary): Tokens {
  const { codes, length } = view
  const { start, end, word, stem, traits, known } = roomAtLeast(length)
  let count = 0
  let words = 0
  let unknown = 0
  let i = 0
  while (i < length) {
    const unit = codes[i]!
    let trait = traitTable[unit]!
    if (trait === UNCLASSIFIED) trait = traitsOf(unit)
    const kind = classIn(trait)
    if (kind < CLASS.word) {
      i++
      continue
    }
    start[count] = i
    if (kind === CLASS.ideograph) {
      word[count] = stem[count] = extendHash(EMPTY_HASH, unit)
      traits[count] = trait
      known[count] = 0
      end[count++] = ++i
      continue
    }
    const from = i
    let hash = EMPTY_HASH
    let prefix = 0
    let digits = true
    let seen = trait
    let next = kind
    for (;;) {
      if (next === CLASS.word) digits = false
      seen |= trait & ALL_TRAITS
      hash = extendHash(hash, codes[i]!)
      i++
      if (i - from === STEM) prefix = hash
      if (i >= length) break
      trait = traitTable[codes[i]!]!
      if (trait === UNCLASSIFIED) trait = traitsOf(codes[i]!)
      next = classIn(trait)
      if (next !== CLASS.word && next !== CLASS.digit) break
    }
    if (digits) hash = prefix = NUMBER_HASH
    else if (i - from > LONGEST_WORD) hash = prefix = DATA_HASH
    else if (i - from < STEM) prefix = hash
    const isKnown = rankOf(vocabulary, hash) === 0 ? 0 : 1
    if (kind === CLASS.word) {
      words++
      unknown += 1 - isKnown
    }
    known[count] = isKnown
    traits[count] = seen
    end[count] = i
    word[count] = hash
    stem[count++] = prefix
  }
  return { count, start, end, word, stem, traits, known, words, unknown }
}

/**
 * The same tokens when some words have other letters than before, and as many.
 * @param which the words, which hold a letter each
 */
export function rereadWords(
  { codes }: View,
  tokens: Tokens,
  which: readonly number[],
  vocabulary: Vocabulary,
): Tokens {
  const { start, end, word, stem, traits, known } = tokens
  let { unknown } = tokens
  for (const t of which) {
    const from = start[t]!
    const length = end[t]! - from
    let hash = EMPTY_HASH
    let prefix = 0
    let seen = traitsOf(codes[from]!)
    for (let i = 0; i < length; i++) {
      seen |= traitsOf(codes[from + i]!) & ALL_TRAITS
      hash = extendHash(hash, codes[from + i]!)
      if (i + 1 === STEM) prefix = hash
    }
    if (length > LONGEST_WORD) hash = prefix = DATA_HASH
    else if (length < STEM) prefix = hash
    const isKnown = rankOf(vocabulary, hash) === 0 ? 0 : 1
    if (classIn(seen) === CLASS.word) unknown += known[t]! - isKnown
    word[t] = hash
    stem[t] = prefix
    traits[t] = seen
    known[t] = isKnown
  }
  return { ...tokens, unknown }
}
