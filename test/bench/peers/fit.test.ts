import { expect, test } from 'bun:test'
import { farthest, fitRelative, logLogSlope, type Point } from './fit.ts'

const SIZES = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000]
const of = (cost: (size: number) => number) => SIZES.map((size): Point => [size, cost(size)])

test('a line is found again, from its smallest point to its largest', () => {
  const line = fitRelative(of((size) => 150 + 3.5 * size))
  expect(line.intercept).toBeCloseTo(150, 6)
  expect(line.slope).toBeCloseTo(3.5, 9)
})

test.each([1, 1.5, 2])('the exponent %p of growth', (exponent) => {
  expect(logLogSlope(of((size) => 7 * size ** exponent))).toBeCloseTo(exponent, 9)
})

test('the point that is off counts in proportion, not in microseconds', () => {
  const points = of((size) => (size === 10 ? 2 : 1) * (100 + size))
  const [at, off] = farthest(points, { intercept: 100, slope: 1 })
  expect(at).toBe(10)
  expect(off).toBeCloseTo(1, 9)
})
