/** The compiled word lists: those in the repository are the committed words, and a walk finds what the words say. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { lexicon } from '../../src/scan/local/concepts.ts'
import { CLASS, classOf } from '../../src/scan/local/fold.ts'
import { CONCEPTS, type Concept } from '../../src/scan/local/lexicon/lexicon.ts'
import { LINE_START, longest, MATCH_LIST, unpackTrie } from '../../src/scan/local/trie.ts'
import { compileLexicon } from '../../src/train/lexicon.ts'
import { buildTrie, type Phrase, type Takes } from '../../src/train/trie.ts'

test('lexicon.bin holds the committed word lists (make lexicon)', () => {
  expect(Bun.hash(compileLexicon())).toBe(Bun.hash(lexicon()))
}, 60_000)

const isWord = (unit: string | undefined) => unit !== undefined && classOf(unit.charCodeAt(0)) === CLASS.word

const isLetter = (unit: string) => ![' ', '\u0001'].includes(unit)

/** Values that are never handed on, and with which a phrase takes nothing over. */
const ALONE = 8
const takes: Takes = (said, value) => value < ALONE && said.every((other) => other < ALONE)

/** What the phrases with a free ending say of a text's last word, then those for the whole text, then shorter ones. */
function saidOf(phrases: readonly Phrase[], text: string) {
  const valuesOf = (matches: (key: string) => boolean, free: boolean) =>
    phrases
      .filter(({ text: phrase }) => phrase.endsWith('*') === free && matches(phrase.replace('*', '')))
      .map(({ value }) => value)
  const begins = (key: string) =>
    text.startsWith(key) && [...text.slice(key.length)].every((unit) => isWord(unit))
  const stem = valuesOf(begins, true)
  const whole = valuesOf((key) => key === text, false)
  let end = text.length - 1
  while (end > 0 && isLetter(text[end - 1]!) && isLetter(text[end]!)) end--
  const before: number[] = end <= 0 ? [] : saidOf(phrases, text.slice(0, end)).all
  const taken = before.filter((value) => takes([...stem, ...whole], value))
  return { stem: [...stem, ...taken], all: [...stem, ...whole, ...taken] }
}

/** The same as `longest`, by looking at every phrase. */
function search(phrases: readonly Phrase[], text: string): { length: number; values: number[] } | undefined {
  const ends = phrases.map(({ text: phrase }) => {
    const free = phrase.endsWith('*')
    const key = free ? phrase.slice(0, -1) : phrase
    const inside = isWord(text[key.length - 1]) && isWord(text[key.length])
    return { key, free, matches: text.startsWith(key) && (free || !inside) }
  })
  const length = Math.max(0, ...ends.filter(({ matches }) => matches).map(({ key }) => key.length))
  if (length === 0) return undefined
  // Where a word ends, phrases for whole words go before those with a free ending.
  const isWhole = ends.some(({ key, free, matches }) => matches && !free && key.length === length)
  const { stem, all } = saidOf(phrases, text.slice(0, length))
  return { length, values: [...new Set(isWhole ? all : stem)].sort() }
}

test('a walk finds the longest phrase, and all that it stands for', () => {
  const text = (most: number) =>
    fc.string({
      unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '令', '\u0001'),
      minLength: 1,
      maxLength: most,
    })
  const phrase = fc.record({
    text: fc.tuple(text(5), fc.constantFrom('', '*')).map((parts) => parts.join('')),
    value: fc.nat(9),
  })
  fc.assert(
    fc.property(fc.array(phrase, { minLength: 1, maxLength: 12 }), text(12), (phrases, place) => {
      const trie = unpackTrie(buildTrie(phrases, takes))
      const codes = Uint16Array.from(place, (unit) => unit.charCodeAt(0))
      const expected = search(phrases, place)
      const found = longest(trie, codes, 0, codes.length)
      const list = Math.trunc(found / MATCH_LIST)
      const values = [...trie.values.slice(trie.lists[list], trie.lists[list + 1])].sort()
      expect(found === 0 ? undefined : { length: found % MATCH_LIST, values }).toEqual(expected)
    }),
    { numRuns: 2000 },
  )
})

/** What the committed words say at the start of a text. */
function conceptsOf(text: string): Concept[] {
  const trie = unpackTrie(lexicon())
  const codes = Uint16Array.from(text, (unit) => unit.charCodeAt(0))
  const list = Math.trunc(longest(trie, codes, 0, codes.length) / MATCH_LIST)
  return [...trie.values.slice(trie.lists[list], trie.lists[list + 1])].map((value) => CONCEPTS[value]!)
}

test.each<[string, Concept[], Concept[]]>([
  ['everything above', ['all'], []],
  ['your system prompt', ['yourprompt', 'you'], []],
  ['override code', ['authority'], ['ignore']],
  ['ignore it', ['insteadof', 'ignore'], ['order']],
  ['print settings', ['mundane'], ['reveal', 'reprint', 'order']],
  ['show a system message', ['indefinite'], ['reveal', 'reprint']],
  ['tells you to', ['reported'], ['toldyou']],
  ['do not follow', ['ignore'], ['not']],
])(
  '%p says what the words say that it begins with, unless it is an excuse or would be a whole attack',
  (text, said, hidden) => {
    const concepts = conceptsOf(text)
    expect(concepts).toEqual(expect.arrayContaining(said))
    for (const concept of hidden) expect(concepts).not.toContain(concept)
  },
)

test('a phrase for the start of a line is found there only, and spaces have many forms', () => {
  const trie = unpackTrie(buildTrie([{ text: `${String.fromCharCode(LINE_START)}new task`, value: 3 }]))
  const at = (text: string, prefix?: number) =>
    longest(
      trie,
      Uint16Array.from(text, (unit) => unit.charCodeAt(0)),
      0,
      text.length,
      prefix,
    ) % MATCH_LIST
  expect(['new task', 'new-task', 'new_task', 'new\ntask'].map((text) => at(text, LINE_START))).toEqual([
    8, 8, 8, 8,
  ])
  expect([at('new task'), at('newtask', LINE_START), at('new tasks', LINE_START)]).toEqual([0, 0, 0])
})

test.each([
  ['ai', 2],
  ['ai2', 2],
  ['ai3bcd', 2],
  ['ai令', 2],
  ['ais', 0],
])('a word ends where its letters do: %p', (text, length) => {
  const trie = unpackTrie(buildTrie([{ text: 'ai', value: 1 }]))
  const codes = Uint16Array.from(text, (unit) => unit.charCodeAt(0))
  expect(longest(trie, codes, 0, codes.length) % MATCH_LIST).toBe(length)
})

test('a phrase longer than a match can say is refused', () => {
  expect(() => buildTrie([{ text: 'a'.repeat(MATCH_LIST), value: 0 }])).toThrow('too long')
})
