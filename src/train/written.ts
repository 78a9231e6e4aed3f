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
] as const
/** Rows that lie next to one another were written in one go: so many are validated together. */
const PIECE = 40

/** All of them, in a fixed order. Their source names the language and the piece, which is a fold's number. */
export async function readWritten(): Promise<Row[]> {
  const files = await Promise.all(
    FILES.map((name) => readRows(join(import.meta.dir, 'written', `${name}.jsonl`))),
  )
  return files.flatMap((rows) =>
    rows.map((row, at) => ({ ...row, source: `${row.source}_${Math.floor(at / PIECE) % FOLD_COUNT}` })),
  )
}
