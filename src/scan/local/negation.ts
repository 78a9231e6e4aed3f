/** Whether a "not" denies a verb near it: it forbids what an attack orders, and only that ("Don't worry. Ignore ..." is an order). */

import { sliceView } from './edit.ts'
import type { View } from './normalise.ts'

/** How far apart they may stand, in folded characters. */
const NOT_REACH = 14
const SPACE = 0x20
const units = (text: string): ReadonlySet<number> => new Set(Array.from(text, (unit) => unit.charCodeAt(0)))
/** Where one of these stands between a "not" and a verb, it is another's: "Don't worry. Ignore ...". */
const PARTING = units(',;:.!?()[]{}|=#~+&^•·\\\n—–、。，；：！？0123456789')
/** And where one of these stands beside a space. */
const HYPHENS = units('-/>')
/** What joins two thoughts. */
export const CONJUNCTIONS = 'and|then|but|und|dann|et|puis|y|luego|e|poi|depois|и|а|затем|और|फिर|ثم'
/** The source of a pattern: one of these, where it is a word. */
export const wordOf = (words: string): string => `(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])`
const AND = new RegExp(wordOf(`${CONJUNCTIONS}|sondern|pero|i|ma|mas|но`), 'u')
/** The Arabic "and" is the first letter of a word; a Hindi verb that has ended. */
const WAW = 0x648
const FINISHED = /कर|जाओ|दो|दें/
/** Chinese words of which a "not" is a half: "特别" is "above all", "不过" "however", "何不" "why not". */
const DO_NOT = units('别別')
const BEFORE_DO_NOT = units('特分個个区區级級性类類识識辨告')
const NO = 0x4e0d
const BEHIND_NO = units('过過妨如仅僅但管论論然客好起')
const BEFORE_NO = units('么麼何毫')
/** "Can or cannot" asks: "能不能". */
const ASKED = units('能可')

/** Whether a "not" at an offset is half of another word. */
export function isHalf({ codes }: View, at: number): boolean {
  const before = at > 0 ? codes[at - 1]! : 0
  if (DO_NOT.has(codes[at]!)) return BEFORE_DO_NOT.has(before)
  if (codes[at] !== NO) return false
  const behind = codes[at + 1]!
  return BEHIND_NO.has(behind) || BEFORE_NO.has(before) || (before === behind && ASKED.has(before))
}

/** Whether so little stands between two offsets that the words there belong together. */
function isNear(view: View, from: number, to: number): boolean {
  if (to - from > NOT_REACH) return false
  const { codes } = view
  for (let i = from; i < to; i++) {
    const unit = codes[i]!
    if (PARTING.has(unit) || (unit & 0xf800) === 0xd800) return false
    if (HYPHENS.has(unit) && (codes[i - 1] === SPACE || codes[i + 1] === SPACE)) return false
  }
  return to - from < 3 || !AND.test(sliceView(view, from, to))
}

/** Whether a "not" that ends at an offset denies the verb behind it. */
export const deniesBehind = (view: View, from: number, verb: number): boolean =>
  isNear(view, from, verb) && (view.codes[verb] !== WAW || from >= verb)

/** Whether a "not" denies the verb before it, as in Hindi or German. */
export const deniesBefore = (view: View, verbEnd: number, from: number): boolean =>
  isNear(view, verbEnd, from) && !FINISHED.test(sliceView(view, verbEnd, from))
