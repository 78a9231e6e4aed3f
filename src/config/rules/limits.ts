/** Limits: where they are counted, and that each one limits something. */

import { parseRedisUrl } from '../../scan/shared/redis-url.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import { asksForKeys } from './clients.ts'

export const limitRules: readonly Rule[] = [
  { reads: ['limits.rules'], check: checkRules },
  { check: checkRedis },
]

const AMOUNTS = ['requests', 'input_chars', 'tokens', 'blocked', 'concurrent'] as const

function checkRules(config: Config, report: Report): void {
  const names = new Set<string>()
  config.limits.rules.forEach((rule, index) => {
    const path = ['limits', 'rules', index]
    if (names.has(rule.name)) report.error([...path, 'name'], `another limit is called "${rule.name}"`)
    names.add(rule.name)
    if (AMOUNTS.every((amount) => rule[amount] === undefined)) {
      report.error(path, `limits nothing: it needs at least one of ${AMOUNTS.join(', ')}`)
    }
    const byClient = rule.per.some((subject) => subject === 'client' || subject === 'key')
    if ((byClient || rule.clients) && !asksForKeys(config)) {
      report.warning(
        [...path, rule.clients ? 'clients' : 'per'],
        'nobody has a name without [[clients]], clients_file or [jwt]; addresses stand in for clients',
      )
    }
  })
}

function checkRedis({ limits }: Config, report: Report): void {
  if (!limits.redis?.isResolved) return
  try {
    parseRedisUrl(limits.redis.reveal())
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    report.error(['limits', 'redis'], error.message)
  }
}
