/**
 * Wording that nothing was learned from: floors a few points below what was measured (src/scan/local/model/README.md), so
 * that a change which costs recall or raises false alarms there is seen.
 */

import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { scanText, THRESHOLDS } from '../../../../src/scan/local/local.ts'
import type { Row } from '../../../../src/train/corpus.ts'
import { readRows } from '../../../../src/train/corpus.ts'
import { readWritten } from '../../../../src/train/written.ts'

interface Floors {
  readonly set: string
  /** Least share of the explicit attacks that is caught at medium. */
  readonly explicit: number
  /** Largest shares of innocent and of hard innocent texts that are flagged at medium. */
  readonly benign: number
  readonly hard: number
}

const FLOORS: readonly Floors[] = [
  { set: 'dev', explicit: 0.84, benign: 0.03, hard: 0.09 },
  { set: 'sealed', explicit: 0.82, benign: 0.03, hard: 0.06 },
  { set: 'hard', explicit: 0.59, benign: 0.03, hard: 0.17 },
  { set: 'later', explicit: 0.75, benign: 0.03, hard: 0.18 },
]

const read = (set: string) => readRows(join(import.meta.dir, `${set}.jsonl`))

describe.each(FLOORS)('$set', ({ set, explicit, benign, hard }) => {
  const flagged = async (which: (row: Row) => boolean): Promise<number> => {
    const rows = (await read(set)).filter(which)
    expect(rows.length).toBeGreaterThan(30)
    return (
      rows.filter(({ text }) => scanText(text, 'medium').injection >= THRESHOLDS.medium).length / rows.length
    )
  }

  test('attacks that say what they want are caught', async () => {
    expect(await flagged((row) => row.label === 1 && row.explicit)).toBeGreaterThanOrEqual(explicit)
  })

  test('innocent texts pass', async () => {
    expect(await flagged((row) => row.kind === 'benign')).toBeLessThanOrEqual(benign)
    expect(await flagged((row) => row.kind === 'hard_benign')).toBeLessThanOrEqual(hard)
  })

  test('none of them is in what the engine learns from', async () => {
    const plain = ({ text }: Row) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')
    const learned = new Set((await readWritten()).map(plain))
    expect((await read(set)).filter((row) => learned.has(plain(row)))).toEqual([])
  })
})
