/**
 * A real Redis fails in every way under the compiled binary: each request has its verdict, only the first one waits, and
 * verdicts are shared again once it is well. What that costs is measured in test/bench/faults.ts.
 */

import { describe, expect, test } from 'bun:test'
import { createLimiter } from '../../src/scan/limiter.ts'
import { buildOnce } from '../support/build-once.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { samplesWhen } from '../support/metrics.ts'
import { REDIS_FAULTS, type RedisFault } from '../support/redis-faults.ts'
import { hasRedis, startRedisServer } from '../support/redis-server.ts'
import { startWorld } from '../support/world.ts'

/** Far longer than a request takes, so that it shows who has waited for Redis. */
const COMMAND_TIMEOUT_MS = 1000
const REQUESTS = 12
/** Cases at once: each is some processes. */
const turns = createLimiter({ concurrency: 5, queue: REDIS_FAULTS.length })

await buildOnce()

describe.skipIf(!hasRedis)('Redis', () => {
  test.concurrent.each(REDIS_FAULTS.map((fault) => [fault.name, fault] as const))(
    '%s',
    (_name, fault) => turns.run(() => meet(fault)),
    70_000,
  )

  async function meet(fault: RedisFault): Promise<void> {
    await using redis = await fault.start()
    await using world = await startWorld({
      cache: { redis: redis.url, command_timeout: `${COMMAND_TIMEOUT_MS}ms` },
    })
    const url = `${world.at('openai')}/chat/completions`
    const ask = async (content: string) => (await post(url, chat(content))).status
    const stored = async (before: number) => {
      while ((await redis.keys()) <= before) await Bun.sleep(10)
    }
    await samplesWhen(world.proxy, (now) => now('redis_up') === 1)
    for (let index = 0; index < REQUESTS; index++) expect(await ask(freshPrompt())).toBe(200)
    await stored(0)

    await redis.hurt()
    const started = performance.now()
    for (let index = 0; index < REQUESTS; index++) {
      const isUnsafe = index % 2 === 1
      expect(await ask(freshPrompt(isUnsafe ? 'INJECT-ME' : 'Hello'))).toBe(isUnsafe ? 400 : 200)
    }
    expect(performance.now() - started).toBeLessThan((REQUESTS / 2) * COMMAND_TIMEOUT_MS)
    await samplesWhen(world.proxy, (now) =>
      fault.stillReads ? now('redis_store_failures_total') === REQUESTS : now('redis_up') === 0,
    )

    if (fault.reason) await world.proxy.logged(({ reason }) => fault.reason?.test(String(reason)) === true)

    await redis.heal()
    await samplesWhen(world.proxy, (now) => now('redis_up') === 1)
    const before = await redis.keys()
    for (let index = 0; index < REQUESTS; index++) expect(await ask(freshPrompt())).toBe(200)
    await stored(before)
  }

  test('a wrong password from the start is named in the log', async () => {
    await using redis = await startRedisServer(['--requirepass', 'right'], { password: 'right' })
    const url = redis.url.replace('//', '//:wrong@')
    await using world = await startWorld({ cache: { redis: url, command_timeout: '30s' } })
    await world.proxy.logged(({ reason }) => reason === 'ReplyError WRONGPASS')
    const response = await post(`${world.at('openai')}/chat/completions`, chat(freshPrompt()))
    expect(response.headers.get('x-lockllm-scanned')).toBe('true')
  })
})
