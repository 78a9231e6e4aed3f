/**
 * A closer look at the windows of a text that the table likes least, a paragraph and of documents a sentence: a small convolutional
 * network over what words mean. Filters see three words, with the marks around them and the concepts named there; of each
 * filter the strongest answer in the window counts. It knows wording that no training text had, where the words mean the
 * same, and tells innocent uses of telling words.
 */

import { firstMark, isHeard, isNamed, LEARNED_VECTORS, type Look, silentMarks } from './look.ts'
import type { Vectors } from './model/vectors.ts'
import { LONGEST_LOOK, type Place, type Places } from './places.ts'
import { createProjection, type Projection, REACH } from './projection.ts'

export const FILTERS = 288
export const HIDDEN = 96
/** Answers of all filters in all their places of the words that they see: what one word, mark or concept adds. */
export const ANSWERS = REACH * FILTERS

/** Log-odds of a window in which no word and no concept is known. */
const NOISE = -6

/** What is learned of the network. */
export interface CloserWeights {
  /** Per answer the dimensions of a vector. */
  readonly filters: Float32Array
  /** The vectors of words, as attacks and innocent texts have changed them, in units of `unit`. */
  readonly words: Float32Array | Int8Array
  readonly unit: number
  readonly filterBias: Float32Array
  /** Vectors of what has none (look.ts). */
  readonly learned: Float32Array
  /** Per filter the hidden units. */
  readonly hidden: Float32Array
  readonly hiddenBias: Float32Array
  readonly out: Float32Array
  readonly outBias: Float32Array
}

/** What of the weights are small parts, of numbers with 32 bits. */
export type CloserPart = Exclude<keyof CloserWeights, 'words' | 'unit'>

/** Sizes of the small parts of `CloserWeights`, in this order. */
export const closerSizes = (dimensions: number): Readonly<Record<CloserPart, number>> => ({
  filters: dimensions * ANSWERS,
  filterBias: FILTERS,
  learned: LEARNED_VECTORS * dimensions,
  hidden: FILTERS * HIDDEN,
  hiddenBias: HIDDEN,
  out: HIDDEN,
  outBias: 1,
})

/** What is taken off the log-odds: the worst window of a long text is worse than a text of its length, by chance alone. */
const chanceOf = (count: number): number => Math.log(Math.max(1, count / LONGEST_LOOK))

/** Pairs of rows whose answers are kept: nine of ten that are asked for. */
const KEPT_PAIRS = 512

/** The network, ready to look. */
export class Closer {
  readonly #weights: CloserWeights
  readonly #vectors: Vectors
  readonly #projection: Projection
  /** Which row's answers are kept at a place, and which place of a pair was asked for longer ago. */
  readonly #kept = new Int32Array(2 * KEPT_PAIRS).fill(-1)
  readonly #older = new Uint8Array(KEPT_PAIRS)
  /** From the filters to the hidden units. */
  readonly #inner = createProjection(FILTERS, HIDDEN, 1, 1)

  constructor(weights: CloserWeights, vectors: Vectors) {
    this.#weights = weights
    this.#vectors = vectors
    this.#projection = projectionOf(
      weights,
      weights.filters.length / ANSWERS,
      this.#kept.length,
      LONGEST_LOOK,
    )
    this.#inner.matrix.set(weights.hidden)
  }

  /**
   * What all looks at a text say together, in log-odds: the mean of what the paragraph and what the worst part says, or what the hit's
   * surroundings say if these are worse; in a document the mean of that and of what the sentence says.
   * @param count words of the text
   * @param look reads a place of it
   */
  opinion({ paragraph, parts, sentence, hit }: Places, count: number, look: (place: Place) => Look): number {
    const chance = chanceOf(count)
    const own = this.logOdds(look(paragraph))
    const worst = parts.reduce((odds, part) => Math.max(odds, this.logOdds(look(part))), own)
    let broad = (own + worst) / 2 - chance
    if (hit !== undefined) broad = Math.max(broad, this.logOdds(look(hit)))
    return sentence === undefined ? broad : (broad + this.logOdds(look(sentence)) - chance) / 2
  }

  /**
   * Log-odds that the window is an attack's, in proportion to the words whose meaning is known. Where none is, the concepts
   * that are named speak; without these it is noise.
   */
  logOdds(look: Look): number {
    const { rows, notes, first } = look
    const n = rows.length
    let known = 0
    for (let t = 0; t < n; t++) if (rows[t]! < this.#vectors.count) known++
    if (known === 0) {
      if (n === 0 || !isNamed(notes, this.#vectors)) return NOISE
      known = n
    }
    const silent = silentMarks(look, this.#vectors)
    const marks = firstMark(this.#vectors)
    const projection = this.#projection
    for (let t = 0; t < n; t++) {
      projection.take(this.#placeOf(rows[t]!), t)
      for (let k = first[t]!; k < first[t + 1]!; k++) {
        const note = notes[k]!
        if (isHeard(note, marks, silent)) projection.add(this.#placeOf(note), t)
      }
    }
    return (this.#decide(projection.strongest(n)) * known) / n
  }

  /** @param best the strongest answer of every filter */
  #decide(best: Float64Array): number {
    const { filterBias, hiddenBias, out, outBias } = this.#weights
    const { input, output } = this.#inner
    for (let f = 0; f < FILTERS; f++) input[f] = Math.max(0, best[f]! + filterBias[f]!)
    this.#inner.run(0)
    let sum = outBias[0]!
    for (let h = 0; h < HIDDEN; h++) sum += Math.max(0, output[h]! + hiddenBias[h]!) * out[h]!
    return sum
  }

  /** Where a row's answers are kept, for now. */
  #placeOf(row: number): number {
    const pair = row % KEPT_PAIRS
    const [first, second] = [this.#kept[2 * pair], this.#kept[2 * pair + 1]]
    const which = first === row ? 0 : second === row ? 1 : this.#older[pair]!
    const place = 2 * pair + which
    this.#older[pair] = 1 - which
    if (this.#kept[place] !== row) {
      this.#kept[place] = row
      vectorOf(row, this.#vectors, this.#weights, this.#projection.input)
      this.#projection.run(place)
    }
    return place
  }
}

/** The filters as the matrix of a projection; see `setFilters`. */
export function projectionOf(
  weights: CloserWeights,
  dimensions: number,
  places: number,
  words: number,
): Projection {
  const projection = createProjection(dimensions, ANSWERS, places, words)
  setFilters(projection, weights, dimensions)
  return projection
}

export function setFilters({ matrix }: Projection, { filters }: CloserWeights, dimensions: number): void {
  for (let i = 0; i < ANSWERS; i++)
    for (let d = 0; d < dimensions; d++) matrix[d * ANSWERS + i] = filters[i * dimensions + d]!
}

/** The vector of a row, written to `target`. */
export function vectorOf(
  row: number,
  { count }: Vectors,
  { words, unit, learned }: CloserWeights,
  target: Float32Array,
): void {
  const dimensions = target.length
  if (row < count)
    for (let d = 0, at = row * dimensions; d < dimensions; d++) target[d] = words[at + d]! * unit
  else for (let d = 0, at = (row - count) * dimensions; d < dimensions; d++) target[d] = learned[at + d]!
}
