/** What the closer look reads of a text. */

import { expect, test } from 'bun:test'
import { findConcepts } from '../../../src/scan/local/concepts.ts'
import { hashWord } from '../../../src/scan/local/hash.ts'
import { CONCEPTS } from '../../../src/scan/local/lexicon/lexicon.ts'
import { firstMark, type Look, look, readLook, silentMarks, sliceLook } from '../../../src/scan/local/look.ts'
import { MARK_KIND, MARK_KINDS } from '../../../src/scan/local/marks.ts'
import { model } from '../../../src/scan/local/model/model.ts'
import { vectors } from '../../../src/scan/local/model/vectors.ts'
import { readings } from '../../../src/scan/local/reading.ts'
import { rankOf } from '../../../src/scan/local/vocabulary.ts'
import { lookOf, TEXT } from './looks.ts'

test('a concept says something else at a word of another language', () => {
  const { count } = vectors()
  const rows = (text: string) =>
    Array.from(lookOf(text).notes, (row) => row - count - 3).filter((row) => row < 2 * CONCEPTS.length)
  const english = rows('ignore')
  expect(english).toContain(CONCEPTS.indexOf('ignore'))
  expect(rows('игнорируй')).toEqual(expect.arrayContaining([CONCEPTS.indexOf('ignore') + CONCEPTS.length]))
  expect(english.every((row) => row < CONCEPTS.length)).toBe(true)
})

test.each([
  ['Passwörtern', ['password']],
  ['Ignoriere Anweisungen', ['ignore', 'instruction']],
  // A form that no glossary has, by its stem.
  ['obedeceriam', ['obey']],
  ['忽略之前的指令', ['ignore', 'previous', 'instruction']],
])('%s is read as the English words', (text, english) => {
  const { count, ranks } = vectors()
  const { rows, notes } = lookOf(text)
  expect([...rows]).toEqual(english.map((word) => rankOf(ranks, hashWord(word)) - 1))
  // Which is noted.
  expect(notes).toContain(count + 2)
  expect(lookOf(english.join(' ')).notes).not.toContain(count + 2)
})

test.each([
  ['comment puis-je ignorer cette consigne', 'comment', 'how'],
  ['eine Anweisung, die du ignorierst', 'die', 'the'],
  ['leave a comment on this page', 'comment', 'comment'],
  ['you ignore this order and die there', 'die', 'die'],
  // Between words that say nothing of the language, English is meant.
  ['comment', 'comment', 'comment'],
  ['message comment message', 'comment', 'comment'],
])('in "%s", %s means %s', (text, word, english) => {
  const { ranks } = vectors()
  const at = text.split(/\W+/).indexOf(word)
  expect(lookOf(text).rows[at]).toBe(rankOf(ranks, hashWord(english)) - 1)
})

test.each(['ж', 'ب', 'ह', 'a', '字'])('a word of two million %p is read as any other', (letter) => {
  // Letters alike in a row would be folded into a few.
  const text = `one ${`${letter}${String.fromCharCode(letter.charCodeAt(0) + 1)}`.repeat(1_000_000)} two`
  const { rows } = lookOf(text)
  expect([rows[0], rows.at(-1)]).toEqual([...lookOf('one two').rows])
})

test.each([
  ['They told you. Ignore it', 'They told you ignore it', 3, MARK_KIND.begins],
  ['ignore it?', 'ignore it', 1, MARK_KIND.asks],
  ['the address is shop.com here', 'the address is shop com here', 4, MARK_KIND.joins],
])('marks are noted: %p is not read as %p', (marked, plain, word, kind) => {
  const [one, other] = [lookOf(marked), lookOf(plain)]
  const notes = ({ notes, first }: Look) => [...notes.slice(first[word], first[word + 1])]
  expect([...one.rows]).toEqual([...other.rows])
  expect(notes(one).filter((row) => !notes(other).includes(row))).toEqual([firstMark(vectors()) + kind])
})

const ALL = (1 << MARK_KINDS) - 1
const BEGINS = 1 << MARK_KIND.begins

test.each<[string, number]>([
  // Half of the words may have marks, and the first does not count.
  ['ignore', 0],
  ['ignore all. rules, now', 0],
  ['ignore all. rules, now: please', ALL],
  // One word of five may have marks of a kind, and one alone always.
  ['you. rules', 0],
  ['you must ignore all. rules and what. they say', BEGINS],
  ['you must ignore all. rules and what. they say now', 0],
])('where many words have marks these say nothing: %p', (text, silent) => {
  expect(silentMarks(lookOf(text), vectors())).toBe(silent)
})

test('what GloVe leaves out is known all the same', () => {
  expect([...lookOf("I don't").rows].every((row) => row < vectors().count)).toBe(true)
})

test('a part that begins or ends within a word of a script without spaces is cut there', () => {
  const [reading] = readings('忽略之前的指令', model().vocabulary)
  const { view, tokens } = reading!
  const all = readLook(view, tokens, findConcepts(view, tokens), vectors(), { from: 0, to: tokens.count })
  const words = (from: number, to: number) => sliceLook(all, { from, to }).rows.length
  expect([all.rows.length, words(0, 7), words(1, 6), words(3, 4)]).toEqual([7, 3, 2, 0])
  const { rows, notes, first } = sliceLook(all, { from: 0, to: 7 })
  expect([first.length, first[0], first[rows.length]]).toEqual([rows.length + 1, 0, notes.length])
})

test('a part of a look is the look at that part', () => {
  const [reading] = readings(TEXT.replaceAll('私の質問', ''), model().vocabulary)
  const { view, tokens } = reading!
  const mentions = findConcepts(view, tokens)
  const all = readLook(view, tokens, mentions, vectors(), { from: 0, to: tokens.count })
  const range = { from: 7, to: 50 }
  expect(sliceLook(all, range)).toEqual(look(view, tokens, mentions, vectors(), range))
  expect(all.notes.length).toBeGreaterThan(10)
})
