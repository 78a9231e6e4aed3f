/** Scores for every row by a model that never saw its source. */

import { bitsIn } from '../scan/local/bits.ts'
import { Closer } from '../scan/local/closer.ts'
import { TABLE_BITS } from '../scan/local/features.ts'
import { sliceLook } from '../scan/local/look.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import { LONGEST_LOOK, type Place, type Places, placesOf } from '../scan/local/places.ts'
import { bestWindow, SCALES } from '../scan/local/windows.ts'
import type { CloserExample } from './closer.ts'
import { learnClosers } from './closers.ts'
import type { Row } from './corpus.ts'
import { type Prepared, type Read, teaches } from './examples.ts'
import { FOLD_COUNT, familyOf, foldOf, isGrammar, isWritten } from './folds.ts'
import { type LearnOptions, learn, prefixSums, type Table } from './learn.ts'

const OPTIONS: LearnOptions = { epochs: 8, rate: 0.05, decay: 1e-3, limit: 2, seed: 7 }

/** Families of attacks that must have a feature before it may accuse: what fewer share is their wording. */
const LEAST_FAMILIES = 3

/** Of so many examples from grammars one teaches the closer look and the head. */
export const GRAMMAR_EVERY = 4
/** Windows of an innocent text that teach the closer look besides the worst one. */
const MOST_WINDOWS = 3
const closerWeight = (row: Row): number => (isGrammar(row) ? 0.3 : isWritten(row) ? 1.5 : 0.5)

/** Learns a table. */
export function learnTable(examples: readonly Prepared[]): Table {
  const seen = new Int32Array(1 << TABLE_BITS)
  const families = new Map<string, number>()
  for (const { row, index } of examples) {
    if (row.label === 0) continue
    const family = familyOf(row.source)
    if (!families.has(family)) families.set(family, families.size % 31)
    const bit = 1 << families.get(family)!
    for (const f of index) seen[f] = seen[f]! | bit
  }
  const mayAccuse = Uint8Array.from(seen, (bits) => (bitsIn(bits) < LEAST_FAMILIES ? 0 : 1))
  return learn(examples, { ...OPTIONS, mayAccuse })
}

/** What the learned parts say of one reading. */
export interface Opinion {
  /** Score of the best window of each size, with the bias of its size. */
  readonly windows: readonly number[]
  /** Where closer looks are taken, and the paragraph that teaches them. */
  readonly places: Places
  readonly taught: Place
  /** What they say, in log-odds. */
  readonly closer: number
}

/** Score of the best window of each size, and where closer looks are due. */
export function tableOpinion(example: Prepared, table: Table): Omit<Opinion, 'closer'> {
  const seenBy = (read: Read) => {
    const sums = prefixSums(read, table.weights)
    const count = read.first.length - 1
    const windows = SCALES.map((size) => bestWindow(sums, count, size))
    return { windows, places: placesOf(sums, count, windows, example.hitAt) }
  }
  const { windows, places } = seenBy(example.asked)
  return {
    windows: windows.map(({ score }, s) => score + table.bias[s]!),
    places,
    taught: (example.look === example.asked.look ? places : seenBy(example).places).paragraph,
  }
}

/** What the closer look learns from: the paragraph that the table likes least, of an innocent text other windows besides. */
export function closerExamples(
  rows: readonly (readonly Prepared[])[],
  opinions: readonly (readonly Pick<Opinion, 'taught'>[])[],
  include: (row: Row) => boolean,
): CloserExample[] {
  return rows.flatMap(([example], at) => {
    const { row, look } = example!
    if (!include(row) || !teaches(example!) || (isGrammar(row) && at % GRAMMAR_EVERY !== 0)) return []
    const { label } = row
    const weight = closerWeight(row)
    const seen = [{ look: sliceLook(look, opinions[at]![0]!.taught), label, weight }]
    const count = look.rows.length
    if (label === 1 || count <= LONGEST_LOOK) return seen
    const windows = Math.min(MOST_WINDOWS, Math.ceil(count / LONGEST_LOOK))
    for (let i = 0; i < windows; i++) {
      const from = Math.round((i * (count - LONGEST_LOOK)) / Math.max(1, windows - 1))
      seen.push({ look: sliceLook(look, { from, to: from + LONGEST_LOOK }), label, weight: weight / 2 })
    }
    return seen
  })
}

/** Opinions of every reading of every row, out of fold. @param extra rows that only teach the table */
export async function outOfFold(
  rows: readonly (readonly Prepared[])[],
  extra: readonly Prepared[],
): Promise<Opinion[][]> {
  const seen: Omit<Opinion, 'closer'>[][] = rows.map(() => [])
  for (let fold = 0; fold < FOLD_COUNT; fold++) {
    const inFold = (example: Prepared) => foldOf(example.row.source) === fold
    const table = learnTable(
      [...rows.map((readings) => readings[0]!), ...extra].filter(
        (example) => !inFold(example) && teaches(example),
      ),
    )
    for (const [at, readings] of rows.entries())
      if (inFold(readings[0]!)) seen[at] = readings.map((example) => tableOpinion(example, table))
  }
  const weights = await learnClosers(
    Array.from(
      { length: FOLD_COUNT },
      (_, fold) => () => closerExamples(rows, seen, ({ source }) => foldOf(source) !== fold),
    ),
  )
  const closers = weights.map((of) => new Closer(of, vectors()))
  return rows.map((readings, at) => {
    const closer = closers[foldOf(readings[0]!.row.source)]!
    return readings.map(({ asked: { look } }, i) => {
      const opinion = seen[at]![i]!
      const odds = closer.opinion(opinion.places, look.rows.length, (place) => sliceLook(look, place))
      return { ...opinion, closer: odds }
    })
  })
}
