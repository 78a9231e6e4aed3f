/** What `eval` prints: caught and false alarms by source and kind, a confusion table, and the threshold curve. */

import { SENSITIVITIES, type Sensitivity } from '../scan/scanner.ts'

export interface Scored {
  readonly source: string
  readonly kind: string
  readonly isAttack: boolean
  /** 0-1. */
  readonly injection: number
}

/** How many texts a sensitivity calls an injection. */
type Flagged = Readonly<Record<Sensitivity, number>>

export interface Group {
  readonly source: string
  readonly kind: string
  readonly isAttack: boolean
  readonly texts: number
  readonly flagged: Flagged
}

export interface Confusion {
  readonly caught: number
  readonly missed: number
  readonly falseAlarms: number
  readonly passed: number
}

/** One threshold: shares of the attacks caught and of the innocent texts flagged; null where there are none. */
export interface CurvePoint {
  readonly threshold: number
  readonly caught: number | null
  readonly falseAlarms: number | null
}

export interface Figures {
  readonly texts: number
  readonly groups: readonly Group[]
  readonly confusion: Readonly<Record<Sensitivity, Confusion>>
  readonly curve: readonly CurvePoint[]
}

const CURVE = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const

export function figures(scored: readonly Scored[], thresholds: Flagged): Figures {
  const attacks = scored.filter(({ isAttack }) => isAttack)
  const innocent = scored.filter(({ isAttack }) => !isAttack)
  const bySensitivity = <T>(make: (threshold: number) => T): Record<Sensitivity, T> => ({
    low: make(thresholds.low),
    medium: make(thresholds.medium),
    high: make(thresholds.high),
  })
  const groups = Map.groupBy(scored, ({ source, kind, isAttack }) => JSON.stringify([source, kind, isAttack]))
  return {
    texts: scored.length,
    groups: [...groups.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, [first, ...rest]]) => {
        const { source, kind, isAttack } = first!
        const members = [first!, ...rest]
        return {
          source,
          kind,
          isAttack,
          texts: members.length,
          flagged: bySensitivity((at) => above(members, at)),
        }
      }),
    confusion: bySensitivity((at) => {
      const caught = above(attacks, at)
      const falseAlarms = above(innocent, at)
      return { caught, missed: attacks.length - caught, falseAlarms, passed: innocent.length - falseAlarms }
    }),
    curve: CURVE.map((threshold) => ({
      threshold,
      caught: share(above(attacks, threshold), attacks.length),
      falseAlarms: share(above(innocent, threshold), innocent.length),
    })),
  }
}

const above = (scored: readonly Scored[], threshold: number): number =>
  scored.filter(({ injection }) => injection >= threshold).length

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

const BAR = 30

/** The figures for people. */
export function describeFigures({ groups, confusion, curve, texts }: Figures): string {
  const rows = groups.map((group) => [
    group.source,
    group.kind,
    group.isAttack ? 'caught' : 'false alarms',
    String(group.texts),
    ...SENSITIVITIES.map((sensitivity) => percent(share(group.flagged[sensitivity], group.texts))),
  ])
  const matrix = SENSITIVITIES.map((sensitivity) => {
    const { caught, missed, falseAlarms, passed } = confusion[sensitivity]
    return [sensitivity, ...[caught, missed, falseAlarms, passed].map(String)]
  })
  const lines = curve.map(({ threshold, caught, falseAlarms }) => {
    const bar = (value: number | null, mark: string) =>
      mark.repeat(Math.round((value ?? 0) * BAR)).padEnd(BAR)
    return `  ${threshold.toFixed(2)}  ${bar(caught, '█')} ${percent(caught).padStart(6)}  ${bar(falseAlarms, '░')} ${percent(falseAlarms).padStart(6)}`
  })
  return [
    `${texts} texts, embedded engine\n`,
    ...table([['source', 'kind', 'flagged are', 'texts', ...SENSITIVITIES], ...rows]),
    '',
    ...table([['sensitivity', 'caught', 'missed', 'false alarms', 'passed'], ...matrix]),
    '',
    `  at    ${'caught'.padEnd(BAR + 7)}  false alarms`,
    ...lines,
    '',
  ].join('\n')
}

const percent = (value: number | null): string => (value === null ? '-' : `${(value * 100).toFixed(1)}%`)

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd(),
  )
}
