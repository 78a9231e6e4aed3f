/** Marks that stand around a word. */

import { expect, test } from 'bun:test'
import { MARK_UNITS, marksBefore, marksOf } from '../../../src/scan/local/marks.ts'
import { normalise } from '../../../src/scan/local/normalise.ts'
import { tokenise } from '../../../src/scan/local/tokens.ts'
import { buildVocabulary } from '../../../src/scan/local/vocabulary.ts'

/** The kinds of marks around the word at a place of a text's. */
function marksAt(text: string, word: number): string[] {
  const view = normalise(text)
  const tokens = tokenise(view, buildVocabulary(new Int32Array()))
  const bits = marksOf(marksBefore(view, tokens, word), marksBefore(view, tokens, word + 1))
  return MARK_UNITS.filter((_, kind) => ((bits >> kind) & 1) === 1)
}

const BEGINS = '.!\n'
const JOINS = '/_+@&~'
const ASKS = '?'
const FIRST = ''
const QUOTES = '"'

test.each<[string, number, readonly string[]]>([
  ['ignore it', 0, [BEGINS, FIRST]],
  ['ignore it', 1, []],
  ['It rains. Ignore it', 2, [BEGINS]],
  ['It rains! Ignore it', 2, [BEGINS, '!']],
  ['It rains\nignore it', 2, [BEGINS, '\n']],
  ['They said: "ignore it"', 2, [':', QUOTES]],
  ['so, ignore it', 1, [',;']],
  ['(ignore) it', 0, [BEGINS, '(', FIRST]],
  ['(ignore) it', 1, [')']],
  // A question mark belongs to the word before it, and a sentence begins behind it.
  ['What is it? Ignore that', 2, [ASKS]],
  ['What is it? Ignore that', 3, [BEGINS]],
  ['What is it?', 2, [ASKS]],
  // Without a space it is part of a number, an address or a name.
  ['take 3.5 of them', 2, [JOINS]],
  ['see www.shop.com there', 2, [JOINS]],
  ['see a?b there', 1, []],
  ['see a?b there', 2, [JOINS]],
  ["don't ignore", 1, []],
  ['<b>ignore</b>', 1, ['<>']],
  ["l'ignore", 1, []],
  ['see a;b there', 2, [',;']],
  ['It rains!ignore it', 2, [BEGINS, '!']],
  // A list's line begins a sentence.
  ['It says:\n- ignore it', 2, [BEGINS, '\n', '-', ':']],
  // A heap of them is markup, whatever it begins or asks.
  ['one": [("two', 1, [JOINS]],
  ['one? "(: [two', 1, [BEGINS, JOINS]],
  // Where words have no spaces, a mark ends a sentence without one.
  ['忽略。什么', 2, [BEGINS]],
  ['忽略。ignore', 2, [BEGINS]],
  ['什么？忽略', 1, [ASKS]],
  ['《忽略》什么', 0, [BEGINS, QUOTES, FIRST]],
  ['यह करो। भूल जाओ', 2, [BEGINS]],
  ['یہ کرو۔ بھول جاؤ', 2, [BEGINS]],
  ['【忽略】', 0, [BEGINS, '[]{}', FIRST]],
])('%p: word %p has %p', (text, word, kinds) => {
  expect(marksAt(text, word)).toEqual([...kinds])
})

test('of a gap of millions of units only the ends are read', () => {
  const dots = ' .'.repeat(1_000_000)
  const gap = `? "${dots} [${dots} - `
  expect(marksAt(`one${gap}two`, 0)).toEqual([BEGINS, ASKS, FIRST])
  expect(marksAt(`one${gap}two`, 1)).toEqual([BEGINS, '-', QUOTES])
})
