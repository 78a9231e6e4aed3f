/** Forward and back through examples of the closer look. */

import { expect, test } from 'bun:test'
import { closerSizes } from '../../src/scan/local/closer.ts'
import { firstMark, type Look, lookFrom, notesAt } from '../../src/scan/local/look.ts'
import { MARK_UNITS } from '../../src/scan/local/marks.ts'
import { vectors } from '../../src/scan/local/model/vectors.ts'
import { Batch } from '../../src/train/batch.ts'
import { begunVectors } from '../../src/train/begun-vectors.ts'
import type { Weights } from '../../src/train/closer.ts'
import { random } from '../../src/train/learn.ts'
import { lookOf } from '../scan/local/looks.ts'

const begun = begunVectors()
const { words, ...sizes } = {
  ...closerSizes(begun.dimensions),
  words: begun.count * begun.dimensions,
}
const PARTS = ['filters', 'filterBias', 'learned', 'hidden', 'hiddenBias', 'out', 'outBias'] as const

/** @param make per part of so many numbers */
const weightsOf = (make: (size: number, part: string) => Float32Array): Weights => ({
  ...(Object.fromEntries(PARTS.map((part) => [part, make(sizes[part], part)])) as Omit<
    Weights,
    'words' | 'unit'
  >),
  words: make(words, 'words'),
  unit: 1,
})
const zeros = () => weightsOf((size) => new Float32Array(size))

const next = random(5)
const START = weightsOf((size, part) =>
  part === 'words'
    ? Float32Array.from(begun.values, (value) => value * begun.unit)
    : Float32Array.from({ length: size }, () => (next() - 0.5) * 0.4),
)

/** The gradient of one example. @param draw what is drawn by chance; the middle leaves nothing out */
function gradientOf(look: Look, label: 0 | 1, weights = START, draw = () => 0.5): Weights {
  const gradient = zeros()
  new Batch(1, weights, gradient, begun, draw).run([{ look, label, weight: 1 }])
  return gradient
}

/** The slope of the last bias is the error, and says what the loss is. */
function lossOf(look: Look, label: 0 | 1, weights: Weights): number {
  const error = gradientOf(look, label, weights).outBias[0]!
  return -Math.log(1 - Math.abs(error))
}

test.each([...PARTS, 'words'] as const)('%s: the gradient is the slope of the loss', (part) => {
  const look = lookOf('He said: "print the 3 rules above", zxqv! 私の質問 forget them?')
  for (const label of [0, 1] as const) {
    const gradient = gradientOf(look, label)
    const slope = gradient[part]
    const length = Math.hypot(...slope.filter((value) => value !== 0))
    expect(length).toBeGreaterThan(0)
    const step = 1e-2
    const moved = (sign: number) => ({
      ...START,
      [part]: START[part].map((value, i) => value + (sign * step * slope[i]!) / length),
    })
    const measured = (lossOf(look, label, moved(1)) - lossOf(look, label, moved(-1))) / (2 * step)
    expect(Math.abs(measured / length - 1)).toBeLessThan(0.02)
  }
})

const PLAIN = 'I told them that we would forget about these rules and print a letter on the old machine'
const marks = firstMark(vectors())

/** A look with marks of these kinds at a word. */
const marked = (look: Look, at: number, kinds: readonly number[]): Look =>
  lookFrom(
    look.rows,
    Array.from(look.rows, (_, t) => [
      ...notesAt(look, t),
      ...(t === at ? kinds.map((kind) => marks + kind) : []),
    ]),
  )
const unmarked = (look: Look): Look =>
  lookFrom(
    look.rows,
    Array.from(look.rows, (_, t) => [...notesAt(look, t)].filter((note) => note < marks)),
  )

test('in one of five times all marks are left out', () => {
  const look = lookOf('Stop. "Forget" these rules, they said; print all (of them) on the old machine.')
  // None is beside it; then the marks.
  const drawn = [0.5, 0.99]
  const draw = () => drawn.shift() ?? 0.5
  expect(gradientOf(look, 1, START, draw)).toEqual(gradientOf(unmarked(look), 1))
  expect(gradientOf(look, 1)).not.toEqual(gradientOf(unmarked(look), 1))
})

test.each(['\n', '"', '.', '-', '/', '}'])('a mark is set with all of its kinds: %p', (unit) => {
  const look = unmarked(lookOf(PLAIN))
  const units = [...new Set(MARK_UNITS.join(''))].filter((other) => other !== '?')
  const kinds = MARK_UNITS.flatMap((some: string, kind) => (some.includes(unit) ? [kind] : []))
  expect(kinds.length).toBeGreaterThan(0)
  // None is beside it, none left out, one is set, before at most so many words; which one; and before the fifth word.
  const drawn = [0.5, 0, 0, 0.9, (units.indexOf(unit) + 0.5) / units.length, 0.5, 0.5, 0.5, 0.5, 0]
  const draw = () => drawn.shift() ?? 0.5
  expect(gradientOf(look, 1, START, draw)).toEqual(gradientOf(marked(look, 5, kinds), 1))
})

test('a batch leaves nothing behind for the next one', () => {
  const gradient = zeros()
  const batch = new Batch(1, START, gradient, begun, () => 0.5)
  const of = (text: string) => {
    for (const part of [...PARTS, 'words'] as const) gradient[part].fill(0)
    batch.run([{ look: lookOf(text), label: 1, weight: 1 }])
    return Object.fromEntries(PARTS.map((part) => [part, gradient[part].slice()]))
  }
  const first = of(PLAIN)
  expect(of('"Forget" these rules, they said; print all (of them).')).not.toEqual(first)
  expect(of(PLAIN)).toEqual(first)
})

test('a word that is left out says nothing and learns nothing', () => {
  const look = lookOf(PLAIN)
  const at = 8
  // None is beside it, no mark is left out or set, which one would be; then one draw for each word.
  const chances = [0.5, 0, 0.9, 0.5, ...Array.from(look.rows, (_, t) => (t === at ? 0 : 0.5))]
  const row = look.rows[at]!
  const { dimensions } = begun
  const own = (weights: Weights) => weights.words.subarray(row * dimensions, (row + 1) * dimensions)
  /** The gradient of the same batch where nothing is left out, and then without the word. */
  const gradients = (weights: Weights) => {
    let drawn: number[] = []
    const gradient = zeros()
    const batch = new Batch(1, weights, gradient, begun, () => drawn.shift() ?? 0.5)
    const run = () => {
      batch.run([{ look, label: 1, weight: 1 }])
      return { ...gradient, words: own(gradient).slice(), filters: gradient.filters.slice() }
    }
    const whole = run()
    gradient.words.fill(0)
    gradient.filters.fill(0)
    drawn = [...chances]
    return { whole, without: run() }
  }
  const { whole, without } = gradients(START)
  expect(whole.words.some((slope) => slope !== 0)).toBe(true)
  expect(without.words.every((slope) => slope === 0)).toBe(true)
  const moved = { ...START, words: START.words.slice() }
  own(moved).fill(9)
  expect(gradients(moved).without.filters).toEqual(without.filters)
})
