/** Four instances of the compiled binary on one real Redis count as one, and go on when it dies. */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { type RunningProxy, startProxy } from '../support/binary.ts'
import { chat, post } from '../support/client.ts'
import { startFakeProvider } from '../support/fake-provider.ts'
import { hasRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts'

const INSTANCES = 4
const provider = await startFakeProvider()
const open: AsyncDisposable[] = []
beforeEach(() => provider.reset())
afterAll(async () => {
  await Promise.all(open.map((one) => one[Symbol.asyncDispose]()))
  await provider.close()
})

async function instances(redis: RedisServer, rule: Readonly<Record<string, number | string>>) {
  const start = () =>
    startProxy({
      server: { listen: '127.0.0.1:0' },
      admin: { listen: '127.0.0.1:0' },
      log: { format: 'json' },
      providers: { openai: { base_url: `${provider.url}/openai/v1` } },
      limits: {
        redis: redis.url,
        command_timeout: '2s',
        redis_down: 'memory',
        instances: INSTANCES,
        rules: [{ name: 'all', ...rule }],
      },
    })
  const proxies = await Promise.all(Array.from({ length: INSTANCES }, start))
  open.push(...proxies, redis)
  return proxies
}

/** Sends to all instances in turn, many at once. @returns how many went through */
async function through(proxies: readonly RunningProxy[], count: number): Promise<number> {
  const statuses = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { url = '' } = proxies[index % proxies.length] ?? {}
      const response = await post(`${url}/v1/proxy/openai/chat/completions`, chat('hello there'))
      await response.arrayBuffer()
      return response.status
    }),
  )
  expect(new Set(statuses).difference(new Set([200, 429])).size).toBe(0)
  return statuses.filter((status) => status === 200).length
}

test.skipIf(!hasRedis)(
  'together let through exactly the limit',
  async () => {
    const proxies = await instances(await startRedisServer(), { requests: 50, window: '10m' })
    const before = provider.requests.length
    expect(await through(proxies, 120)).toBe(50)
    expect(await through(proxies, 40)).toBe(0)
    expect(provider.requests.length - before).toBe(50)
  },
  20_000,
)

test.skipIf(!hasRedis)(
  'keep to their shares while Redis is away, and count together again after',
  async () => {
    const redis = await startRedisServer()
    const proxies = await instances(redis, { requests: 20, window: '10m' })
    expect(await through(proxies, 60)).toBe(20)
    await redis.kill()
    const [answer] = await Promise.all([through(proxies, 60)])
    expect(answer).toBe(20)
    expect(await through(proxies, 20)).toBe(0)
    for (const proxy of proxies) await proxy.logged(({ msg }) => msg === 'redis does not count the limits')
    await redis.start()
    for (const proxy of proxies) await proxy.logged(({ msg }) => msg === 'redis counts the limits again')
    // What it held is gone, so that the limit begins anew; it is one for all again.
    expect(await through(proxies, 60)).toBe(20)
  },
  20_000,
)
