/**
 * What a schema cannot say: rules across fields and about the world outside of the file (files, certificates,
 * networks). Where the schema has found an error already, a rule sees a default that nobody wrote: what it says
 * of that place is dropped, and a rule that reads such a place to judge another one is skipped.
 */

import type { Path } from './problem.ts'
import { auditRules } from './rules/audit.ts'
import { cacheRules } from './rules/cache.ts'
import { clientRules } from './rules/clients.ts'
import { cloudRules } from './rules/cloud.ts'
import { egressRules } from './rules/egress.ts'
import { limitRules } from './rules/limits.ts'
import { listenRules } from './rules/listen.ts'
import { overrideRules } from './rules/overrides.ts'
import { providerRules } from './rules/providers.ts'
import { quantityRules } from './rules/quantities.ts'
import { rewritingRules } from './rules/rewriting.ts'
import { routeRules } from './rules/routes.ts'
import { tlsRules } from './rules/tls.ts'
import { webhookRules } from './rules/webhooks.ts'
import type { Config } from './schema.ts'

export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly path: Path
  readonly message: string
  /** Whether the key is what is wrong, not its value. */
  readonly atKey?: boolean
}

export interface Report {
  error(path: Path, message: string): void
  warning(path: Path, message: string): void
}

export interface Rule {
  /** Dotted paths of what the rule reads to judge other places. */
  readonly reads?: readonly string[]
  check(config: Config, report: Report): void
}

const RULES: readonly Rule[] = [
  ...quantityRules,
  ...listenRules,
  ...tlsRules,
  ...providerRules,
  ...egressRules,
  ...cloudRules,
  ...overrideRules,
  ...clientRules,
  ...limitRules,
  ...routeRules,
  ...rewritingRules,
  ...cacheRules,
  ...auditRules,
  ...webhookRules,
]

/** @param broken where the schema has found errors already; `config` has defaults in those places */
export function applyRules(config: Config, broken: readonly Path[]): Finding[] {
  const findings: Finding[] = []
  const isBroken = (path: Path) => broken.some((wrong) => touches(wrong, path))
  const add = (finding: Finding) => {
    if (!isBroken(finding.path)) findings.push(finding)
  }
  const report: Report = {
    error: (path, message) => add({ severity: 'error', path, message }),
    warning: (path, message) => add({ severity: 'warning', path, message }),
  }
  for (const { reads = [], check } of RULES) {
    if (!reads.some((read) => isBroken(read.split('.')))) check(config, report)
  }
  return findings
}

/** Whether one path lies on the way to the other. */
function touches(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length)
  return a.slice(0, length).every((step, index) => String(step) === String(b[index]))
}
