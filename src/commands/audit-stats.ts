/** Audit files summed up: how many of what, from whom, for whom. */

import { readLines } from '../observe/audit/lines.ts'
import { parseAuditLine } from './audit-tail.ts'

/** What is counted, by the members of a line. */
const COUNTED = ['event', 'code', 'provider', 'model', 'client', 'scanner', 'unscanned_reason'] as const
/** Values shown of each; the rest is summed up. */
const MOST_VALUES = 10

/** @throws what reading throws */
export async function auditStats(files: readonly string[], json: boolean): Promise<string> {
  const counts = new Map<string, Map<string, number>>(COUNTED.map((name) => [name, new Map()]))
  let lines = 0
  let unreadable = 0
  let first = ''
  let last = ''
  for (const file of files) {
    for await (const { bytes } of readLines(file)) {
      const line = parseAuditLine(bytes.toString())
      if (!line) {
        unreadable++
        continue
      }
      lines++
      const { time = '' } = line
      if (first === '' || time < first) first = time
      if (time > last) last = time
      for (const [name, values] of counts) {
        const value = line[name]
        if (typeof value === 'string') values.set(value, (values.get(value) ?? 0) + 1)
      }
    }
  }
  if (json) {
    const by = Object.fromEntries([...counts].map(([name, values]) => [name, Object.fromEntries(values)]))
    return `${JSON.stringify({ lines, unreadable, first, last, ...by })}\n`
  }
  const span = lines === 0 ? '' : `, ${first} to ${last}`
  const bad = unreadable === 0 ? '' : `, ${unreadable} unreadable`
  return [`${lines} lines${bad}${span}`, ...[...counts].flatMap(table), ''].join('\n')
}

function table([name, values]: readonly [string, ReadonlyMap<string, number>]): string[] {
  if (values.size === 0) return []
  const sorted = [...values].sort(([, a], [, b]) => b - a)
  const shown = sorted.slice(0, MOST_VALUES)
  const others = sorted.slice(MOST_VALUES)
  const rest = others.reduce((sum, [, count]) => sum + count, 0)
  const rows = others.length === 0 ? shown : [...shown, [`${others.length} others`, rest] as const]
  return ['', name, ...rows.map(([value, count]) => `${String(count).padStart(9)}  ${value}`)]
}
