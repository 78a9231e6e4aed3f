/** What a process and all that it has started has used so far, as Linux tells in /proc (proc(5)). */

import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second: `sysconf(_SC_CLK_TCK)`, 100 on every Linux that Bun runs on. */
const TICKS = 100
const PAGE_BYTES = 4096

interface ProcessUse {
  readonly cpuSeconds: number
  readonly residentBytes: number
}

export function treeUse(pid: number): ProcessUse {
  const stats = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readStat(name) ?? []) : []))
  const members = new Set([pid])
  for (let grown = true; grown; ) {
    const before = members.size
    for (const { id, parent } of stats) if (members.has(parent)) members.add(id)
    grown = members.size > before
  }
  const own = stats.filter(({ id }) => members.has(id))
  return {
    cpuSeconds: own.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS,
    residentBytes: own.reduce((sum, { pages }) => sum + pages, 0) * PAGE_BYTES,
  }
}

/** CPU time that the whole machine has used so far, over all cores; what its host took away from it counts too. */
export function machineCpuSeconds(): number {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'latin1')
    .split(/\s+/)
    .map(Number)
  return (
    [user, nice, system, irq, softirq, steal].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) / TICKS
  )
}

function readStat(pid: string) {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  // The name in parentheses may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  // utime, stime and those of children that have ended
  const ticks = field(14) + field(15) + field(16) + field(17)
  return { id: Number(pid), parent: field(4), ticks, pages: field(24) }
}
