/**
 * Learns the table of weights: logistic loss on the best window of each size (an attack needs one bad window,
 * a benign text has none), AdaGrad, L2. Deterministic: the same examples in the same order give the same weights.
 */

import { TABLE_BITS } from '../scan/local/features.ts'
import { bestWindow, SCALES } from '../scan/local/windows.ts'

export interface Example {
  /** Feature indices, token after token; `first` as in `Features`. */
  readonly index: Int32Array
  readonly first: Int32Array
  readonly label: 0 | 1
  readonly weight: number
}

export interface LearnOptions {
  /** Features that may weigh towards an attack; the others may only weigh against one. */
  readonly mayAccuse?: Uint8Array
  /** Largest absolute weight. */
  readonly limit: number
  readonly epochs: number
  readonly rate: number
  readonly decay: number
  readonly seed: number
}

export interface Table {
  readonly weights: Float32Array
  /** Added to the score of a window, per scale. */
  readonly bias: Float64Array
}

/** A small generator of reproducible random numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** In an order of chance (Fisher, Yates), in place. */
export function shuffle(order: Uint32Array, next: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const swap = order[i]!
    order[i] = order[j]!
    order[j] = swap
  }
}

/** Prefix sums of the tokens' weights. */
export function prefixSums(example: Pick<Example, 'index' | 'first'>, weights: Float32Array): Float64Array {
  const { index, first } = example
  const count = first.length - 1
  const sums = new Float64Array(count + 1)
  for (let t = 0; t < count; t++) {
    let sum = 0
    for (let k = first[t]!; k < first[t + 1]!; k++) sum += weights[index[k]!]!
    sums[t + 1] = sums[t]! + sum
  }
  return sums
}

export function learn(examples: readonly Example[], options: LearnOptions): Table {
  const size = 1 << TABLE_BITS
  const weights = new Float32Array(size)
  const squares = new Float32Array(size).fill(1e-2)
  const bias = new Float64Array(SCALES.length)
  const biasSquares = new Float64Array(SCALES.length).fill(1)
  const next = random(options.seed)
  const { mayAccuse, limit } = options
  const order = Uint32Array.from(examples, (_, i) => i)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, next)
    for (const at of order) {
      const example = examples[at]!
      const { index, first, label } = example
      const count = first.length - 1
      if (count === 0) continue
      const sums = prefixSums(example, weights)
      for (let s = 0; s < SCALES.length; s++) {
        const window = bestWindow(sums, count, SCALES[s]!)
        const z = window.score + bias[s]!
        const error = 1 / (1 + Math.exp(-z)) - label
        if (Math.abs(error) < 0.01) continue
        const scaled = (error * example.weight) / SCALES.length
        biasSquares[s] = biasSquares[s]! + scaled * scaled
        bias[s] = bias[s]! - (options.rate * scaled) / Math.sqrt(biasSquares[s]!)
        const step = scaled / Math.sqrt(Math.max(window.to - window.from, 4))
        for (let k = first[window.from]!; k < first[window.to]!; k++) {
          const f = index[k]!
          const w = weights[f]!
          const g = step + options.decay * w
          const square = squares[f]! + g * g
          squares[f] = square
          let moved = w - (options.rate * g) / Math.sqrt(square)
          if (moved > limit) moved = limit
          else if (moved < -limit) moved = -limit
          weights[f] = moved > 0 && mayAccuse !== undefined && mayAccuse[f] === 0 ? 0 : moved
        }
      }
    }
  }
  return { weights, bias }
}
