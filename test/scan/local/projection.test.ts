/** Products by WebAssembly are those of the definition, each in its place, and so are their strongest sums. */

import { expect, test } from 'bun:test'
import { createProjection } from '../../../src/scan/local/projection.ts'
import { random } from '../../../src/train/learn.ts'

test.each([
  [1, 96, 1],
  [3, 96, 2],
  [48, 288, 7],
  [96, 288, 3],
  [5, 192, 3],
  // More pages than one byte can number.
  [2, 96, 24_000],
])('a vector of %d numbers, products of %d, %d places', (size, width, places) => {
  const next = random(size)
  const projection = createProjection(size, width, places, 1)
  projection.matrix.set(Float32Array.from({ length: size * width }, () => next() - 0.5))
  const inputs = Array.from({ length: places }, () =>
    Float32Array.from({ length: size }, () => next() * 4 - 2),
  )
  projection.output.fill(9)
  // From the last to the first: none may write over another one's place.
  for (const [place, input] of [...inputs.entries()].reverse()) {
    projection.input.set(input)
    projection.run(place)
  }
  for (const [place, input] of inputs.entries()) {
    if (place % Math.ceil(places / 100) !== 0) continue
    for (let i = 0; i < width; i++) {
      const product = input.reduce((sum, value, d) => sum + value * projection.matrix[d * width + i]!, 0)
      expect(projection.output[place * width + i]).toBeCloseTo(product, 4)
    }
  }
})

test.each([96, 288])('the strongest sums of words are exact, with products of %d', (width) => {
  const next = random(width)
  const [places, most, third] = [6, 9, width / 3]
  const projection = createProjection(1, width, places, most)
  // Of sizes that differ so much that the order of sums can be told, and all below zero for some of the filters.
  const numbers = Array.from({ length: places * width }, (_, i) =>
    Math.fround((next() - (i % 5 === 0 ? 2 : 0.5)) * 10 ** Math.floor(next() * 16)),
  )
  projection.output.set(numbers)
  const product = (place: number) => numbers.slice(place * width, (place + 1) * width)
  // The longest first: what is left over of it behind a shorter one must not count.
  for (const count of [most, 1, 4]) {
    const words = Array.from({ length: count }, (_, word) => {
      const [first, ...others] = Array.from({ length: 1 + (word % 3) }, () => Math.floor(next() * places))
      projection.take(first!, word)
      for (const place of others) projection.add(place, word)
      return others.reduce(
        (sum, place) => sum.map((a, i) => Math.fround(a + product(place)[i]!)),
        product(first!),
      )
    })
    const say = (word: number, i: number) => words[word]?.[i] ?? 0
    const expected = Array.from({ length: third }, (_, f) =>
      Math.max(
        ...words.map((_, word) => say(word - 1, f) + say(word, third + f) + say(word + 1, 2 * third + f)),
      ),
    )
    expect([...projection.strongest(count)]).toEqual(expected)
  }
})
