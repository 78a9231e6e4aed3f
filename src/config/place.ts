/** Where in its file each finding stands, in the order of the file. */

import { findPositions } from './positions.ts'
import { formatPath, type Problem } from './problem.ts'
import type { Finding } from './rules.ts'

interface Placed {
  readonly severity: Finding['severity']
  readonly problem: Problem
}

/** @param file undefined when none was read */
export function place(findings: readonly Finding[], text: string, file: string | undefined): Placed[] {
  const positions = findPositions(text)
  const placed = findings.map(({ severity, path, message, atKey }) => {
    const position = atKey ? positions.key(path) : positions.value(path)
    const where = file === undefined ? {} : { file, ...position }
    return { severity, problem: { ...where, path: formatPath(path), message } }
  })
  const order = ({ problem }: Placed) => (problem.line ?? 0) * 1e6 + (problem.column ?? 0)
  return placed.sort((a, b) => order(a) - order(b))
}
