/** Rows as the model and the head see them: features, and the rules' evidence. */

import { findConcepts } from '../scan/local/concepts.ts'
import { excusedPlaces } from '../scan/local/excused.ts'
import { extract } from '../scan/local/features.ts'
import { type Look, readLook } from '../scan/local/look.ts'
import { matchRules } from '../scan/local/match.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import { lookAtHit, type Place } from '../scan/local/places.ts'
import { readings } from '../scan/local/reading.ts'
import { evidence } from '../scan/local/score.ts'
import type { Vocabulary } from '../scan/local/vocabulary.ts'
import type { Row } from './corpus.ts'
import { type Example, random } from './learn.ts'
import { pick } from './synthetic/grammar.ts'

export interface Prepared extends Example {
  readonly row: Row
  readonly rules: Float64Array
  /** All of its words. */
  readonly look: Look
  /** Where a hit makes a closer look worth while. */
  readonly hitAt: Place | undefined
  /** Words that table and closer look do not hear when they are asked. */
  readonly excused: readonly Place[]
}

/** Openings that betray where a row comes from. */
const SHORTCUT = /^Observation:\s*/

/** The readings of a row, the text as it stands first. */
export function prepareAll(row: Row, vocabulary: Vocabulary, weight: number): Prepared[] {
  return Array.from(readings(row.text.replace(SHORTCUT, ''), vocabulary), ({ view, tokens }) => {
    const mentions = findConcepts(view, tokens)
    const hits = matchRules(view, mentions)
    const { index, first } = extract(tokens, mentions, hits)
    return {
      index: index.slice(0, first[tokens.count]!),
      first: first.slice(0, tokens.count + 1),
      label: row.label,
      weight,
      row,
      rules: evidence(hits),
      look: readLook(view, tokens, mentions, vectors(), { from: 0, to: tokens.count }),
      hitAt: lookAtHit(hits, tokens),
      excused: excusedPlaces(view, tokens, hits),
    }
  })
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
