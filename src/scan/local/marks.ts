/** Which marks stand around a word: that it begins a sentence tells an order from a report, and a quotation mark or a question tells more. */

import { bitsIn } from './bits.ts'
import { CLASS, classIn } from './fold.ts'
import type { View } from './normalise.ts'
import type { Tokens } from './tokens.ts'

/** The units, folded (fold.ts), that are marks of each kind. The last kind, which has none, is the beginning of the text. */
export const MARK_UNITS = [
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
  '"',
  '<>',
  '[]{}',
  '#=*|$%^',
  '\\',
  '',
] as const
/** How many kinds there are: a bit each of what `marksOf` gives. */
export const MARK_KINDS = MARK_UNITS.length
/** Numbers of some kinds. */
export const MARK_KIND = {
  begins: 0,
  joins: 1,
  asks: 2,
  newLine: 4,
  pauses: 5,
  opens: 7,
  closes: 8,
  announces: 9,
  first: MARK_KINDS - 1,
} as const
const BEGINS = 1 << MARK_KIND.begins
const JOINS = 1 << MARK_KIND.joins
const ASKS = 1 << MARK_KIND.asks
const FIRST = 1 << MARK_KIND.first

const kindsOf = new Uint16Array(0x80)
for (const [kind, units] of MARK_UNITS.entries())
  for (const unit of units) kindsOf[unit.charCodeAt(0)]! |= 1 << kind

/** What a unit alone says between two words without spaces: that "3.5" or "a-b" is one. */
const kindsWithin = Uint16Array.from(kindsOf)
for (const unit of './?,-:=#|') kindsWithin[unit.charCodeAt(0)] = JOINS

/** More kinds between two words are markup, and tell no more than what joins words does. */
const MOST = 3
/** Of a longer gap between two words so many units at its beginning and at its end are looked at. */
const LONGEST_END = 8

/** Bits of the marks between a word and the one before it; `at` may also be the number of words, behind the last one. */
export function marksBefore(view: View, { start, end, traits, count }: Tokens, at: number): number {
  if (at === 0) return BEGINS | FIRST | marksIn(view, 0, count > 0 ? start[0]! : view.length)
  const from = end[at - 1]!
  if (at === count) return marksIn(view, from, view.length)
  const to = start[at]!
  return to - from === 1 && isSpaced(traits[at - 1]!) && isSpaced(traits[at]!)
    ? (kindsWithin[view.codes[from]!] ?? 0)
    : marksIn(view, from, to)
}

const isSpaced = (traits: number): boolean => classIn(traits) !== CLASS.ideograph

/**
 * Bits of the marks that say something of a word.
 * @param before those before it
 * @param behind those before the next one: of these a question mark
 */
export const marksOf = (before: number, behind: number): number =>
  // Where a question ends before a word, another sentence begins.
  ((before & ASKS) === 0 ? before : (before | BEGINS) & ~ASKS) | (behind & ASKS)

function marksIn({ codes }: View, from: number, to: number): number {
  let marks = 0
  for (let i = from; i < to; i++) {
    if (i === from + LONGEST_END) i = Math.max(i, to - LONGEST_END)
    marks |= kindsOf[codes[i]!] ?? 0
  }
  const kinds = marks & ~(BEGINS | ASKS | JOINS)
  return bitsIn(kinds) > MOST ? JOINS | (marks & (BEGINS | ASKS)) : marks
}
