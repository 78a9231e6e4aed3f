/** Words as they stand in sentences, where a glossary has another form of them. */

import { EMPTY_HASH, extendHash, hashWord } from '../hash.ts'

/** Letters of the beginnings that `translations.bin` has, besides those of `STEM`, longest first. */
export const SHORT_STEMS = [5, 4] as const

/** Conjunctions, prepositions, the article, marks of persons and tenses; and pronouns and endings: what Arabic writes in one with a word. */
const BEFORE = ' و ف ب ل ك س ال وال بال فال كال لل ولل وب ول وس فس ت ي ن ا وت وي ست سي'.split(' ')
const BEHIND = new Set(' ه ها هم هما كم ك ي نا ني ين ون ات ان ا وا ت تم ته تها تك تي'.split(' '))
const LONGEST_BEHIND = 3
/** Letters that are left of a word. */
const LEAST_LEFT = 3

/**
 * The rank of a word, of a script that is not Latin, by the most of it that is known.
 * @param rankOf that of a hash; 0 where it is not known
 */
export function rankInflected(word: string, rankOf: (hash: number) => number): number {
  if (isArabic(word.charCodeAt(0))) return rankWithin(word, rankOf)
  let rank = 0
  for (const length of SHORT_STEMS)
    if (rank === 0 && word.length >= length) rank = rankOf(hashWord(word.slice(0, length)))
  return rank
}

const isArabic = (unit: number): boolean => unit >= 0x600 && unit < 0x700

/** The rank of the longest part of an Arabic word, with nothing but what is written in one with words around it. */
function rankWithin(word: string, rankOf: (hash: number) => number): number {
  let best = 0
  let longest = 0
  for (const before of BEFORE) {
    if (!word.startsWith(before)) continue
    let hash = EMPTY_HASH
    for (let end = before.length; end <= word.length; end++) {
      const length = end - before.length
      if (
        length >= LEAST_LEFT &&
        length > longest &&
        word.length - end <= LONGEST_BEHIND &&
        BEHIND.has(word.slice(end))
      ) {
        const rank = rankOf(hash)
        if (rank > 0) {
          best = rank
          longest = length
        }
      }
      if (end < word.length) hash = extendHash(hash, word.charCodeAt(end))
    }
  }
  return best
}
