/** What the network of the closer look reads of a text: per word what it means in English, the marks around it, and the concepts that are named there. */

import { NUMBER_HASH } from './hash.ts'
import { CONCEPTS } from './lexicon/lexicon.ts'
import { MARK_KINDS, marksBefore, marksOf } from './marks.ts'
import type { Mentions } from './mentions.ts'
import { ENGLISH_ONLY, elsewhere, translate } from './model/translations.ts'
import type { Vectors } from './model/vectors.ts'
import type { View } from './normalise.ts'
import { firstAt, type Place } from './places.ts'
import type { Tokens } from './tokens.ts'
import { rankOf, type Vocabulary } from './vocabulary.ts'

/**
 * Words without a vector have one of these, and then come the concepts' own: named at a word that has a vector, and at one that
 * has none of its own. The latter are those of other languages. `translated` stands beside the vector of a word that was read as
 * an English one, and the kinds of marks (marks.ts) beside that of any word.
 */
const LEARNED = {
  unknown: 0,
  number: 1,
  translated: 2,
  concepts: 3,
  foreign: 3 + CONCEPTS.length,
  marks: 3 + 2 * CONCEPTS.length,
} as const
export const LEARNED_VECTORS = LEARNED.marks + MARK_KINDS

/** The first row that is a mark's; all behind it are. */
export const firstMark = ({ count }: Pick<Vectors, 'count'>): number => count + LEARNED.marks

/** Whether a concept is named, or a word translated, among notes. */
export const isNamed = (notes: Int32Array, vectors: Pick<Vectors, 'count'>): boolean =>
  notes.some((row) => row < firstMark(vectors))

/**
 * One word in so many may have marks; where more have, these are a list's, or a disguise, and say nothing. So do those of one kind
 * where more than one word in so many has it; one word alone may.
 */
const ONE_IN = { all: 2, kind: 5 } as const
const ALL_MARKS = (1 << MARK_KINDS) - 1
const marked = new Uint16Array(MARK_KINDS)

/** Bits of the kinds of marks that say nothing. The first word does not count: at the beginning of a text it always has some. */
export function silentMarks({ rows, notes, first }: Look, vectors: Pick<Vectors, 'count'>): number {
  const marks = firstMark(vectors)
  const n = rows.length
  let all = 0
  marked.fill(0)
  for (let t = 1; t < n; t++) {
    let any = 0
    for (let k = first[t]!; k < first[t + 1]!; k++) {
      if (notes[k]! < marks) continue
      marked[notes[k]! - marks]!++
      any = 1
    }
    all += any
  }
  if (all * ONE_IN.all > n) return ALL_MARKS
  let silent = 0
  for (let kind = 0; kind < MARK_KINDS; kind++)
    if (marked[kind]! > 1 && marked[kind]! * ONE_IN.kind > n) silent |= 1 << kind
  return silent
}

/** Whether a note is none of the marks that say nothing. @param marks the first row that is a mark's */
export const isHeard = (note: number, marks: number, silent: number): boolean =>
  note < marks || ((silent >> (note - marks)) & 1) === 0

/** What the network reads of a text: see `look`. */
export interface Look {
  /** Per word of the window its row. */
  readonly rows: Int32Array
  /** Rows of what is noted at a word: that it is translated, marks, concepts; word after word, and where those of a word begin. */
  readonly notes: Int32Array
  readonly first: Int32Array
}

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
  const notes: number[] = []
  let next = firstAt(mentions.start, mentions.count, from < tokens.count ? tokens.start[from]! : 0)
  let wordEnd = from
  let before = marksBefore(view, tokens, from)
  for (let t = from; t < to; t++) {
    const word = tokens.word[t]!
    const own = word === NUMBER_HASH ? -1 : rankOf(ranks, word) - 1
    if (t < wordEnd) rows[t - from] = INSIDE
    else if (own >= 0) {
      const other = elsewhere(own)
      const isForeign = other !== ENGLISH_ONLY && other !== own && isForeignAround(view, tokens, ranks, t)
      rows[t - from] = isForeign ? other : own
      if (isForeign) notes.push(count + LEARNED.translated)
    } else if (word === NUMBER_HASH) rows[t - from] = count + LEARNED.number
    else {
      const found = translate(view, tokens, t, to)
      rows[t - from] = found ? found.row : count + LEARNED.unknown
      if (found) notes.push(count + LEARNED.translated)
      if (found) wordEnd = found.end
    }
    const behind = marksBefore(view, tokens, t + 1)
    const marks = marksOf(before, behind)
    before = behind
    for (let mark = 0; marks >> mark !== 0; mark++)
      if (((marks >> mark) & 1) === 1) notes.push(count + LEARNED.marks + mark)
    const limit = t + 1 < tokens.count ? tokens.start[t + 1]! : 0x7fffffff
    const named = count + (own >= 0 ? LEARNED.concepts : LEARNED.foreign)
    for (; next < mentions.count && mentions.start[next]! < limit; next++)
      notes.push(named + mentions.concept[next]!)
    first[t - from + 1] = notes.length
  }
  return { rows, first, notes: Int32Array.from(notes) }
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
export const look = (view: View, tokens: Tokens, mentions: Mentions, vectors: Vectors, place: Place): Look =>
  joined(readLook(view, tokens, mentions, vectors, place))

/** A part of what `readLook` has read. */
export function sliceLook({ rows, notes, first }: Look, { from, to }: Place): Look {
  const start = first[from]!
  return joined({
    rows: rows.slice(from, to),
    notes: notes.slice(start, first[to]!),
    first: first.slice(from, to + 1).map((at) => at - start),
  })
}

/** The row of what belongs to the word before it. */
const INSIDE = -1

/** What is noted at a word. */
export const notesAt = ({ notes, first }: Look, t: number): Int32Array =>
  notes.subarray(first[t]!, first[t + 1]!)

/** A look from its words and what is noted at each. */
export function lookFrom(rows: Int32Array, notes: readonly ArrayLike<number>[]): Look {
  const first = new Int32Array(rows.length + 1)
  for (let t = 0; t < rows.length; t++) first[t + 1] = first[t]! + notes[t]!.length
  const all = new Int32Array(first[rows.length]!)
  for (let t = 0; t < rows.length; t++) all.set(notes[t]!, first[t])
  return { rows, notes: all, first }
}

/** Without what is `INSIDE`; what is noted there is the word's. */
function joined(look: Look): Look {
  const { rows, first } = look
  if (!rows.includes(INSIDE)) return look
  const begins = rows.map((row, t) => (row === INSIDE ? -1 : t)).filter((t) => t >= 0)
  const firsts = new Int32Array(begins.length + 1)
  for (let w = 1; w < begins.length; w++) firsts[w] = first[begins[w]!]!
  firsts[begins.length] = first[rows.length]!
  return { ...look, rows: begins.map((t) => rows[t]!), first: firsts }
}
