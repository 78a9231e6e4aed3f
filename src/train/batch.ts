/** Forward and back through some examples of the closer look, with words, marks and filters left out at random. */

import { ANSWERS, FILTERS, HIDDEN, projectionOf, setFilters, vectorOf } from '../scan/local/closer.ts'
import {
  firstMark,
  isHeard,
  LEARNED_VECTORS,
  type Look,
  lookFrom,
  notesAt,
  silentMarks,
} from '../scan/local/look.ts'
import { MARK_KINDS, MARK_UNITS } from '../scan/local/marks.ts'
import { LONGEST_LOOK } from '../scan/local/places.ts'
import { type Projection, REACH } from '../scan/local/projection.ts'
import type { BegunVectors } from './begun-vectors.ts'
import type { CloserExample, Weights } from './closer.ts'

const LEFT_OUT = { words: 0.15, filters: 0.2 } as const
/**
 * Shares of an example's marks that are left out, one by chance, and of the examples that get one mark where they had none, before
 * at most so many of their words: whoever attacks may set marks as he likes.
 */
const MARKS_LEFT_OUT = [0, 0, 0, 0.3, 1] as const
const MARKED = { examples: 0.05, words: 0.3 } as const
/** Per unit that is a mark its kinds: a question mark is one of the word before. */
const SETTABLE = [...new Set(MARK_UNITS.join(''))]
  .filter((unit) => unit !== '?')
  .map((unit) => MARK_UNITS.flatMap((units: string, kind) => (units.includes(unit) ? [kind] : [])))

/** The gradient is added up in `gradient`. */
export class Batch {
  readonly #weights: Weights
  readonly #gradient: Weights
  readonly #vectors: BegunVectors
  readonly #next: () => number
  /** Answers of the rows of this batch. */
  readonly #projection: Projection
  /** Where they are: -1 for what is not in it. */
  readonly #at: Int32Array
  readonly #sums = new Float32Array((LONGEST_LOOK + 2) * ANSWERS)
  readonly #kept = new Uint8Array(LONGEST_LOOK)
  readonly #best = new Float32Array(FILTERS)
  readonly #where = new Int32Array(FILTERS)
  readonly #scale = new Float32Array(FILTERS)
  readonly #units = new Float32Array(HIDDEN)

  /** @param size examples at most */
  constructor(size: number, weights: Weights, gradient: Weights, vectors: BegunVectors, next: () => number) {
    this.#weights = weights
    this.#gradient = gradient
    this.#vectors = vectors
    this.#next = next
    this.#projection = projectionOf(weights, vectors.dimensions, size * LONGEST_LOOK + LEARNED_VECTORS, 0)
    this.#at = new Int32Array(vectors.count + LEARNED_VECTORS).fill(-1)
  }

  /** @returns the rows that were there */
  run(examples: readonly CloserExample[]): readonly number[] {
    const rows = this.#projectAll(examples)
    const total = examples.reduce((sum, { weight }) => sum + weight, 0)
    for (const { look, label, weight } of examples)
      if (look.rows.length > 0) this.#learn(this.#remark(look), label, weight / total)
    for (const row of rows) this.#at[row] = -1
    return rows
  }

  #projectAll(examples: readonly CloserExample[]): number[] {
    const rows: number[] = []
    const projection = this.#projection
    setFilters(projection, this.#weights, this.#vectors.dimensions)
    const see = (row: number) => {
      if (this.#at[row] !== -1) return
      this.#at[row] = rows.length * ANSWERS
      vectorOf(row, this.#vectors, this.#weights, projection.input)
      projection.run(rows.length)
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
  #answer({ rows, notes, first }: Look): void {
    const n = rows.length
    const sums = this.#sums
    const answers = this.#projection.output
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
        const note = this.#at[notes[k]!]!
        for (let i = 0; i < ANSWERS; i++) sums[at + i]! += answers[note + i]!
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

  /** The look as it is learned from: some marks left out or set, and those that say nothing not there. */
  #remark(look: Look): Look {
    const marks = firstMark(this.#vectors)
    const leftOut = MARKS_LEFT_OUT[Math.floor(this.#next() * MARKS_LEFT_OUT.length)]!
    const share = this.#next() < MARKED.examples ? MARKED.words * this.#next() : 0
    const set = SETTABLE[Math.floor(this.#next() * SETTABLE.length)]!
    const changed =
      leftOut === 0 && share === 0
        ? look
        : withNotes(look, (own, t) => {
            const isSet = t > 0 && this.#next() < share && own.every((row) => row < marks)
            const kept = own.filter((row) => row < marks || this.#next() >= leftOut)
            return isSet ? [...kept, ...set.map((of) => marks + of)] : kept
          })
    const silent = silentMarks(changed, this.#vectors)
    return silent === 0
      ? changed
      : withNotes(changed, (own) => own.filter((row) => isHeard(row, marks, silent)))
  }

  /** The slope of one filter, back to its weights and to the vectors that are learned. */
  #back({ rows, notes, first }: Look, f: number, t: number, slope: number): void {
    this.#gradient.filterBias[f]! += slope
    for (let place = 0; place < REACH; place++) {
      const at = t + place - 1
      if (at < 0 || at >= rows.length || this.#kept[at] === 0) continue
      const answer = place * FILTERS + f
      this.#backTo(rows[at]!, answer, slope)
      for (let k = first[at]!; k < first[at + 1]!; k++) this.#backTo(notes[k]!, answer, slope)
    }
  }

  #backTo(row: number, answer: number, slope: number): void {
    const { count, dimensions } = this.#vectors
    const isWord = row < count
    const vectors = isWord ? this.#weights.words : this.#weights.learned
    const slopes = isWord ? this.#gradient.words : this.#gradient.learned
    const { filters } = this.#weights
    const slopesOfFilters = this.#gradient.filters
    const of = (isWord ? row : row - count) * dimensions
    const filter = answer * dimensions
    for (let d = 0; d < dimensions; d++) {
      slopesOfFilters[filter + d]! += slope * vectors[of + d]!
      slopes[of + d]! += slope * filters[filter + d]!
    }
  }
}

/** The same words, with other notes. @param of those of a word, from those it had */
const withNotes = (look: Look, of: (own: readonly number[], t: number) => readonly number[]): Look =>
  lookFrom(
    look.rows,
    Array.from(look.rows, (_, t) => of([...notesAt(look, t)], t)),
  )
