/** Counting in a real Redis: the same arithmetic, shared, on one node of a cluster, and away. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Redis } from 'ioredis'
import { createRedisStore, type RedisLimitStore } from '../../../src/proxy/limits/redis-store.ts'
import type { Check, LimitStore, State } from '../../../src/proxy/limits/store.ts'
import { createRedisClient } from '../../../src/scan/shared/redis-client.ts'
import { createRedisLink } from '../../../src/scan/shared/redis-link.ts'
import { parseRedisUrl } from '../../../src/scan/shared/redis-url.ts'
import { hasRedis, type RedisServer, startRedisServer } from '../../support/redis-server.ts'

const TIMEOUT_MS = 500
const isThrough = (states: readonly State[]): boolean => states.every(({ retryMs }) => retryMs === 0)
const window = (id: string, limit: number, cost = 1, windowMs = 60_000): Check => ({
  kind: 'window',
  id,
  limit,
  windowMs,
  cost,
})

async function connectTo(url: string, fallback?: LimitStore): Promise<RedisLimitStore> {
  const client = createRedisClient(parseRedisUrl(url), TIMEOUT_MS)
  const up = Promise.withResolvers<void>()
  client.once('ready', () => up.resolve())
  const link = createRedisLink({ client, timeoutMs: TIMEOUT_MS, onChange: () => {} })
  await up.promise
  return createRedisStore({ client, link, prefix: 'test:', fallback })
}

describe.skipIf(!hasRedis).each([
  ['redis', []],
  ['redis+cluster', ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']],
] as const)('%s', (scheme, options) => {
  let server: RedisServer
  let plain: Redis
  let one: RedisLimitStore
  let two: RedisLimitStore
  beforeAll(async () => {
    server = await startRedisServer(options)
    plain = server.client()
    if (options.length > 0) {
      await plain.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
      while (!String(await plain.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await Bun.sleep(20)
    }
    const url = `${scheme}://127.0.0.1:${server.port}`
    ;[one, two] = await Promise.all([connectTo(url), connectTo(url)])
  })
  beforeEach(async () => {
    await plain.flushall()
  })
  afterAll(async () => {
    for (const store of [one, two]) store.close()
    await server[Symbol.asyncDispose]()
  })

  test('two instances let through exactly the limit', async () => {
    const checks = [window('a', 25), window('b', 1000)]
    const outcomes = await Promise.all(
      Array.from({ length: 80 }, (_, i) => (i % 2 ? one : two).admit(checks, `l${i}`)),
    )
    expect(outcomes.filter(isThrough)).toHaveLength(25)
    // All or none: what the first refused was not charged to the second.
    expect(await one.admit([window('b', 1000, 0)], 'x')).toMatchObject([{ used: 25, retryMs: 0 }])
  })

  test('what was charged comes back after the window', async () => {
    const short = () => one.admit([window('s', 3, 3, 100)], 'x')
    const began = performance.now()
    expect(isThrough(await short())).toBe(true)
    const [state] = await short()
    expect(state?.used).toBe(3)
    expect(state?.retryMs).toBeGreaterThan(98 - (performance.now() - began))
    expect(state?.retryMs).toBeLessThanOrEqual(105)
    await Bun.sleep((state?.retryMs ?? 0) + 2)
    expect(isThrough(await short())).toBe(true)
  })

  test('a slot counts until all of it is out of the window, and says when that is', async () => {
    const [seconds = 0] = await plain.time()
    const slot = Math.floor((Number(seconds) * 1000) / 3000)
    // A test that crosses into the next slot still finds the first two in and the third out.
    await plain.hset('test:{limits}:slots', { [slot - 19]: 2, [slot - 5]: 3, [slot - 21]: 50 })
    const [state] = await one.admit([window('slots', 6, 2)], 'x')
    expect(state).toMatchObject({ used: 5 })
    // The first slot has to go, which it does 21 slots after it began.
    expect(state?.retryMs).toBeGreaterThan(0)
    expect(state?.retryMs).toBeLessThanOrEqual(2 * 3000)
    expect(state?.resetMs).toBeGreaterThan(14 * 3000)
    expect(await plain.hkeys('test:{limits}:slots')).toHaveLength(2)
  })

  test('a cost beyond the limit waits a whole window, and is not charged', async () => {
    const [state] = await one.admit([window('big', 3, 4)], 'x')
    expect(state).toEqual({ used: 0, retryMs: 63_000, resetMs: 0 })
    expect(isThrough(await two.admit([window('big', 3, 3)], 'x'))).toBe(true)
  })

  test('a clock that was set back locks nobody out', async () => {
    const [seconds = 0] = await plain.time()
    const tomorrow = Math.floor((Number(seconds) * 1000 + 86_400_000) / 5)
    await plain.hset('test:{limits}:back', { [tomorrow]: 2, [tomorrow + 1]: 1 })
    const [state] = await one.admit([window('back', 3, 1, 100)], 'x')
    expect(state?.used).toBe(3)
    expect(state?.retryMs).toBeGreaterThan(50)
    expect(state?.retryMs).toBeLessThanOrEqual(105)
    await Bun.sleep((state?.retryMs ?? 0) + 2)
    expect(isThrough(await one.admit([window('back', 3, 1, 100)], 'x'))).toBe(true)
  })

  test('places are shared, given back once, and outlive nobody', async () => {
    const place = { kind: 'concurrent', id: 'p', limit: 2 } as const
    const take = async (store: LimitStore, lease: string) => isThrough(await store.admit([place], lease))
    expect([await take(one, 'a'), await take(two, 'b'), await take(one, 'c')]).toEqual([true, true, false])
    await two.settle([place], 'b')
    await two.settle([place], 'b')
    expect([await take(one, 'd'), await take(two, 'e')]).toEqual([true, false])
    expect(await plain.pttl('test:{limits}:p')).toBeGreaterThan(50_000)
    // An instance that died: its lease is over.
    await plain.zadd('test:{limits}:p', 1, 'a')
    expect(await take(two, 'f')).toBe(true)
  })

  test('costs that are known later count, and put aside', async () => {
    await one.settle([{ kind: 'window', id: 't', windowMs: 60_000, cost: 70 }], 'x')
    expect(isThrough(await two.admit([window('t', 100, 0)], 'x'))).toBe(true)
    await two.settle([{ kind: 'window', id: 't', windowMs: 60_000, cost: 30 }], 'x')
    expect(isThrough(await one.admit([window('t', 100, 0)], 'x'))).toBe(false)

    const ban = { kind: 'ban', id: 'ban:x', after: 2, windowMs: 60_000, banMs: 5000 } as const
    await one.settle([ban], 'x')
    expect(await two.admit([ban], 'x')).toMatchObject([{ retryMs: 0 }])
    await two.settle([ban], 'x')
    const [state] = await one.admit([ban], 'x')
    expect(state?.retryMs).toBeGreaterThan(4000)
  })

  test('every key ends by itself and has the one hash tag', async () => {
    const ban = { kind: 'ban', id: 'ban:y', after: 1, windowMs: 60_000, banMs: 5000 } as const
    await one.admit([window('w', 5), { kind: 'concurrent', id: 'c', limit: 1 }], 'x')
    await one.settle([ban], 'x')
    const keys = await plain.keys('*')
    expect(keys.toSorted()).toEqual(['attacks:ban:y', 'ban:y', 'c', 'w'].map((id) => `test:{limits}:${id}`))
    for (const key of keys) expect(await plain.pttl(key)).toBeGreaterThan(0)
  })

  test('a script that Redis has forgotten is sent again', async () => {
    await plain.script('FLUSH')
    expect(isThrough(await one.admit([window('f', 1)], 'x'))).toBe(true)
    expect(isThrough(await one.admit([window('f', 1)], 'x'))).toBe(false)
  })
})

test.skipIf(!hasRedis)('away: closed lets nothing through, a fallback decides otherwise', async () => {
  await using server = await startRedisServer()
  const asked: string[] = []
  const open: LimitStore = {
    admit: (checks) => {
      asked.push('admit')
      return checks.map(() => ({ used: 0, retryMs: 0, resetMs: 0 }))
    },
    settle: () => {},
  }
  const url = `redis://127.0.0.1:${server.port}`
  const [closing, falling] = await Promise.all([connectTo(url), connectTo(url, open)])
  expect(isThrough(await falling.admit([window('z', 5)], 'x'))).toBe(true)
  expect(asked).toEqual([])
  await server.kill()
  expect(isThrough(await closing.admit([window('z', 5)], 'x'))).toBe(false)
  expect(isThrough(await falling.admit([window('z', 5)], 'x'))).toBe(true)
  await falling.settle([{ kind: 'window', id: 'z', windowMs: 1000, cost: 1 }], 'x')
  expect(asked).toEqual(['admit'])
  closing.close()
  falling.close()
})

test.skipIf(!hasRedis)('requests under way keep their places in a Redis that has lost them', async () => {
  await using server = await startRedisServer()
  const store = await connectTo(`redis://127.0.0.1:${server.port}`)
  const place = { kind: 'concurrent', id: 'p', limit: 1 } as const
  expect(isThrough(await store.admit([place], 'long'))).toBe(true)
  await server.kill()
  await server.start()
  const plain = server.client()
  while ((await plain.zcard('test:{limits}:p')) === 0) await Bun.sleep(10)
  expect(await plain.zrange('test:{limits}:p', '0', '-1')).toEqual(['long'])
  expect(await plain.pttl('test:{limits}:p')).toBeGreaterThan(50_000)
  await store.settle([place], 'long')
  expect(await plain.zcard('test:{limits}:p')).toBe(0)
  store.close()
})
