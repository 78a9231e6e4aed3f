/** Figures as tables for people, one for each scene, and as a file for a later run to compare with. */

import { print } from '../../../src/commands/output.ts'
import { table } from '../../support/figures.ts'

export type Measured<Figures> = Figures & { readonly scene: string; readonly peer: string }

/** What a row has in a column. @param rows of its scene */
export type Column<Figures> = readonly [
  head: string,
  text: (row: Measured<Figures>, rows: readonly Measured<Figures>[]) => string,
]

/** The options of every benchmark that reports. */
export const REPORT_OPTIONS = { json: { type: 'string' }, compare: { type: 'string' } } as const

type NamesOf<Figures> = keyof Figures & string

/** The figure itself. */
export const plain = <Figures extends Readonly<Record<string, number>>>(
  head: string,
  name: NamesOf<Figures>,
  digits = 0,
): Column<Figures> => [head, (row) => (row[name] ?? Number.NaN).toFixed(digits)]

/**
 * Prints a table for each scene; with `--json` writes the figures there, with `--compare` shows by how much one of them
 * differs from those of another run.
 * @param compared the name of that one, e.g. `cpuMicroseconds`
 */
export async function report<Figures extends Readonly<Record<string, number>>>(
  measured: readonly Measured<Figures>[],
  columns: readonly Column<Figures>[],
  compared: NamesOf<Figures>,
  options: { readonly json?: string | undefined; readonly compare?: string | undefined },
): Promise<void> {
  const earlier: readonly Measured<Figures>[] = options.compare ? await Bun.file(options.compare).json() : []
  const ofBefore = (row: Measured<Figures>) => {
    const before = earlier.find(({ scene, peer }) => scene === row.scene && peer === row.peer)
    return before ? ((row[compared] ?? Number.NaN) / (before[compared] ?? Number.NaN)).toFixed(2) : ''
  }
  const all: readonly Column<Figures>[] = options.compare
    ? [...columns, [`${compared} / before`, ofBefore]]
    : columns
  for (const scene of new Set(measured.map((row) => row.scene))) {
    const rows = measured.filter((row) => row.scene === scene)
    const head = [scene, ...all.map(([text]) => text)]
    const cells = rows.map((row) => [row.peer, ...all.map(([, text]) => text(row, rows))])
    await print(`\n${table(head, cells)}`)
  }
  if (options.json) await Bun.write(options.json, `${JSON.stringify(measured, null, 2)}\n`)
}
