/** Examples that were written one by one, in words of their own: no template has made them. */

import { join } from 'node:path'
import { type Row, readRows } from './corpus.ts'
import { FOLD_COUNT } from './folds.ts'

const FILES = [
  'english-attacks',
  'english-innocents',
  'english-notices',
  'european',
  'asian',
  'abroad',
  'english-attacks-2',
  'english-documents',
  'english-innocents-2',
  'languages',
  'english-attacks-3',
  'english-jailbreaks',
  'english-documents-2',
  'english-innocents-3',
  'european-2',
  'asian-2',
  'english-technical',
  'english-attacks-4',
  'european-3',
  'english-jailbreaks-2',
  'english-documents-3',
  'asian-3',
  'english-innocents-4',
  'european-4a',
  'european-4b',
  'asian-4a',
  'asian-4b',
  'english-attacks-5',
  'english-games',
  'english-innocents-5',
  'english-pairs',
  'european-pairs',
  'asian-pairs',
  'english-documents-4',
  'english-plain',
  'english-long',
  'languages-plain',
  'european-5',
  'english-attacks-6',
  'arabic',
  'japanese',
  'chinese',
  'hindi',
  'russian',
  'european-6',
  'european-7',
  'english-plain-2',
  'arabic-2',
  'chinese-2',
  'hindi-2',
  'russian-2',
  'european-8',
  'english-attacks-7',
  'japanese-2',
  'english-technical-2',
  'languages-innocents',
  'abroad-innocents',
  'european-innocents',
  'english-bits',
  'english-plain-3',
  'english-unexpected',
  'english-long-2',
  'english-documents-5',
  'english-innocents-6',
  'english-leaks',
  'asian-5',
  'languages-2',
  'european-9',
  'japanese-3',
  'asian-6',
  'english-unexpected-2',
  'english-leaks-2',
  'english-documents-6',
  'european-10',
  'english-plain-4',
  'negations',
  'english-plain-5',
  'languages-3',
  'english-code',
  'chinese-innocents',
  'affirmed',
  'english-prompts',
  'english-unexpected-3',
  'abroad-everyday',
  'abroad-prompts',
  'european-11',
  'asian-7',
  'european-11-late',
  'japanese-4',
  'english-triggers',
  'english-long-3',
  'english-documents-7',
  'chinese-personas',
  'personas',
] as const
/** Rows that lie next to one another were written in one go: so many are validated together. */
const PIECE = 40
/** Where languages take turns, one piece each, they have scenes in common: a round of all is validated together. */
const LANGUAGES: Readonly<Partial<Record<(typeof FILES)[number], number>>> = {
  'european-2': 6,
  'asian-2': 4,
  'european-3': 6,
  'european-4a': 3,
  'european-4b': 3,
  'asian-4a': 2,
  'asian-4b': 2,
  'european-pairs': 6,
  'asian-pairs': 4,
  'languages-plain': 10,
  'european-5': 6,
  'european-6': 2,
  'european-7': 3,
  'european-8': 5,
  'abroad-innocents': 5,
  'european-innocents': 5,
  'asian-5': 3,
  'languages-2': 4,
  'european-9': 5,
  'asian-6': 3,
  'european-10': 5,
  negations: 12,
  'languages-3': 5,
  affirmed: 10,
  'abroad-everyday': 7,
  'abroad-prompts': 6,
  'european-11': 5,
  'asian-7': 5,
  'european-11-late': 3,
  personas: 8,
}

/**
 * Writers of attacks name made-up places as RFC 2606 wants it (`.example`); few who write to a model do, so the name would
 * betray an attack. It is read as one of these, in turn.
 */
const MADE_UP = /\.example\b/g
const PLACES = ['.com', '.net', '.org', '.io', '.de', '.co'] as const

/** All of them, in a fixed order. Their source names the language and the piece, which is a fold's number. */
export async function readWritten(): Promise<Row[]> {
  const files = await Promise.all(
    FILES.map(async (name) => {
      const rows = await readRows(join(import.meta.dir, 'written', `${name}.jsonl`))
      const piece = PIECE * (LANGUAGES[name] ?? 1)
      return rows.map((row, at) => ({
        ...row,
        text: row.text.replaceAll(MADE_UP, PLACES[at % PLACES.length]!),
        source: `${row.source}_${Math.floor(at / piece) % FOLD_COUNT}`,
      }))
    }),
  )
  return files.flat()
}
