/** The verdict cache: where Redis is, and a secret that is one. Both may be references, so their values are judged. */

import { parseRedisUrl } from '../../scan/shared/redis-url.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'

export const cacheRules: readonly Rule[] = [{ check: checkRedis }, { check: checkSecret }]

/** As the description of `cache.secret` says. */
const LEAST_SECRET_CHARS = 16

function checkRedis({ cache }: Config, report: Report): void {
  if (!cache.redis?.isResolved) return
  try {
    parseRedisUrl(cache.redis.reveal())
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    report.error(['cache', 'redis'], error.message)
  }
}

function checkSecret({ cache }: Config, report: Report): void {
  if (cache.secret?.isResolved && cache.secret.reveal().length < LEAST_SECRET_CHARS) {
    report.error(['cache', 'secret'], `must have at least ${LEAST_SECRET_CHARS} characters`)
  }
}
