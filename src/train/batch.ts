/** Forward and back through some examples of the closer look, with words and filters left out at random. */

import { ANSWERS, FILTERS, HIDDEN, projectionOf, setFilters, vectorOf } from '../scan/local/closer.ts'
import { firstMark, LEARNED_VECTORS, type Look } from '../scan/local/look.ts'
import { MARK_KINDS } from '../scan/local/marks.ts'
import { LONGEST_LOOK } from '../scan/local/places.ts'
import { createProjection, type Projection, REACH } from '../scan/local/projection.ts'
import type { BegunVectors } from './begun-vectors.ts'
import type { CloserExample, Weights } from './closer.ts'
import { createSlopes, type Slopes } from './slopes.ts'
import { joined, remarked } from './vary.ts'

const LEFT_OUT = { words: 0.15, filters: 0.2 } as const

/** The gradient is added up in `gradient`. */
export class Batch {
  readonly #weights: Weights
  readonly #gradient: Weights
  readonly #vectors: BegunVectors
  readonly #next: () => number
  /** Answers of the rows of this batch. */
  readonly #projection: Projection
  readonly #slopes: Slopes
  /** Their places in both: -1 for what is not in it. */
  readonly #at: Int32Array
  readonly #kept = new Uint8Array(LONGEST_LOOK)
  readonly #where = new Int32Array(FILTERS)
  readonly #scale = new Float32Array(FILTERS)
  /** From the filters to the hidden units, and the slopes back. */
  readonly #inner = createProjection(FILTERS, HIDDEN, 1, 0)
  readonly #outer = createProjection(HIDDEN, FILTERS, 1, 0)
  readonly #slopesOfHidden = createSlopes(HIDDEN, 1, FILTERS)

  /** @param size examples at most */
  constructor(size: number, weights: Weights, gradient: Weights, vectors: BegunVectors, next: () => number) {
    this.#weights = weights
    this.#gradient = gradient
    this.#vectors = vectors
    this.#next = next
    const rows = size * LONGEST_LOOK + LEARNED_VECTORS
    this.#projection = projectionOf(weights, vectors.dimensions, rows, LONGEST_LOOK)
    this.#slopes = createSlopes(vectors.dimensions, rows, ANSWERS)
    this.#at = new Int32Array(vectors.count + LEARNED_VECTORS).fill(-1)
  }

  /** @returns the rows that were there */
  run(plain: readonly CloserExample[]): readonly number[] {
    const examples = joined(plain, this.#next)
    this.#setHidden()
    const rows = this.#projectAll(examples)
    const total = examples.reduce((sum, { weight }) => sum + weight, 0)
    for (const { look, label, weight } of examples)
      if (look.rows.length > 0) this.#learn(remarked(look, this.#vectors, this.#next), label, weight / total)
    this.#addSlopes(rows)
    for (const row of rows) this.#at[row] = -1
    return rows
  }

  #setHidden(): void {
    const { hidden } = this.#weights
    this.#inner.matrix.set(hidden)
    const { matrix } = this.#outer
    for (let f = 0; f < FILTERS; f++)
      for (let h = 0; h < HIDDEN; h++) matrix[h * FILTERS + f] = hidden[f * HIDDEN + h]!
  }

  #projectAll(examples: readonly CloserExample[]): number[] {
    const rows: number[] = []
    const projection = this.#projection
    setFilters(projection, this.#weights, this.#vectors.dimensions)
    this.#slopes.filters.set(this.#weights.filters)
    const see = (row: number) => {
      if (this.#at[row] !== -1) return
      this.#at[row] = rows.length
      vectorOf(row, this.#vectors, this.#weights, projection.input)
      projection.run(rows.length)
      this.#slopes.vectors.set(projection.input, rows.length * projection.input.length)
      rows.push(row)
    }
    for (let kind = 0; kind < MARK_KINDS; kind++) see(firstMark(this.#vectors) + kind)
    for (const { look } of examples) {
      look.rows.forEach(see)
      look.notes.forEach(see)
    }
    return rows
  }

  #learn(look: Look, label: 0 | 1, share: number): void {
    const { hiddenBias, out, outBias, filterBias } = this.#weights
    const gradient = this.#gradient
    const best = this.#answer(look)
    for (let f = 0; f < FILTERS; f++) {
      this.#scale[f] = this.#next() < LEFT_OUT.filters ? 0 : 1 / (1 - LEFT_OUT.filters)
      best[f] = Math.max(0, best[f]! + filterBias[f]!) * this.#scale[f]!
    }
    this.#inner.input.set(best)
    this.#inner.run(0)
    const units = this.#inner.output
    let sum = outBias[0]!
    for (let h = 0; h < HIDDEN; h++) {
      units[h] = Math.max(0, units[h]! + hiddenBias[h]!)
      sum += units[h]! * out[h]!
    }
    const error = (1 / (1 + Math.exp(-sum)) - label) * share
    const slopes = this.#outer.input
    gradient.outBias[0]! += error
    for (let h = 0; h < HIDDEN; h++) {
      gradient.out[h]! += error * units[h]!
      slopes[h] = units[h]! > 0 ? error * out[h]! : 0
      gradient.hiddenBias[h]! += slopes[h]!
    }
    this.#outer.run(0)
    this.#slopesOfHidden.vectors.set(slopes)
    for (let f = 0; f < FILTERS; f++) {
      if (best[f] === 0) continue
      // Of the units nothing: these filters are zero.
      this.#slopesOfHidden.add(0, f, best[f]!)
      this.#back(look, f, this.#where[f]!, this.#outer.output[f]! * this.#scale[f]!)
    }
  }

  /** The strongest answer of each filter; at which word is in `where`. */
  #answer({ rows, notes, first }: Look): Float64Array {
    const projection = this.#projection
    const { said } = projection
    for (let t = 0; t < rows.length; t++) {
      this.#kept[t] = this.#next() < LEFT_OUT.words ? 0 : 1
      if (this.#kept[t] === 0) {
        said.fill(0, t * ANSWERS, (t + 1) * ANSWERS)
        continue
      }
      projection.take(this.#at[rows[t]!]!, t)
      for (let k = first[t]!; k < first[t + 1]!; k++) projection.add(this.#at[notes[k]!]!, t)
    }
    const best = projection.strongest(rows.length)
    for (let f = 0; f < FILTERS; f++) {
      let before = 0
      for (let t = 0; t < rows.length; t++) {
        const at = t * ANSWERS + f
        this.#where[f] = t
        if (before + said[at + FILTERS]! + said[at + ANSWERS + 2 * FILTERS]! === best[f]) break
        before = said[at]!
      }
    }
    return best
  }

  /** The slope of one filter, back to its weights and to the vectors that are learned. */
  #back({ rows, notes, first }: Look, f: number, t: number, slope: number): void {
    this.#gradient.filterBias[f]! += slope
    for (let place = 0; place < REACH; place++) {
      const at = t + place - 1
      if (at < 0 || at >= rows.length || this.#kept[at] === 0) continue
      const answer = place * FILTERS + f
      this.#slopes.add(this.#at[rows[at]!]!, answer, slope)
      for (let k = first[at]!; k < first[at + 1]!; k++) this.#slopes.add(this.#at[notes[k]!]!, answer, slope)
    }
  }

  /** What was added up of these rows and of the filters becomes part of the gradient. */
  #addSlopes(rows: readonly number[]): void {
    const { count, dimensions } = this.#vectors
    const { filters, hidden, words, learned } = this.#gradient
    const { ofFilters, ofVectors } = this.#slopes
    move(ofFilters, filters)
    move(this.#slopesOfHidden.ofFilters, hidden)
    for (const [place, row] of rows.entries()) {
      const slopes = row < count ? words : learned
      const to = (row < count ? row : row - count) * dimensions
      const from = place * dimensions
      for (let d = 0; d < dimensions; d++) slopes[to + d]! += ofVectors[from + d]!
    }
    ofVectors.fill(0, 0, rows.length * dimensions)
  }
}

/** Adds numbers to others, and takes them away where they were. */
function move(from: Float32Array, to: Float32Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += from[i]!
  from.fill(0)
}
