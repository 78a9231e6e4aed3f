/** Rows as the model and the head see them: features, and the rules' evidence. */

import { findConcepts } from '../scan/local/concepts.ts'
import { type Heard, heard } from '../scan/local/excused.ts'
import { extract, type Features } from '../scan/local/features.ts'
import { type Look, readLook } from '../scan/local/look.ts'
import { type Hit, matchRules } from '../scan/local/match.ts'
import type { Mentions } from '../scan/local/mentions.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import type { View } from '../scan/local/normalise.ts'
import { lookAtHit, type Place } from '../scan/local/places.ts'
import { type Reading, readings } from '../scan/local/reading.ts'
import { evidence } from '../scan/local/score.ts'
import type { Tokens } from '../scan/local/tokens.ts'
import type { Vocabulary } from '../scan/local/vocabulary.ts'
import type { Row } from './corpus.ts'
import { type Example, random } from './learn.ts'
import { pick } from './synthetic/grammar.ts'

/** What table and closer look read of a text. */
export interface Read extends Pick<Example, 'index' | 'first'> {
  /** All of its words. */
  readonly look: Look
}

/** What it is learned from stands beside what is asked about. */
export interface Prepared extends Example, Read {
  readonly row: Row
  readonly rules: Float64Array
  /**
   * Without what is excused. Of a row's first reading, which alone teaches, an innocent text is learned from as a whole, and an attack
   * as it is asked about.
   */
  readonly asked: Read
  /** Whether most of an attack is excused: what is left is none. */
  readonly isRest: boolean
  /** Where a hit makes a closer look worth while. */
  readonly hitAt: Place | undefined
}

/** Openings that betray where a row comes from. */
const SHORTCUT = /^Observation:\s*/

/** A row as it stands: of what is encoded in it nothing is learned. */
export function prepare(row: Row, vocabulary: Vocabulary, weight: number): Prepared {
  const [first] = readings(textOf(row), vocabulary)
  return prepareReading(row, first!, weight, true)
}

/** The readings of a row, the text as it stands first. */
export const prepareAll = (row: Row, vocabulary: Vocabulary, weight: number): Prepared[] =>
  Array.from(readings(textOf(row), vocabulary), (reading, number) =>
    prepareReading(row, reading, weight, number === 0),
  )

const textOf = ({ text }: Row): string => text.replace(SHORTCUT, '')

function prepareReading(row: Row, { view, tokens }: Reading, weight: number, isFirst: boolean): Prepared {
  const mentions = findConcepts(view, tokens)
  const hits = matchRules(view, mentions)
  const unexcused = heard(view, tokens, mentions, hits)
  const asked = read(view, unexcused)
  const isWhole = row.label === 0 && isFirst && unexcused.tokens !== tokens
  return {
    ...(isWhole ? read(view, { tokens, mentions, hits }) : asked),
    label: row.label,
    weight,
    row,
    rules: evidence(hits),
    asked,
    isRest: row.label === 1 && 2 * unexcused.tokens.count < tokens.count,
    hitAt: lookAtHit(hits, tokens),
  }
}

function read(view: View, { tokens, mentions, hits }: Heard): Read {
  return {
    ...featuresOf(tokens, mentions, hits),
    look: readLook(view, tokens, mentions, vectors(), { from: 0, to: tokens.count }),
  }
}

/** The features of all tokens together. */
function featuresOf(tokens: Tokens, mentions: Mentions, hits: readonly Hit[]): Features {
  const index: number[] = []
  const all = new Int32Array(tokens.count + 1)
  extract(tokens, mentions, hits, ({ index: some, first }, from, to) => {
    const before = index.length
    for (let t = from; t < to; t++) all[t + 1] = before + first[t - from + 1]!
    for (let k = 0; k < first[to - from]!; k++) index.push(some[k]!)
  })
  return { index: Int32Array.from(index), first: all }
}

/** Whether a row teaches the model: what harms without attacking the instructions is another subject, and so is what is left of an attack. */
export function teaches({ row, isRest }: Pick<Prepared, 'row' | 'isRest'>): boolean {
  if (isRest || row.kind === 'obfuscated') return false
  return row.label === 0 || row.source !== 'jbb_artifacts' || row.explicit
}

/** Documents shorter than this hide nothing. */
const LEAST_DOCUMENT = 500

/**
 * Attacks inside of the innocent documents of a corpus: the same document is in the training set without one.
 * The new rows keep the document's source, so that a split by source keeps them on its side.
 */
export function insertAttacks(rows: readonly Row[], attacks: readonly Row[], seed: number): Row[] {
  const next = random(seed)
  const inserted: Row[] = []
  for (const row of rows) {
    if (row.label === 1 || row.kind !== 'benign' || row.text.length < LEAST_DOCUMENT) continue
    const lines = row.text.split('\n')
    lines.splice(Math.floor(next() * (lines.length + 1)), 0, pick(attacks, next).text)
    inserted.push({ ...row, text: lines.join('\n'), label: 1, kind: 'indirect', explicit: true })
  }
  return inserted
}
