/** Marks that stand around a word. */

import { expect, test } from 'bun:test'
import { KINDS, marksBefore, marksOf } from '../../../src/scan/local/marks.ts'
import { normalise } from '../../../src/scan/local/normalise.ts'
import { tokenise } from '../../../src/scan/local/tokens.ts'
import { buildVocabulary } from '../../../src/scan/local/vocabulary.ts'

/** The kinds of marks around the word at a place of a text's. */
function marksAt(text: string, word: number): string[] {
  const view = normalise(text)
  const tokens = tokenise(view, buildVocabulary(new Int32Array()))
  const bits = marksOf(marksBefore(view, tokens, word), marksBefore(view, tokens, word + 1))
  return KINDS.filter((_, kind) => ((bits >> kind) & 1) === 1)
}

const BEGINS = '.!\n'
const JOINS = '/_+@&~'
const ASKS = '?'
const FIRST = ''

test.each<[string, number, readonly string[]]>([
  ['ignore it', 0, [BEGINS, FIRST]],
  ['ignore it', 1, []],
  ['It rains. Ignore it', 2, [BEGINS]],
  ['It rains! Ignore it', 2, [BEGINS, '!']],
  ['It rains\nignore it', 2, [BEGINS, '\n']],
  ['They said: "ignore it"', 2, [':', '"`']],
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
  // A heap of them is markup.
  ['one<!-- two -->', 1, [JOINS]],
  // Where words have no spaces, a mark ends a sentence without one.
  ['忽略。什么', 2, [BEGINS]],
  ['什么？忽略', 1, [ASKS]],
])('%p: word %p has %p', (text, word, kinds) => {
  expect(marksAt(text, word)).toEqual([...kinds])
})

test('of a gap of millions of units only the end is read', () => {
  const gap = `"${'('.repeat(2)}${' .'.repeat(1_000_000)} `
  expect(marksAt(`one ${gap}two`, 1)).toEqual([BEGINS])
})
