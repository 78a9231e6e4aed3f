/**
 * Learns the network of the closer look: logistic loss, Adam with decay, words and filters left out at random; the mean of
 * the last epochs is what counts. Deterministic: the same examples in the same order give the same weights.
 */

import {
  type CloserWeights,
  closerSizes,
  FILTERS,
  HIDDEN,
  LEARNED_VECTORS,
  type Look,
  project,
  REACH,
} from '../scan/local/closer.ts'
import type { Vectors } from '../scan/local/model/vectors.ts'
import { LONGEST_LOOK } from '../scan/local/places.ts'
import { random } from './learn.ts'

export interface CloserExample {
  readonly look: Look
  readonly label: 0 | 1
  readonly weight: number
}

const EPOCHS = 8
/** The last of them, whose mean counts. */
const AVERAGED = 4
const BATCH = 64
const RATE = 1.5e-3
const DECAY = 1e-3
const SEED = 11
const LEFT_OUT = { words: 0.15, filters: 0.2 } as const
const ANSWERS = REACH * FILTERS

type Part = keyof CloserWeights
const PARTS = ['filters', 'filterBias', 'learned', 'hidden', 'hiddenBias', 'out', 'outBias'] as const

function make(dimensions: number): Record<Part, Float32Array> {
  const sizes = closerSizes(dimensions)
  const of = (part: Part) => new Float32Array(sizes[part])
  return {
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
const START: Readonly<Partial<Record<Part, number>>> = { filters: 0.05, learned: 0.1, hidden: 0.1, out: 0.1 }

/** Learns the weights. */
export function learnCloser(examples: readonly CloserExample[], vectors: Vectors): CloserWeights {
  const { dimensions } = vectors
  const next = random(SEED)
  const weights = make(dimensions)
  for (const part of PARTS) {
    const spread = START[part]
    // Sum of three even numbers: near enough to normal.
    if (spread !== undefined)
      weights[part] = weights[part].map(() => spread * 2 * (next() + next() + next() - 1.5))
  }
  const gradient = make(dimensions)
  const first = make(dimensions)
  const second = make(dimensions)
  const mean = make(dimensions)
  const batch = new Batch(weights, gradient, vectors, next)
  const order = Uint32Array.from(examples, (_, i) => i)
  let step = 0
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, next)
    for (let from = 0; from < order.length; from += BATCH) {
      for (const part of PARTS) gradient[part].fill(0)
      batch.run(Array.from(order.subarray(from, from + BATCH), (at) => examples[at]!))
      step++
      for (const part of PARTS) adam(weights[part], gradient[part], first[part], second[part], step)
    }
    if (epoch >= EPOCHS - AVERAGED)
      for (const part of PARTS)
        for (let i = 0; i < mean[part].length; i++) mean[part][i]! += weights[part][i]! / AVERAGED
  }
  return mean
}

function shuffle(order: Uint32Array, next: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const swap = order[i]!
    order[i] = order[j]!
    order[j] = swap
  }
}

function adam(w: Float32Array, g: Float32Array, m: Float32Array, v: Float32Array, step: number): void {
  const rate = (RATE * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step)
  for (let i = 0; i < w.length; i++) {
    const slope = g[i]!
    m[i] = 0.9 * m[i]! + 0.1 * slope
    v[i] = 0.999 * v[i]! + 0.001 * slope * slope
    w[i] = w[i]! - (rate * m[i]!) / (Math.sqrt(v[i]!) + 1e-8) - RATE * DECAY * w[i]!
  }
}

/** Forward and back through some examples; the gradient is added up in `gradient`. */
class Batch {
  readonly #weights: CloserWeights
  readonly #gradient: CloserWeights
  readonly #vectors: Vectors
  readonly #next: () => number
  /** Answers of the rows of this batch, and where: -1 for what is not in it. */
  #answers = new Float32Array(1 << 16)
  readonly #at: Int32Array
  readonly #sums = new Float32Array((LONGEST_LOOK + 2) * ANSWERS)
  readonly #kept = new Uint8Array(LONGEST_LOOK)
  readonly #best = new Float32Array(FILTERS)
  readonly #where = new Int32Array(FILTERS)
  readonly #scale = new Float32Array(FILTERS)
  readonly #units = new Float32Array(HIDDEN)

  constructor(weights: CloserWeights, gradient: CloserWeights, vectors: Vectors, next: () => number) {
    this.#weights = weights
    this.#gradient = gradient
    this.#vectors = vectors
    this.#next = next
    this.#at = new Int32Array(vectors.count + LEARNED_VECTORS).fill(-1)
  }

  run(examples: readonly CloserExample[]): void {
    const rows = this.#projectAll(examples)
    const total = examples.reduce((sum, { weight }) => sum + weight, 0)
    for (const example of examples)
      if (example.look.rows.length > 0) this.#learn(example, example.weight / total)
    for (const row of rows) this.#at[row] = -1
  }

  #projectAll(examples: readonly CloserExample[]): number[] {
    const rows: number[] = []
    const see = (row: number) => {
      if (this.#at[row] !== -1) return
      this.#at[row] = rows.length * ANSWERS
      rows.push(row)
    }
    for (const { look } of examples) {
      look.rows.forEach(see)
      look.concepts.forEach(see)
    }
    if (this.#answers.length < rows.length * ANSWERS)
      this.#answers = new Float32Array(rows.length * ANSWERS * 2)
    for (const row of rows) project(row, this.#vectors, this.#weights, this.#answers, this.#at[row]!)
    return rows
  }

  #learn({ look, label }: CloserExample, share: number): void {
    const { hidden, hiddenBias, out, outBias, filterBias } = this.#weights
    const gradient = this.#gradient
    const best = this.#best
    const units = this.#units
    this.#answer(look)
    for (let f = 0; f < FILTERS; f++) {
      this.#scale[f] = this.#next() < LEFT_OUT.filters ? 0 : 1 / (1 - LEFT_OUT.filters)
      best[f] = Math.max(0, best[f]! + filterBias[f]!) * this.#scale[f]!
    }
    let sum = outBias[0]!
    for (let h = 0; h < HIDDEN; h++) {
      let unit = hiddenBias[h]!
      for (let f = 0; f < FILTERS; f++) unit += best[f]! * hidden[f * HIDDEN + h]!
      units[h] = Math.max(0, unit)
      sum += units[h]! * out[h]!
    }
    const error = (1 / (1 + Math.exp(-sum)) - label) * share
    gradient.outBias[0]! += error
    for (let h = 0; h < HIDDEN; h++) {
      gradient.out[h]! += error * units[h]!
      units[h] = units[h]! > 0 ? error * out[h]! : 0
      gradient.hiddenBias[h]! += units[h]!
    }
    for (let f = 0; f < FILTERS; f++) {
      if (best[f] === 0) continue
      let slope = 0
      for (let h = 0; h < HIDDEN; h++) {
        slope += units[h]! * hidden[f * HIDDEN + h]!
        gradient.hidden[f * HIDDEN + h]! += units[h]! * best[f]!
      }
      this.#back(look, f, this.#where[f]!, slope * this.#scale[f]!)
    }
  }

  /** The strongest answer of each filter, and at which word. */
  #answer({ rows, concepts, first }: Look): void {
    const n = rows.length
    const sums = this.#sums
    const answers = this.#answers
    sums.fill(0, 0, ANSWERS)
    sums.fill(0, (n + 1) * ANSWERS, (n + 2) * ANSWERS)
    for (let t = 0; t < n; t++) {
      const at = (t + 1) * ANSWERS
      this.#kept[t] = this.#next() < LEFT_OUT.words ? 0 : 1
      if (this.#kept[t] === 0) {
        sums.fill(0, at, at + ANSWERS)
        continue
      }
      const row = this.#at[rows[t]!]!
      for (let i = 0; i < ANSWERS; i++) sums[at + i] = answers[row + i]!
      for (let k = first[t]!; k < first[t + 1]!; k++) {
        const concept = this.#at[concepts[k]!]!
        for (let i = 0; i < ANSWERS; i++) sums[at + i]! += answers[concept + i]!
      }
    }
    this.#best.fill(Number.NEGATIVE_INFINITY)
    for (let t = 0; t < n; t++) {
      const before = t * ANSWERS
      const here = before + ANSWERS + FILTERS
      const after = here + ANSWERS + FILTERS
      for (let f = 0; f < FILTERS; f++) {
        const answer = sums[before + f]! + sums[here + f]! + sums[after + f]!
        if (answer > this.#best[f]!) {
          this.#best[f] = answer
          this.#where[f] = t
        }
      }
    }
  }

  /** The slope of one filter, back to its weights and to the vectors that are learned. */
  #back({ rows, concepts, first }: Look, f: number, t: number, slope: number): void {
    this.#gradient.filterBias[f]! += slope
    for (let place = 0; place < REACH; place++) {
      const at = t + place - 1
      if (at < 0 || at >= rows.length || this.#kept[at] === 0) continue
      const answer = place * FILTERS + f
      this.#backTo(rows[at]!, answer, slope)
      for (let k = first[at]!; k < first[at + 1]!; k++) this.#backTo(concepts[k]!, answer, slope)
    }
  }

  #backTo(row: number, answer: number, slope: number): void {
    const { count, dimensions, values, unit } = this.#vectors
    const { filters, learned } = this.#weights
    if (row < count)
      for (let d = 0; d < dimensions; d++)
        this.#gradient.filters[d * ANSWERS + answer]! += slope * unit * values[row * dimensions + d]!
    else
      for (let d = 0, at = (row - count) * dimensions; d < dimensions; d++, at++) {
        this.#gradient.filters[d * ANSWERS + answer]! += slope * learned[at]!
        this.#gradient.learned[at]! += slope * filters[d * ANSWERS + answer]!
      }
  }
}
