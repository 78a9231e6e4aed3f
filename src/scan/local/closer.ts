/**
 * A closer look at the windows of a text that the table likes least, a paragraph and a sentence: a small convolutional
 * network over what words mean. Filters see three words and the concepts named there; of each filter the strongest answer
 * in the window counts. It knows wording that no training text had, where the words mean the same, and tells innocent uses
 * of telling words.
 */

import { NUMBER_HASH } from './hash.ts'
import { CONCEPTS } from './lexicon/lexicon.ts'
import type { Mentions } from './mentions.ts'
import type { Vectors } from './model/vectors.ts'
import { firstAt, LONGEST_LOOK, type Place, type Places } from './places.ts'
import type { Tokens } from './tokens.ts'
import { rankOf } from './vocabulary.ts'

/** Words that a filter sees. */
export const REACH = 3
export const FILTERS = 24
export const HIDDEN = 16
/** Answers of all filters in all their places: what one word, or concept, adds. */
const ANSWERS = REACH * FILTERS

/** Log-odds of a window in which no word and no concept is known. */
const NOISE = -6

/**
 * Words without a vector have one of these, and then come the concepts' own: named at a word that has a vector, and at one that
 * has none. The latter are those of other languages, where they say nearly all that is known.
 */
const LEARNED = { unknown: 0, number: 1, concepts: 2, foreign: 2 + CONCEPTS.length } as const
export const LEARNED_VECTORS = LEARNED.foreign + CONCEPTS.length

/** What is learned of the network. */
export interface CloserWeights {
  /** Per dimension of a vector the answers. */
  readonly filters: Float32Array
  readonly filterBias: Float32Array
  /** Vectors of what has none: see `LEARNED`. */
  readonly learned: Float32Array
  /** Per filter the hidden units. */
  readonly hidden: Float32Array
  readonly hiddenBias: Float32Array
  readonly out: Float32Array
  readonly outBias: Float32Array
}

/** Sizes of the parts of `CloserWeights`, in this order. */
export const closerSizes = (dimensions: number): Readonly<Record<keyof CloserWeights, number>> => ({
  filters: dimensions * ANSWERS,
  filterBias: FILTERS,
  learned: LEARNED_VECTORS * dimensions,
  hidden: FILTERS * HIDDEN,
  hiddenBias: HIDDEN,
  out: HIDDEN,
  outBias: 1,
})

/** What the network reads of a text: see `look`. */
export interface Look {
  /** Per word of the window its row. */
  readonly rows: Int32Array
  /** Rows of the concepts named at a word, word after word, and where those of a word begin. */
  readonly concepts: Int32Array
  readonly first: Int32Array
}

/** What is taken off the log-odds: the worst window of a long text is worse than a text of its length, by chance alone. */
const chanceOf = (count: number): number => Math.log(Math.max(1, count / LONGEST_LOOK))

/**
 * The rows of a window: a row is the rank of a word's vector (from 0), or `vectors.count` and a number of `LEARNED`.
 * @param mentions all of the text's
 */
export function look(tokens: Tokens, mentions: Mentions, vectors: Vectors, { from, to }: Place): Look {
  const { count, ranks } = vectors
  const rows = new Int32Array(to - from)
  const first = new Int32Array(to - from + 1)
  const concepts: number[] = []
  let next = firstAt(mentions.start, mentions.count, from < tokens.count ? tokens.start[from]! : 0)
  for (let t = from; t < to; t++) {
    const word = tokens.word[t]!
    const rank = rankOf(ranks, word)
    rows[t - from] = rank > 0 ? rank - 1 : count + (word === NUMBER_HASH ? LEARNED.number : LEARNED.unknown)
    const limit = t + 1 < tokens.count ? tokens.start[t + 1]! : 0x7fffffff
    const named = count + (rank > 0 ? LEARNED.concepts : LEARNED.foreign)
    for (; next < mentions.count && mentions.start[next]! < limit; next++)
      concepts.push(named + mentions.concept[next]!)
    first[t - from + 1] = concepts.length
  }
  return { rows, first, concepts: Int32Array.from(concepts) }
}

/** A part of a look. */
export function sliceLook({ rows, concepts, first }: Look, { from, to }: Place): Look {
  const start = first[from]!
  return {
    rows: rows.slice(from, to),
    concepts: concepts.slice(start, first[to]!),
    first: first.slice(from, to + 1).map((at) => at - start),
  }
}

/** The network, ready to look. What words answer is computed when they are first met. */
export class Closer {
  readonly #weights: CloserWeights
  readonly #vectors: Vectors
  /** Answers of every row; then of no word; then of the window's words at which concepts are named. */
  readonly #answers: Float32Array
  readonly #ready: Uint8Array
  readonly #nothing: number
  /** Where the answers of the window's words begin: one more before and behind. */
  readonly #at = new Int32Array(LONGEST_LOOK + 2)
  readonly #best = new Float32Array(FILTERS)

  constructor(weights: CloserWeights, vectors: Vectors) {
    this.#weights = weights
    this.#vectors = vectors
    const rows = vectors.count + LEARNED_VECTORS
    this.#nothing = rows * ANSWERS
    this.#answers = new Float32Array((rows + 1 + LONGEST_LOOK) * ANSWERS)
    this.#ready = new Uint8Array(rows)
  }

  /**
   * What all looks at a text say together, in log-odds: the mean of what the sentence and what the paragraph says, or the
   * hit's surroundings if these are worse.
   * @param count words of the text
   * @param look reads a place of it
   */
  opinion({ paragraph, sentence, hit }: Places, count: number, look: (place: Place) => Look): number {
    const chance = chanceOf(count)
    let broad = this.logOdds(look(paragraph)) - chance
    if (hit !== undefined) broad = Math.max(broad, this.logOdds(look(hit)))
    return sentence === undefined ? broad : (broad + this.logOdds(look(sentence)) - chance) / 2
  }

  /**
   * Log-odds that the window is an attack's, in proportion to the words whose meaning is known. Where none is, the concepts
   * that are named speak; without these it is noise.
   */
  logOdds({ rows, concepts, first }: Look): number {
    const n = rows.length
    let known = 0
    for (let t = 0; t < n; t++) if (rows[t]! < this.#vectors.count) known++
    if (known === 0) {
      if (concepts.length === 0) return NOISE
      known = n
    }
    const at = this.#at
    at[0] = this.#nothing
    for (let t = 0; t < n; t++) {
      const word = this.#answersOf(rows[t]!)
      at[t + 1] = first[t] === first[t + 1] ? word : this.#named(word, concepts, first[t]!, first[t + 1]!, t)
    }
    at[n + 1] = this.#nothing
    this.#strongest(n)
    return (this.#decide(this.#best) * known) / n
  }

  /** Where the answers of a word begin with those of the concepts that are named at it. */
  #named(word: number, concepts: Int32Array, from: number, to: number, t: number): number {
    const answers = this.#answers
    const at = this.#nothing + (t + 1) * ANSWERS
    answers.copyWithin(at, word, word + ANSWERS)
    for (let k = from; k < to; k++) {
      const concept = this.#answersOf(concepts[k]!)
      for (let i = 0; i < ANSWERS; i++) answers[at + i]! += answers[concept + i]!
    }
    return at
  }

  /** The strongest answer of every filter. */
  #strongest(n: number): void {
    const answers = this.#answers
    const best = this.#best.fill(Number.NEGATIVE_INFINITY)
    const at = this.#at
    for (let t = 0; t < n; t++) {
      const before = at[t]!
      const here = at[t + 1]! + FILTERS
      const after = at[t + 2]! + 2 * FILTERS
      for (let f = 0; f < FILTERS; f++) {
        const answer = answers[before + f]! + answers[here + f]! + answers[after + f]!
        if (answer > best[f]!) best[f] = answer
      }
    }
  }

  #decide(best: Float32Array): number {
    const { filterBias, hidden, hiddenBias, out, outBias } = this.#weights
    let sum = outBias[0]!
    for (let h = 0; h < HIDDEN; h++) {
      let unit = hiddenBias[h]!
      for (let f = 0; f < FILTERS; f++) {
        const answer = best[f]! + filterBias[f]!
        if (answer > 0) unit += answer * hidden[f * HIDDEN + h]!
      }
      if (unit > 0) sum += unit * out[h]!
    }
    return sum
  }

  /** Where the answers of a row begin. */
  #answersOf(row: number): number {
    const at = row * ANSWERS
    if (this.#ready[row] === 1) return at
    this.#ready[row] = 1
    project(row, this.#vectors, this.#weights, this.#answers, at)
    return at
  }
}

/** Answers of one row, written to `target` from `at`. */
export function project(
  row: number,
  { count, dimensions, values, unit }: Vectors,
  { filters, learned }: CloserWeights,
  target: Float32Array,
  at: number,
): void {
  target.fill(0, at, at + ANSWERS)
  for (let d = 0; d < dimensions; d++) {
    const value =
      row < count ? values[row * dimensions + d]! * unit : learned[(row - count) * dimensions + d]!
    for (let i = 0; i < ANSWERS; i++) target[at + i]! += value * filters[d * ANSWERS + i]!
  }
}
