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
  { set: 'dev', explicit: 0.88, benign: 0.03, hard: 0.07 },
  { set: 'sealed', explicit: 0.83, benign: 0.03, hard: 0.05 },
  { set: 'hard', explicit: 0.6, benign: 0.03, hard: 0.16 },
  { set: 'later', explicit: 0.81, benign: 0.03, hard: 0.17 },
  { set: 'short', explicit: 0.73, benign: 0.03, hard: 0.04 },
]

/** Whoever attacks may set marks as he likes. */
const REMARKED: readonly (readonly [string, (text: string) => string])[] = [
  ['lines of one word', (text) => text.replaceAll(' ', '\n')],
  ['lines of a few words', (text) => text.replace(/ (\S+ \S+) /g, ' $1\n')],
  ['question marks', (text) => text.replace(/[.。।!！]?\s*$/u, '?')],
  ['texts without marks', (text) => text.replace(/[.,;:!?。，、！？।؟"'()[\]-]/gu, ' ')],
]
/** The largest share that they may hide of the attacks that are caught without. */
const MOST_HIDDEN = 0.15

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

  test.each(REMARKED)('%s hide few attacks', async (_, change) => {
    const attacks = (await read(set)).filter((row) => row.label === 1 && row.explicit)
    const caught = attacks.filter(({ text }) => !scanText(text, 'medium').safe)
    const hidden = caught.filter(({ text }) => scanText(change(text), 'medium').safe)
    expect(caught.length).toBeGreaterThan(30)
    expect(hidden.length).toBeLessThanOrEqual(caught.length * MOST_HIDDEN)
  })

  test('none of them is in what the engine learns from', async () => {
    const plain = ({ text }: Row) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')
    const learned = new Set((await readWritten()).map(plain))
    expect((await read(set)).filter((row) => learned.has(plain(row)))).toEqual([])
  })
})
