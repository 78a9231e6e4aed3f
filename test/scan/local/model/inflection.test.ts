/** Words as they stand in sentences, found by a form that a glossary has. */

import { expect, test } from 'bun:test'
import { hashWord } from '../../../../src/scan/local/hash.ts'
import { rankInflected } from '../../../../src/scan/local/model/inflection.ts'

const KNOWN = ['كتاب', 'كتب', 'تعليمات', 'игнор', 'игно', 'забу', 'निर्द']
const rankOf = (hash: number) => KNOWN.findIndex((form) => hashWord(form) === hash) + 1

test.each([
  ['وكتابها', 'كتاب'],
  ['بالكتاب', 'كتاب'],
  ['للتعليمات', 'تعليمات'],
  // The longest part that is known, not the first.
  ['يكتبون', 'كتب'],
  ['игнорируйте', 'игнор'],
  ['забудь', 'забу'],
  ['निर्देशों', 'निर्द'],
])('%s is a form of %s', (word, form) => {
  expect(KNOWN[rankInflected(word, rankOf) - 1]).toBe(form)
})

test.each(['مكتابخ', 'كت', 'وال', 'заря', 'но', 'नमस्ते'])('%s is none of them', (word) => {
  expect(rankInflected(word, rankOf)).toBe(0)
})
