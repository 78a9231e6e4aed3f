/** Scores for every row by a model that never saw its source. */

import { TABLE_BITS } from '../scan/local/features.ts'
import { headInputs } from '../scan/local/score.ts'
import { bestWindow, SCALES } from '../scan/local/windows.ts'
import type { Prepared } from './examples.ts'
import { FOLD_COUNT, familyOf, foldOf } from './folds.ts'
import { type LearnOptions, learn, prefixSums, type Table } from './learn.ts'

const OPTIONS: LearnOptions = { epochs: 8, rate: 0.05, decay: 1e-3, limit: 2, seed: 7 }

/** Families of attacks that must have a feature before it may accuse: what fewer share is their wording. */
const LEAST_FAMILIES = 3

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

function bitsIn(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}

/** Whether a row teaches the model: what harms without attacking the instructions is another subject. */
export function teaches(example: Prepared): boolean {
  const { row } = example
  return !(row.label === 1 && row.source === 'jbb_artifacts' && !row.explicit) && row.kind !== 'obfuscated'
}

/** The best window of each size, with the bias of its size. */
export function windowScores(example: Pick<Prepared, 'index' | 'first'>, table: Table): number[] {
  const sums = prefixSums(example, table.weights)
  const count = example.first.length - 1
  return SCALES.map((size, s) => bestWindow(sums, count, size).score + table.bias[s]!)
}

/**
 * Head inputs of every reading of every row, out of fold.
 * @param extra rows that only teach
 */
export function outOfFold(
  rows: readonly (readonly Prepared[])[],
  extra: readonly Prepared[],
): Float64Array[][] {
  const inputs: Float64Array[][] = rows.map(() => [])
  for (let fold = 0; fold < FOLD_COUNT; fold++) {
    const inFold = (example: Prepared) => foldOf(example.row.source) === fold
    const table = learnTable(
      [...rows.map((readings) => readings[0]!), ...extra].filter(
        (example) => !inFold(example) && teaches(example),
      ),
    )
    for (const [at, readings] of rows.entries())
      if (inFold(readings[0]!))
        inputs[at] = readings.map((example) => headInputs(windowScores(example, table), example.rules))
  }
  return inputs
}
