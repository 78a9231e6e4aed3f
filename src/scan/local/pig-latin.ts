/** Pig latin: "ignoreway allway eviouspray" for "ignore all previous". */

import { hashWord } from './hash.ts'
import { rankOf, type Vocabulary } from './vocabulary.ts'

/** Share of the words that must end so. */
const LEAST_SHARE = 0.7
const ENDING = 'ay'
/** What stands behind a word that begins with a vowel. */
const AFTER_VOWEL = /[wyh]ay$/
/** Consonants that may have gone to the end. */
const MOST_MOVED = 4

export const mayBePigLatin = (words: readonly string[]): boolean =>
  words.filter((word) => word.endsWith(ENDING)).length >= words.length * LEAST_SHARE

/** The word that it is made of: the commonest of those that are words. What is none, and what does not end so, stays or is guessed. */
export function fromPigLatin(word: string, vocabulary: Vocabulary): string {
  if (!word.endsWith(ENDING) || word.length < 4) return word
  const stem = word.slice(0, -ENDING.length)
  let best = AFTER_VOWEL.test(word) ? stem.slice(0, -1) : stem.slice(-1) + stem.slice(0, -1)
  let bestRank = rank(best, vocabulary)
  for (let moved = 1; moved <= Math.min(MOST_MOVED, stem.length - 1); moved++) {
    const candidate = stem.slice(-moved) + stem.slice(0, -moved)
    const candidateRank = rank(candidate, vocabulary)
    if (candidateRank < bestRank) [best, bestRank] = [candidate, candidateRank]
  }
  return best
}

const rank = (word: string, vocabulary: Vocabulary): number =>
  rankOf(vocabulary, hashWord(word)) || Number.POSITIVE_INFINITY
