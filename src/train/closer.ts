/**
 * Learns the network of the closer look: logistic loss, Adam with decay, words, marks and filters left out at random; the mean of
 * the last epochs is what counts. Deterministic: the same examples in the same order give the same weights.
 */

import { type CloserPart, type CloserWeights, closerSizes } from '../scan/local/closer.ts'
import type { Look } from '../scan/local/look.ts'
import { adam } from './adam.ts'
import { Batch } from './batch.ts'
import type { BegunVectors } from './begun-vectors.ts'
import { random, shuffle } from './learn.ts'

export interface CloserExample {
  readonly look: Look
  readonly label: 0 | 1
  readonly weight: number
}

const EPOCHS = 9
/** The last of them, whose mean counts. */
const AVERAGED = 5
/** Examples of a step. */
const BATCH = 64
const SEED = 11

const PARTS = ['filters', 'filterBias', 'learned', 'hidden', 'hiddenBias', 'out', 'outBias'] as const

export type Weights = Record<CloserPart | 'words', Float32Array> & { readonly unit: 1 }

function make({ count, dimensions }: BegunVectors): Weights {
  const sizes = closerSizes(dimensions)
  const of = (part: CloserPart) => new Float32Array(sizes[part])
  return {
    words: new Float32Array(count * dimensions),
    unit: 1,
    filters: of('filters'),
    filterBias: of('filterBias'),
    learned: of('learned'),
    hidden: of('hidden'),
    hiddenBias: of('hiddenBias'),
    out: of('out'),
    outBias: of('outBias'),
  }
}

/** Spread of the weights before anything is learned. */
const START: Readonly<Partial<Record<CloserPart, number>>> = {
  filters: 0.05,
  learned: 0.1,
  hidden: 0.1,
  out: 0.1,
}

/** Learns the weights, with vectors of words that begin as `vectors`. */
export function learnCloser(examples: readonly CloserExample[], vectors: BegunVectors): CloserWeights {
  const { dimensions } = vectors
  const next = random(SEED)
  const weights = make(vectors)
  const begun = Float32Array.from(vectors.values, (value) => value * vectors.unit)
  weights.words.set(begun)
  for (const part of PARTS) {
    const spread = START[part]
    // Sum of three even numbers: near enough to normal.
    if (spread !== undefined)
      weights[part] = weights[part].map(() => spread * 2 * (next() + next() + next() - 1.5))
  }
  const gradient = make(vectors)
  const first = make(vectors)
  const second = make(vectors)
  const mean = make(vectors)
  const batch = new Batch(BATCH, weights, gradient, vectors, next)
  const order = Uint32Array.from(examples, (_, i) => i)
  const own = ({ words }: Weights, row: number) => words.subarray(row * dimensions, (row + 1) * dimensions)
  let step = 0
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, next)
    for (let from = 0; from < order.length; from += BATCH) {
      for (const part of PARTS) gradient[part].fill(0)
      const rows = batch.run(Array.from(order.subarray(from, from + BATCH), (at) => examples[at]!))
      step++
      for (const part of PARTS) adam(weights[part], gradient[part], first[part], second[part], step)
      // Of words only those that were there: all of them would be a hundred times as much work.
      for (const row of rows) {
        if (row >= vectors.count) continue
        const slopes = own(gradient, row)
        const towards = begun.subarray(row * dimensions)
        adam(own(weights, row), slopes, own(first, row), own(second, row), step, towards)
        slopes.fill(0)
      }
    }
    if (epoch >= EPOCHS - AVERAGED)
      for (const part of [...PARTS, 'words'] as const)
        for (let i = 0; i < mean[part].length; i++) mean[part][i]! += weights[part][i]! / AVERAGED
  }
  return mean
}
