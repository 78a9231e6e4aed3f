/** The audit file: a place that can be written, known before the first request needs it. */

import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileProblem } from '../file-problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'

export const auditRules: readonly Rule[] = [{ check: checkAuditPath }, { check: checkFileOnly }]

function checkAuditPath({ audit }: Config, report: Report): void {
  if (audit.path === 'stdout' || audit.path === 'off') return
  const path = ['audit', 'path']
  const existing = statSync(audit.path, { throwIfNoEntry: false })
  if (existing?.isDirectory()) {
    report.error(path, `${JSON.stringify(audit.path)} is a folder; name a file in it`)
    return
  }
  const target = existing ? audit.path : dirname(audit.path)
  try {
    accessSync(target, existing ? constants.W_OK : constants.W_OK | constants.X_OK)
  } catch (error) {
    report.error(path, fileProblem(existing ? 'write to' : 'create a file in', target, error))
  }
}

/** What only a file has: a disk to wait for, a chain. */
function checkFileOnly({ audit }: Config, report: Report): void {
  if (audit.path !== 'stdout' && audit.path !== 'off') return
  const without = `has no effect with audit.path = ${JSON.stringify(audit.path)}: it takes a file`
  if (audit.fsync === 'always') report.warning(['audit', 'fsync'], without)
  if (audit.chain_key) report.warning(['audit', 'chain_key'], without)
}
