/** From labelled texts to stored weights. No clock, no chance: the same rows give the same bytes. */

import { hashWord } from '../scan/local/hash.ts'
import { pack } from '../scan/local/model/model.ts'
import { headInputs } from '../scan/local/score.ts'
import { buildVocabulary } from '../scan/local/vocabulary.ts'
import { begunVectors } from './begun-vectors.ts'
import { learnClosers } from './closers.ts'
import type { Row } from './corpus.ts'
import { closerExamples, learnTable, outOfFold } from './crossval.ts'
import { insertAttacks, type Prepared, prepare, prepareAll, teaches } from './examples.ts'
import { fingerprint } from './fingerprint.ts'
import { isGrammar, isWritten } from './folds.ts'
import { learnHead, scoreAtRate } from './head.ts'
import { inEightBits, quantise } from './quantise.ts'
import { headExamples, validate } from './report.ts'
import { countWords } from './vocabulary.ts'

const SEED = 1
const MOST_WORDS = 24_000
/** What examples from grammars and written ones count, against 1 for those of the corpus. */
const GRAMMAR_WEIGHT = 0.25
const WRITTEN_WEIGHT = 1
/** Shares of the corpus' benign texts that score above low, medium and high. */
const FALSE_ALARMS = { low: 0.009, medium: 0.018, high: 0.045 }
/** The least that two thresholds differ, in log-odds. */
const LEAST_GAP = 0.1

export interface Trained {
  /** What is stored as weights.bin. */
  readonly bytes: Uint8Array
  /** All readings of all rows, the corpus first, and per reading the head's inputs by a model that did not know the source. */
  readonly rows: readonly (readonly Prepared[])[]
  readonly inputs: readonly Float64Array[][]
}

/**
 * Learns vocabulary, table, closer look, head and thresholds.
 * @param corpus texts of others; they alone say what a false alarm is
 * @param own texts of this project
 */
export async function train(corpus: readonly Row[], own: readonly Row[]): Promise<Trained> {
  const words = Int32Array.from(countWords([...corpus, ...own], MOST_WORDS).map(hashWord))
  const vocabulary = buildVocabulary(words)
  const attacks = own.filter((row) => isGrammar(row) && row.label === 1 && row.kind === 'direct')
  const inserted = insertAttacks(corpus, attacks, SEED).map((row) => prepare(row, vocabulary, GRAMMAR_WEIGHT))
  const rows = [
    ...corpus.map((row) => prepareAll(row, vocabulary, 1)),
    ...own.map((row) => prepareAll(row, vocabulary, isWritten(row) ? WRITTEN_WEIGHT : GRAMMAR_WEIGHT)),
  ]
  const opinions = await outOfFold(rows, inserted)
  const inputs = opinions.map((of, at) =>
    of.map(({ windows, closer }, i) => {
      const { rules, asked } = rows[at]![i]!
      return headInputs(windows, closer, rules, asked.look.rows.length)
    }),
  )
  const scores = validate('all', rows, inputs)
  const benign = scores.filter((_, at) => rows[at]![0]!.row.label === 0 && at < corpus.length)
  const head = learnHead(headExamples('all', rows, inputs))
  const medium = head.bias + scoreAtRate(benign, FALSE_ALARMS.medium)
  const low = Math.max(medium + LEAST_GAP, head.bias + scoreAtRate(benign, FALSE_ALARMS.low))
  const high = Math.min(medium - LEAST_GAP, head.bias + scoreAtRate(benign, FALSE_ALARMS.high))
  const table = learnTable([...rows.map((readings) => readings[0]!), ...inserted].filter(teaches))
  const [closer] = await learnClosers([() => closerExamples(rows, opinions, () => true)])
  const bytes = pack({
    ...quantise(table.weights),
    bias: [...table.bias],
    head: { weights: head.weights, bias: head.bias, anchors: [high, medium, low] },
    closer: inEightBits(closer!),
    dimensions: begunVectors().dimensions,
    words,
    features: fingerprint(own, vocabulary),
  })
  return { bytes, rows, inputs }
}
