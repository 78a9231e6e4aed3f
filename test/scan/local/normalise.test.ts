/** Folded text has room for what its characters become, however long it is. */

import { expect, test } from 'bun:test'
import { sliceView } from '../../../src/scan/local/edit.ts'
import { fold } from '../../../src/scan/local/fold.ts'
import { normalise } from '../../../src/scan/local/normalise.ts'
import { KEPT } from '../../../src/scan/local/scratch.ts'

test.each([
  ['a ligature of many letters', 'ﷺ', 1],
  ['the same, many times', 'ﷺ', 20_000],
  ['dots in one character', 'a…', 200_000],
  ['letters, as many as are kept', 'a', KEPT],
  ['one more', 'a', KEPT + 1],
])('%s', (_, part, count) => {
  const text = `${part.repeat(count)}end`
  const folded = Array.from(text, (character) => fold(character.codePointAt(0)!))
    .join('')
    .replace(/ +/g, ' ')
  const { codes, length, origin, ...view } = normalise(text)
  expect(length).toBe(folded.length)
  expect(sliceView({ codes, length, origin, ...view }, 0, length) === folded).toBe(true)
  expect([codes[length], codes[length + 1], origin[length]]).toEqual([0, 0, text.length])
  // In order, the last characters at their own places.
  expect(origin.subarray(0, length).every((at, i) => i === 0 || at >= origin[i - 1]!)).toBe(true)
  expect([...origin.subarray(length - 3, length)]).toEqual([
    text.length - 3,
    text.length - 2,
    text.length - 1,
  ])
})

test('what is invisible stays so after it was folded alone', () => {
  for (const point of [0xfe0f, 0xfe05, 0x200b, 0xad]) {
    fold(point)
    const { codes, length } = normalise(`an umbrella \u2602${String.fromCharCode(point)} in the rain`)
    expect([...codes.subarray(0, length)]).not.toContain(point)
  }
})
