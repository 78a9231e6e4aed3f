/** Builds the limits from the configuration: where they are counted, and which there are. */

import type { Config } from '../../config/schema.ts'
import { describeCause } from '../../observe/cause.ts'
import type { Log } from '../../observe/log.ts'
import { createRedisClient } from '../../scan/shared/redis-client.ts'
import { createRedisLink } from '../../scan/shared/redis-link.ts'
import { parseRedisUrl } from '../../scan/shared/redis-url.ts'
import { createLimits, type Limits } from './limits.ts'
import { createMemoryStore } from './memory-store.ts'
import { createFindPolicies } from './policy.ts'
import { createRedisStore, type RedisLimitStore } from './redis-store.ts'
import type { LimitStore } from './store.ts'

export interface LimitParts {
  readonly limits: Limits
  readonly store: LimitStore
  /** Where and how it is counted: what says the same can go on with the same counters. */
  readonly place: string
  close(): void
}

/** How long a start waits for Redis, so that the first requests are counted there too. */
const CONNECT_MS = 1000

/**
 * @param previous whose counters live on where the configuration counts in the same place
 * @returns undefined without limits, which then cost nothing
 */
export async function composeLimits(
  { limits: config }: Config,
  log: Log,
  onRefused: (limit: string) => void,
  previous: LimitParts | undefined,
): Promise<LimitParts | undefined> {
  const { rules, ban, headers } = config
  if (rules.length === 0 && !ban) return undefined
  const counted =
    previous?.place === placeOf(config)
      ? { store: previous.store, place: previous.place, close: previous.close }
      : await composeStore(config, log)
  const findPolicies = createFindPolicies(rules)
  return { ...counted, limits: createLimits({ store: counted.store, findPolicies, ban, headers, onRefused }) }
}

const placeOf = ({ redis, prefix, command_timeout, redis_down, instances }: Config['limits']): string =>
  JSON.stringify([redis?.reveal(), prefix, command_timeout, redis_down, instances])

async function composeStore(config: Config['limits'], log: Log): Promise<Omit<LimitParts, 'limits'>> {
  const redis = await composeRedis(config, log)
  const store = redis ?? createMemoryStore({ now: () => performance.now(), shares: config.instances })
  return { store, place: placeOf(config), close: () => redis?.close() }
}

async function composeRedis(config: Config['limits'], log: Log): Promise<RedisLimitStore | undefined> {
  if (!config.redis) return undefined
  const client = createRedisClient(parseRedisUrl(config.redis.reveal()), config.command_timeout)
  const link = createRedisLink({
    client,
    timeoutMs: config.command_timeout,
    onChange(up, error) {
      if (up) log.info('redis counts the limits again')
      else
        log.warn(
          { reason: describeCause(error), redis_down: config.redis_down },
          'redis does not count the limits',
        )
    },
  })
  await link.connected(CONNECT_MS)
  return createRedisStore({ client, link, prefix: config.prefix, fallback: fallbackOf(config) })
}

function fallbackOf({ redis_down, instances }: Config['limits']): LimitStore | undefined {
  if (redis_down === 'closed') return undefined
  if (redis_down === 'memory') return createMemoryStore({ now: () => performance.now(), shares: instances })
  return { admit: (checks) => checks.map(() => ({ used: 0, retryMs: 0, resetMs: 0 })), settle: () => {} }
}
