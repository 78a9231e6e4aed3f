/** The figures as a table for people: ratios to us first, then absolute values. */

export interface Figure {
  /** CPU time a request, of the whole process tree. */
  readonly cpuMicroseconds: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly megabytes: number
  readonly errors: number
}

export interface Measured extends Figure {
  readonly scene: string
  readonly peer: string
}

export function medianFigure(figures: readonly Figure[]): Figure {
  const median = (pick: (figure: Figure) => number) => {
    const sorted = figures.map(pick).sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  }
  return {
    cpuMicroseconds: median((figure) => figure.cpuMicroseconds),
    perSecond: median((figure) => figure.perSecond),
    p50: median((figure) => figure.p50),
    p99: median((figure) => figure.p99),
    megabytes: median((figure) => figure.megabytes),
    errors: Math.max(...figures.map((figure) => figure.errors)),
  }
}

const HEAD = ['', 'our CPU / its', 'CPU us', 'req/s', 'p50 ms', 'p99 ms', 'MB', 'errors']

/** @param earlier the figures of another run, to show what changed of our CPU time */
export function describe(measured: readonly Measured[], earlier?: readonly Measured[]): string {
  const scenes = [...new Set(measured.map(({ scene }) => scene))]
  const lines = scenes.flatMap((scene) => {
    const own = measured.filter((one) => one.scene === scene)
    const us = own[0]
    const rows = own.map((one) => [
      one.peer,
      ((us?.cpuMicroseconds ?? Number.NaN) / one.cpuMicroseconds).toFixed(2),
      one.cpuMicroseconds.toFixed(0),
      one.perSecond.toFixed(0),
      one.p50.toFixed(2),
      one.p99.toFixed(2),
      one.megabytes.toFixed(0),
      String(one.errors),
      changed(one, earlier),
    ])
    return [`${scene}`, ...[HEAD, ...rows].map((row) => row.map(cell).join('  ').trimEnd()), '']
  })
  return `${lines.join('\n')}\n`
}

const cell = (text: string, column: number): string =>
  column === 0 ? text.padEnd(18) : text.padStart(HEAD[column]?.length ?? 0)

function changed(one: Measured, earlier: readonly Measured[] | undefined): string {
  const before = earlier?.find(({ scene, peer }) => scene === one.scene && peer === one.peer)
  return before ? `CPU ${(one.cpuMicroseconds / before.cpuMicroseconds).toFixed(2)} of before` : ''
}
