/** Products by WebAssembly are those of the definition, each in its place. */

import { expect, test } from 'bun:test'
import { createProjection } from '../../../src/scan/local/projection.ts'
import { random } from '../../../src/train/learn.ts'

test.each([
  [1, 16, 1],
  [3, 16, 2],
  [48, 288, 7],
  [5, 64, 3],
])('a vector of %d numbers, products of %d, %d places', (size, width, places) => {
  const next = random(size)
  const projection = createProjection(size, width, places)
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
  for (const [place, input] of inputs.entries())
    for (let i = 0; i < width; i++) {
      const product = input.reduce((sum, value, d) => sum + value * projection.matrix[d * width + i]!, 0)
      expect(projection.output[place * width + i]).toBeCloseTo(product, 4)
    }
})
