/** Slopes of answers, back to what they are products of: the same as one number at a time gives. */

import { expect, test } from 'bun:test'
import { random } from '../../src/train/learn.ts'
import { createSlopes } from '../../src/train/slopes.ts'

const next = random(3)
const fill = (numbers: Float32Array) => numbers.set(Array.from(numbers, () => next() - 0.5))

test.each([
  [4, 1, 1],
  [96, 5, 7],
  [132, 3, 2],
])('of %i dimensions, %i vectors and %i filters', (dimensions, vectors, filters) => {
  const slopes = createSlopes(dimensions, vectors, filters)
  fill(slopes.vectors)
  fill(slopes.filters)
  const ofVectors = new Float32Array(slopes.ofVectors.length)
  const ofFilters = new Float32Array(slopes.ofFilters.length)
  for (let i = 0; i < 40; i++) {
    const vector = Math.floor(next() * vectors)
    const filter = Math.floor(next() * filters)
    const slope = Math.fround(next() - 0.5)
    slopes.add(vector, filter, slope)
    for (let d = 0; d < dimensions; d++) {
      const v = vector * dimensions + d
      const f = filter * dimensions + d
      ofVectors[v]! += Math.fround(slope * slopes.filters[f]!)
      ofFilters[f]! += Math.fround(slope * slopes.vectors[v]!)
    }
  }
  expect(slopes.ofVectors).toEqual(ofVectors)
  expect(slopes.ofFilters).toEqual(ofFilters)
})
