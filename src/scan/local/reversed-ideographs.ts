/** Text of a script without spaces, turned round: there are no words between spaces to know it by. */

import { reverse } from './edit.ts'
import { CLASS, classOf } from './fold.ts'
import { ideographsInWords } from './model/translations.ts'
import type { View } from './normalise.ts'
import type { Payload } from './payload.ts'

/** Longest text with ideographs that is also read from its end: their order alone tells. */
const MOST_IDEOGRAPHS = 1024

/** A text of fewer ideographs is not read from its end. */
const LEAST_IDEOGRAPHS = 6

/**
 * A text of ideographs turned round: where one row of them makes more words from its end, or all of them none as they stand
 * (a script whose words are not known). Whether it is an attack the rules must say.
 */
export function reversedIdeographs(text: string, { codes, length }: View): Payload[] {
  if (text.length > MOST_IDEOGRAPHS) return []
  let count = 0
  let inWords = 0
  let isTurned = false
  for (let from = 0, to = 0; from < length; from = to + 1) {
    to = from
    while (to < length && classOf(codes[to]!) === CLASS.ideograph) to++
    if (to === from) continue
    count += to - from
    const asItStands = ideographsInWords(codes, from, to, 1)
    inWords += asItStands
    if (ideographsInWords(codes, from, to, -1) > asItStands) isTurned = true
  }
  return count < LEAST_IDEOGRAPHS || (inWords > 0 && !isTurned)
    ? []
    : [{ text: reverse(text), start: 0, end: text.length, disguise: 'reversed' }]
}
