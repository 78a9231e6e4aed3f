/** Which marks stand around a word: that it begins a sentence tells an order from a report, and a quotation mark or a question tells more. */

import { bitsIn } from './bits.ts'
import { CLASS, classIn } from './fold.ts'
import type { View } from './normalise.ts'
import type { Tokens } from './tokens.ts'

/** Units of each kind of mark, folded (fold.ts). The last kind, which has none, is the beginning of the text. */
export const KINDS = [
  '.!\n',
  '/_+@&~',
  '?',
  '!',
  '\n',
  ',;',
  '-',
  '(',
  ')',
  ':',
  '"`',
  '<>',
  '[]{}',
  '#=*|$%^',
  '\\',
  '',
] as const
/** How many there are: a bit each of what `marksOf` gives. */
export const MARKS = KINDS.length
/** Places of some in `KINDS`. */
export const KIND = { begins: 0, joins: 1, asks: 2, newLine: 4, first: MARKS - 1 } as const
const [BEGINS, JOINS, ASKS, FIRST] = [1 << KIND.begins, 1 << KIND.joins, 1 << KIND.asks, 1 << KIND.first]

const kindsOf = new Uint16Array(0x80)
for (const [kind, units] of KINDS.entries())
  for (const unit of units) kindsOf[unit.charCodeAt(0)]! |= 1 << kind
/** Which join words that have nothing else between them. */
const JOINING = [...'./?,-:=#'].reduce((kinds, unit) => kinds | kindsOf[unit.charCodeAt(0)]!, 0)

/** More kinds between two words are markup, and tell no more than what joins words does. */
const MOST = 3
/** How many units between two words are looked at. */
const LONGEST_GAP = 16
const NEWLINE = 0x0a

/** Bits of the marks between a word and the one before it; `at` may also be the number of words, behind the last one. */
export function marksBefore(view: View, { start, end, traits, count }: Tokens, at: number): number {
  if (at === 0) return BEGINS | FIRST | marksIn(view, 0, count > 0 ? start[0]! : view.length, false)
  if (at === count) return marksIn(view, end[at - 1]!, view.length, false)
  return marksIn(view, end[at - 1]!, start[at]!, classIn(traits[at]!) !== CLASS.ideograph)
}

/**
 * Bits of the marks that say something of a word.
 * @param before those before it
 * @param behind those before the next one: of these a question mark
 */
export const marksOf = (before: number, behind: number): number =>
  // Where a question ends before a word, another sentence begins.
  ((before & ASKS) === 0 ? before : (before | BEGINS) & ~ASKS) | (behind & ASKS)

/** @param isSpaced whether a mark without a space joins the words on its sides: those of a number, an address, a compound */
function marksIn({ codes }: View, from: number, to: number, isSpaced: boolean): number {
  let marks = 0
  for (let i = Math.max(from, to - LONGEST_GAP); i < to; i++)
    if (codes[i]! < kindsOf.length) marks |= kindsOf[codes[i]!]!
  if (bitsIn(marks) > MOST) return JOINS
  return isSpaced && to - from === 1 && (marks & JOINING) !== 0 && codes[from] !== NEWLINE ? JOINS : marks
}
