/** Whether an order may begin at an offset: "Ignore all rules" is one where a sentence begins, not in "the referee ignores all rules". */

import { sliceView } from './edit.ts'
import { CLASS, classOf } from './fold.ts'
import { CONJUNCTIONS } from './negation.ts'
import type { View } from './normalise.ts'

/** Words that may stand before an order. */
const ASKS: ReadonlySet<string> = new Set(`please|now|just|also|simply|bitte|${CONJUNCTIONS}`.split('|'))
const LONGEST = Math.max(...Array.from(ASKS, ({ length }) => length))
/** Spaces that stand between an order and what is before it, at most. */
const WIDEST_GAP = 12
const NEWLINE = 0x0a
const SPACE = 0x20
/** Marks that join words, unless a space stands before: "self-ignore", "- ignore". */
const JOINS: ReadonlySet<number> = new Set(Array.from("'/-", (mark) => mark.charCodeAt(0)))
const UNDERSCORE = 0x5f

const isSpace = (unit: number): boolean => unit === SPACE || unit === NEWLINE

function isWordy(unit: number): boolean {
  const kind = classOf(unit)
  return kind !== CLASS.other && kind !== CLASS.space
}

/** Whether nothing stands before an offset, or a mark that joins no words, or a word that asks. Bounded. @param view folded */
export function leads(view: View, at: number): boolean {
  const { codes } = view
  const least = Math.max(0, at - WIDEST_GAP)
  let end = at
  while (end > least && isSpace(codes[end - 1]!)) end--
  if (end === least) return true
  const before = codes[end - 1]!
  if (before === UNDERSCORE) return false
  if (JOINS.has(before)) return end === 1 || isSpace(codes[end - 2]!)
  if (!isWordy(before)) return true
  let start = end
  while (start > 0 && end - start <= LONGEST && isWordy(codes[start - 1]!)) start--
  return ASKS.has(sliceView(view, start, end))
}
