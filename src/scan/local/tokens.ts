/**
 * Words and their hashes. A word of a script with spaces is one token, and so is every character of a script
 * without; numbers are one token whatever their digits. Hashes are computed while the text is walked: no
 * substring is ever made.
 */

import { CLASS, classOf, classTable, UNCLASSIFIED } from './fold.ts'
import type { View } from './normalise.ts'

export interface Tokens {
  readonly count: number
  /** Offsets in the view. */
  readonly start: Int32Array
  readonly end: Int32Array
  /** Hash of the whole word. */
  readonly word: Int32Array
  /** Hash of its first letters, which mostly survive inflection. The same as `word` for short words. */
  readonly stem: Int32Array
}

const SEED = 0x811c9dc5 | 0
const PRIME = 0x01000193
/** Letters of a word that make its stem. */
const STEM = 6
/** Longer "words" are data: keys, digests, encoded bytes. */
const LONGEST_WORD = 32
const NUMBER_HASH = 0x3ade68b1
const DATA_HASH = 0x5bd1e995

/** Hash of no letters, and a word's hash with one more letter. */
export const EMPTY_HASH = SEED
export const extendHash = (hash: number, unit: number): number => Math.imul(hash ^ unit, PRIME)

/** Hash of a word's folded code units, as `tokenise` computes it. */
export function hashWord(word: string): number {
  let hash = SEED
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME)
  return hash
}

/** Cuts a view into tokens. Linear; at most one token a character. */
export function tokenise(view: View): Tokens {
  const { codes, length } = view
  let capacity = (length >> 2) + 16
  let start = new Int32Array(capacity)
  let end = new Int32Array(capacity)
  let word = new Int32Array(capacity)
  let stem = new Int32Array(capacity)
  let count = 0
  let i = 0
  while (i < length) {
    const unit = codes[i]!
    let kind = classTable[unit]!
    if (kind === UNCLASSIFIED) kind = classOf(unit)
    if (kind < CLASS.word) {
      i++
      continue
    }
    if (count === capacity) {
      capacity = Math.min(capacity * 2, length + 1)
      start = grow(start, capacity)
      end = grow(end, capacity)
      word = grow(word, capacity)
      stem = grow(stem, capacity)
    }
    start[count] = i
    if (kind === CLASS.ideograph) {
      word[count] = stem[count] = Math.imul(SEED ^ unit, PRIME)
      end[count++] = ++i
      continue
    }
    const from = i
    let hash = SEED
    let prefix = 0
    let digits = true
    while (kind === CLASS.word || kind === CLASS.digit) {
      if (kind === CLASS.word) digits = false
      hash = Math.imul(hash ^ codes[i]!, PRIME)
      i++
      if (i - from === STEM) prefix = hash
      if (i >= length) break
      kind = classTable[codes[i]!]!
      if (kind === UNCLASSIFIED) kind = classOf(codes[i]!)
    }
    if (digits) hash = prefix = NUMBER_HASH
    else if (i - from > LONGEST_WORD) hash = prefix = DATA_HASH
    else if (i - from < STEM) prefix = hash
    end[count] = i
    word[count] = hash
    stem[count++] = prefix
  }
  return { count, start, end, word, stem }
}

function grow(array: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity)
  larger.set(array)
  return larger
}
