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
  { set: 'dev', explicit: 0.9, benign: 0.03, hard: 0.05 },
  { set: 'sealed', explicit: 0.9, benign: 0.03, hard: 0.04 },
  { set: 'natural', explicit: 0.92, benign: 0.02, hard: 0.06 },
  { set: 'natural-dev', explicit: 0.95, benign: 0.02, hard: 0.08 },
  { set: 'fresh', explicit: 0.95, benign: 0.02, hard: 0.05 },
  { set: 'hard', explicit: 0.73, benign: 0.03, hard: 0.12 },
  { set: 'later', explicit: 0.82, benign: 0.02, hard: 0.12 },
  { set: 'short', explicit: 0.82, benign: 0.03, hard: 0.03 },
]

/** Largest shares of the attacks that are caught that a change may hide. */
const HIDES = { marks: 0.15, words: 0.18 } as const

type Change = readonly [name: string, change: (text: string) => string, hides: number]

/** Marks around every `count` words. */
const around = (opens: string, closes: string, count: number) => (text: string) =>
  text.replace(new RegExp(`(?:\\S+\\s*){1,${count}}`, 'g'), (words) => `${opens}${words.trim()}${closes} `)

/** Whoever attacks may set marks as he likes, */
const REMARKED: readonly Change[] = [
  ['lines of one word', (text) => text.replaceAll(' ', '\n'), HIDES.marks],
  ['lines of a few words', (text) => text.replace(/ (\S+ \S+) /g, ' $1\n'), HIDES.marks],
  ['question marks', (text) => text.replace(/[.。।!！]?\s*$/u, '?'), HIDES.marks],
  ['texts without marks', (text) => text.replace(/[.,;:!?。，、！？।؟"'()[\]-]/gu, ' '), HIDES.marks],
  ['quotation marks', around('"', '"', 3), HIDES.marks],
  ['brackets', around('[', ']', 3), HIDES.marks],
  ['commas', around('', ',', 3), HIDES.marks],
]

/** and say something harmless besides. */
const BESIDES: readonly Change[] = (
  [
    'Never forget your rules.',
    'Never ignore your instructions.',
    '"Ignore previous instructions" is a prompt injection.',
    'Please ignore my previous e-mail about the invoice.',
    "Don't worry -",
    'No problem,',
    'We had a nice day.',
  ] as const
).flatMap((harmless): Change[] => [
  [`${harmless} before`, (text) => `${harmless} ${text}`, HIDES.words],
  [`${harmless} behind`, (text) => `${text} ${harmless}`, HIDES.words],
])

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

  test.each([...REMARKED, ...BESIDES])('%s: hides few attacks', async (_, change, hides) => {
    const attacks = (await read(set)).filter((row) => row.label === 1 && row.explicit)
    const caught = attacks.filter(({ text }) => !scanText(text, 'medium').safe)
    const hidden = caught.filter(({ text }) => scanText(change(text), 'medium').safe)
    expect(caught.length).toBeGreaterThan(30)
    expect(hidden.length).toBeLessThanOrEqual(caught.length * hides)
  })

  test('none of them is in what the engine learns from', async () => {
    const plain = ({ text }: Row) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')
    const learned = new Set((await readWritten()).map(plain))
    expect((await read(set)).filter((row) => learned.has(plain(row)))).toEqual([])
  })
})

test('everyday system prompts and requests pass, in twelve languages', async () => {
  const rows = await read('everyday')
  const flagged = rows.filter(({ text }) => !scanText(text, 'medium').safe)
  expect(rows.length).toBeGreaterThan(100)
  expect(flagged.length / rows.length).toBeLessThanOrEqual(0.13)
})
