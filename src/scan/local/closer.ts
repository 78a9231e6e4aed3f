/**
 * A closer look at the windows of a text that the table likes least, a paragraph and a sentence: a small convolutional
 * network over what words mean. Filters see three words and the concepts named there; of each filter the strongest answer
 * in the window counts. It knows wording that no training text had, where the words mean the same, and tells innocent uses
 * of telling words.
 */

import { NUMBER_HASH } from './hash.ts'
import { CONCEPTS } from './lexicon/lexicon.ts'
import type { Mentions } from './mentions.ts'
import { ENGLISH_ONLY, elsewhere, translate } from './model/translations.ts'
import type { Vectors } from './model/vectors.ts'
import type { View } from './normalise.ts'
import { firstAt, LONGEST_LOOK, type Place, type Places } from './places.ts'
import { createProjection, type Projection, REACH } from './projection.ts'
import type { Tokens } from './tokens.ts'
import { rankOf, type Vocabulary } from './vocabulary.ts'

export const FILTERS = 96
export const HIDDEN = 32
/** Answers of all filters in all their places of the words that they see: what one word, or concept, adds. */
export const ANSWERS = REACH * FILTERS

/** Log-odds of a window in which no word and no concept is known. */
const NOISE = -6

/**
 * Words without a vector have one of these, and then come the concepts' own: named at a word that has a vector, and at one that
 * has none of its own. The latter are those of other languages. `translated` stands beside the vector of a word that was read as
 * an English one.
 */
const LEARNED = { unknown: 0, number: 1, translated: 2, concepts: 3, foreign: 3 + CONCEPTS.length } as const
export const LEARNED_VECTORS = LEARNED.foreign + CONCEPTS.length

/** What is learned of the network. */
export interface CloserWeights {
  /** Per answer the dimensions of a vector. */
  readonly filters: Float32Array
  /** The vectors of words, as attacks and innocent texts have changed them, in units of `unit`. */
  readonly words: Float32Array | Int8Array
  readonly unit: number
  readonly filterBias: Float32Array
  /** Vectors of what has none: see `LEARNED`. */
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
 * The rows of all words: a row is the rank of a word's vector (from 0), or `vectors.count` and a number of `LEARNED`.
 * @param view what the tokens are of
 * @param mentions all of the text's
 */
export function readLook(
  view: View,
  tokens: Tokens,
  mentions: Mentions,
  vectors: Vectors,
  { from, to }: Place,
): Look {
  const { count, ranks } = vectors
  const rows = new Int32Array(to - from)
  const first = new Int32Array(to - from + 1)
  const concepts: number[] = []
  let next = firstAt(mentions.start, mentions.count, from < tokens.count ? tokens.start[from]! : 0)
  let wordEnd = from
  for (let t = from; t < to; t++) {
    const word = tokens.word[t]!
    const own = word === NUMBER_HASH ? -1 : rankOf(ranks, word) - 1
    if (t < wordEnd) rows[t - from] = INSIDE
    else if (own >= 0) {
      const other = elsewhere(own)
      const isForeign = other !== ENGLISH_ONLY && other !== own && isForeignAround(view, tokens, ranks, t)
      rows[t - from] = isForeign ? other : own
      if (isForeign) concepts.push(count + LEARNED.translated)
    } else if (word === NUMBER_HASH) rows[t - from] = count + LEARNED.number
    else {
      const found = translate(view, tokens, t, to)
      rows[t - from] = found ? found.row : count + LEARNED.unknown
      if (found) concepts.push(count + LEARNED.translated)
      if (found) wordEnd = found.end
    }
    const limit = t + 1 < tokens.count ? tokens.start[t + 1]! : 0x7fffffff
    const named = count + (own >= 0 ? LEARNED.concepts : LEARNED.foreign)
    for (; next < mentions.count && mentions.start[next]! < limit; next++)
      concepts.push(named + mentions.concept[next]!)
    first[t - from + 1] = concepts.length
  }
  return { rows, first, concepts: Int32Array.from(concepts) }
}

/** Words on both sides that tell the language of one that several have. */
const AROUND = 4

/** Whether most of the words around one are of another language than English, as far as they are of one alone. */
function isForeignAround(view: View, tokens: Tokens, ranks: Vocabulary, at: number): boolean {
  let foreign = 0
  const end = Math.min(tokens.count, at + AROUND + 1)
  for (let t = Math.max(0, at - AROUND); t < end; t++) {
    const word = tokens.word[t]!
    if (t === at || word === NUMBER_HASH) continue
    const own = rankOf(ranks, word) - 1
    if (own < 0) foreign += translate(view, tokens, t, end) === undefined ? 0 : 1
    else if (elsewhere(own) === ENGLISH_ONLY) foreign--
  }
  return foreign > 0
}

/** What the network reads of a place: words that are written without spaces are one each. */
export const look = (...of: Parameters<typeof readLook>): Look => joined(readLook(...of))

/** A part of what `readLook` has read. */
export function sliceLook({ rows, concepts, first }: Look, { from, to }: Place): Look {
  const start = first[from]!
  return joined({
    rows: rows.slice(from, to),
    concepts: concepts.slice(start, first[to]!),
    first: first.slice(from, to + 1).map((at) => at - start),
  })
}

/** The row of what belongs to the word before it. */
const INSIDE = -1

/** Without what is `INSIDE`; concepts named there are the word's. */
function joined(look: Look): Look {
  const { rows, first } = look
  if (!rows.includes(INSIDE)) return look
  const begins = rows.map((row, t) => (row === INSIDE ? -1 : t)).filter((t) => t >= 0)
  const firsts = new Int32Array(begins.length + 1)
  for (let w = 1; w < begins.length; w++) firsts[w] = first[begins[w]!]!
  firsts[begins.length] = first[rows.length]!
  return { ...look, rows: begins.map((t) => rows[t]!), first: firsts }
}

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
  readonly #units = new Float64Array(HIDDEN)

  constructor(weights: CloserWeights, vectors: Vectors) {
    this.#weights = weights
    this.#vectors = vectors
    this.#projection = projectionOf(
      weights,
      weights.filters.length / ANSWERS,
      this.#kept.length,
      LONGEST_LOOK,
    )
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
    const projection = this.#projection
    for (let t = 0; t < n; t++) {
      projection.take(this.#placeOf(rows[t]!), t)
      for (let k = first[t]!; k < first[t + 1]!; k++) projection.add(this.#placeOf(concepts[k]!), t)
    }
    return (this.#decide(projection.strongest(n)) * known) / n
  }

  /** @param best the strongest answer of every filter */
  #decide(best: Float64Array): number {
    const { filterBias, hidden, hiddenBias, out, outBias } = this.#weights
    const units = this.#units
    units.set(hiddenBias)
    for (let f = 0; f < FILTERS; f++) {
      const answer = Math.fround(best[f]!) + filterBias[f]!
      if (answer <= 0) continue
      for (let h = 0, at = f * HIDDEN; h < HIDDEN; h++) units[h]! += answer * hidden[at + h]!
    }
    let sum = outBias[0]!
    for (let h = 0; h < HIDDEN; h++) if (units[h]! > 0) sum += units[h]! * out[h]!
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
