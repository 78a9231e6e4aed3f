/** Whether letters that a decoder brought to light are words: the judge of what could be anything. */

import { EMPTY_HASH, extendHash } from './hash.ts'
import { foldPhrase } from './normalise.ts'
import { rankOf, type Vocabulary } from './vocabulary.ts'

/** What is looked at, in characters. */
const LOOKED_AT = 1024

/**
 * Share of the letters that belong to known words; words of one and two letters count half, they fit by chance.
 * @param turn what becomes of the letters a-z; nothing when left out
 * @param backwards whether every word is read from its end
 */
export function share(
  words: readonly string[],
  vocabulary: Vocabulary,
  turn?: (unit: number) => number,
  backwards = false,
): number {
  let known = 0
  let all = 0
  for (const word of words) {
    const weight = word.length < 3 ? word.length * 0.5 : word.length
    all += weight
    let hash = EMPTY_HASH
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(backwards ? word.length - 1 - i : i)
      hash = extendHash(hash, turn !== undefined && unit >= 0x61 && unit <= 0x7a ? turn(unit) : unit)
    }
    if (rankOf(vocabulary, hash) !== 0) known += weight
  }
  return all === 0 ? 0 : known / all
}

/** The same of a text as it stands; of its beginning, where it is long. */
export const wordShare = (text: string, vocabulary: Vocabulary): number =>
  share(foldPhrase(text.slice(0, LOOKED_AT)).match(/[\p{L}\p{M}]+/gu) ?? [], vocabulary)
