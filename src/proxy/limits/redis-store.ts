/** Counters that all instances share, in Redis. */

import { createHash } from 'node:crypto'
import type { RedisClient } from '../../scan/shared/redis-client.ts'
import type { RedisLink } from '../../scan/shared/redis-link.ts'
import { ADMIT, RENEW, SETTLE } from './scripts.ts'
import { type Charge, type Check, type LimitStore, type State, slotWidth } from './store.ts'

interface RedisStoreOptions {
  readonly client: RedisClient
  readonly link: RedisLink
  readonly prefix: string
  /** Asked instead while Redis is away; `undefined` where nothing is to go through then. */
  readonly fallback: LimitStore | undefined
}

export interface RedisLimitStore extends LimitStore {
  close(): void
}

/** An instance that dies holds its places for this long. */
const LEASE_MS = 60_000
const RENEW_EVERY_MS = 20_000
/** Not to be counted, and not to be let through. */
const AWAY_MS = 1000

interface Script {
  readonly text: string
  readonly sha: string
}
const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') })
const [admitScript, settleScript, renewScript] = [script(ADMIT), script(SETTLE), script(RENEW)]

export function createRedisStore({ client, link, prefix, fallback }: RedisStoreOptions): RedisLimitStore {
  // One tag for all keys: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
  const keyOf = (id: string) => `${prefix}{limits}:${id}`
  /** Where all counters are, in a cluster too. */
  const probe = () => client.get(keyOf('probe'))
  /** Places held by this process, by lease: the keys. */
  const held = new Map<string, readonly string[]>()

  const run = (one: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> =>
    link.run(async () => {
      try {
        return await client.evalsha(one.sha, keys.length, ...keys, ...args)
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
        return client.eval(one.text, keys.length, ...keys, ...args)
      }
    }, probe)

  const renew = () => {
    const places = [...held].flatMap(([lease, keys]) => keys.map((key) => [key, lease] as const))
    if (places.length === 0) return
    const keys = places.map(([key]) => key)
    run(renewScript, keys, [LEASE_MS, ...places.map(([, lease]) => lease)]).catch(() => {})
  }
  const timer = setInterval(() => {
    if (link.isUp()) renew()
  }, RENEW_EVERY_MS)
  timer.unref()
  // It may have been started anew, without what it held.
  client.on('ready', renew)

  return {
    async admit(checks, lease) {
      try {
        if (!link.isUp()) return await away(checks, lease)
        const keys = checks.map(({ id }) => keyOf(id))
        const numbers = await run(admitScript, keys, [lease, LEASE_MS, ...checks.flatMap(argsOfCheck)])
        const states = statesOf(numbers, checks.length)
        const places = keys.filter((_, index) => checks[index]?.kind === 'concurrent')
        if (places.length > 0 && states.every(({ retryMs }) => retryMs === 0)) held.set(lease, places)
        return states
      } catch {
        return away(checks, lease)
      }
    },
    async settle(charges, lease) {
      held.delete(lease)
      await fallback?.settle(
        charges.filter(({ kind }) => kind === 'concurrent'),
        lease,
      )
      const others = charges.filter(({ kind }) => kind !== 'concurrent')
      try {
        if (!link.isUp()) await fallback?.settle(others, lease)
        else await run(settleScript, charges.flatMap(keysOfCharge), [lease, ...charges.flatMap(argsOfCharge)])
      } catch {
        await fallback?.settle(others, lease)
      }
    },
    close() {
      clearInterval(timer)
      link.close()
    },
  }

  async function away(checks: readonly Check[], lease: string): Promise<readonly State[]> {
    if (fallback) return fallback.admit(checks, lease)
    return checks.map(() => ({ used: 0, retryMs: AWAY_MS, resetMs: AWAY_MS }))
  }

  function keysOfCharge({ kind, id }: Charge): string[] {
    return kind === 'ban' ? [keyOf(`attacks:${id}`), keyOf(id)] : [keyOf(id), keyOf(id)]
  }
}

function argsOfCheck(check: Check): (string | number)[] {
  if (check.kind === 'window') return [check.kind, check.limit, slotWidth(check.windowMs), check.cost]
  return [check.kind, check.kind === 'concurrent' ? check.limit : 0, 0, 0]
}

function argsOfCharge(charge: Charge): (string | number)[] {
  switch (charge.kind) {
    case 'window':
      return [charge.kind, slotWidth(charge.windowMs), charge.cost, 0, 0]
    case 'concurrent':
      return [charge.kind, 0, 0, 0, 0]
    case 'ban':
      return [charge.kind, slotWidth(charge.windowMs), 1, charge.after, charge.banMs]
  }
}

/** @throws {TypeError} when Redis answers something else than the script returns */
function statesOf(answer: unknown, count: number): State[] {
  if (!Array.isArray(answer) || answer.length !== count * 3 || !answer.every(Number.isFinite)) {
    throw new TypeError('no states')
  }
  return Array.from({ length: count }, (_, index) => {
    const [used, retryMs, resetMs] = answer.slice(index * 3, index * 3 + 3)
    return { used, retryMs, resetMs }
  })
}
