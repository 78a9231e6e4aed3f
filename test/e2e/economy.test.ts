/** What real traffic costs in calls and characters, counted at the fake LockLLM, with the binary and a real Redis. */

import { describe, expect, test } from 'bun:test'
import { startProxy } from '../support/binary.ts'
import { buildOnce } from '../support/build-once.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { CONVERSATIONS, type Conversation, TURN_CHARS } from '../support/conversation.ts'
import { startFakeLockLLM } from '../support/fake-lockllm.ts'
import { startFakeProvider } from '../support/fake-provider.ts'
import { samplesOf, samplesWhen } from '../support/metrics.ts'
import { hasRedis, startRedisServer } from '../support/redis-server.ts'
import { openRaw, rawRequest } from '../support/wire/raw-client.ts'
import { sceneConfig, startWorld } from '../support/world.ts'

const TURNS = 20
/** `scan.context_chars` and the separators around a unit, for the two segments that a turn adds. */
const OVERHEAD = 2 * (200 + 8)
/** Of a word that ends a text. */
const SLACK = 20

await buildOnce()

/** Plays all turns one after the other. */
async function play(url: string, { path, body }: Conversation): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const response = await post(`${url}/v1/proxy/${path}`, body(turn))
    expect(response.status).toBe(200)
    expect(response.headers.get('x-lockllm-scanned')).toBe('true')
    await response.arrayBuffer()
  }
}

describe.each(Object.entries(CONVERSATIONS))('a conversation in the shape of %s', (_vendor, conversation) => {
  test('costs one call a turn, over the text that is new', async () => {
    await using world = await startWorld()
    await play(world.proxy.url, conversation)
    expect(world.lockllm.calls).toHaveLength(TURNS)
    const [first, ...later] = world.lockllm.calls.map(({ input }) => input.length)
    // System prompt and tools are paid once; every later turn costs the same, whatever was said before.
    expect(first).toBeWithin(9000, 15_000)
    for (const length of later) expect(length).toBeWithin(TURN_CHARS, TURN_CHARS + OVERHEAD + SLACK)

    const samples = await samplesWhen(world.proxy, (now) => now('active_requests') === 0)
    expect(samples('scan_calls_total')).toBe(TURNS)
    expect(samples('scan_characters_total')).toBe(later.reduce((sum, length) => sum + length, first ?? 0))

    await play(world.proxy.url, conversation)
    expect(world.lockllm.calls).toHaveLength(TURNS)
  })
})

test.skipIf(!hasRedis)(
  'the same conversations at another instance cost nothing',
  async () => {
    await using redis = await startRedisServer()
    await using provider = await startFakeProvider()
    await using lockllm = await startFakeLockLLM()
    const config = sceneConfig(provider, lockllm, { cache: { redis: redis.url } })
    await using first = await startProxy(config)
    await using second = await startProxy(config)
    for (const proxy of [first, second]) await samplesWhen(proxy, (now) => now('redis_up') === 1)

    for (const conversation of Object.values(CONVERSATIONS)) await play(first.url, conversation)
    const paid = lockllm.calls.length
    expect(paid).toBeWithin(TURNS, 3 * TURNS + 1)
    const known = (await samplesOf(first))('cache_entries')
    const client = redis.client()
    while ((await client.dbsize()) !== known) await Bun.sleep(5)

    for (const conversation of Object.values(CONVERSATIONS)) await play(second.url, conversation)
    expect(lockllm.calls).toHaveLength(paid)
    const samples = await samplesOf(second)
    expect(samples('scan_calls_total')).toBe(0)
    expect(samples('cache_shared_hits_total')).toBe(known)
  },
  30_000,
)

test('500 identical requests at once cost one call', async () => {
  await using world = await startWorld()
  const verdict = Promise.withResolvers<void>()
  world.lockllm.failNext(async (_reply, answer) => {
    await verdict.promise
    await answer()
  })
  const body = JSON.stringify(chat(freshPrompt()))
  const request = rawRequest(
    'POST',
    '/v1/proxy/openai/chat/completions',
    [
      ['Host', '127.0.0.1'],
      ['Content-Type', 'application/json'],
    ],
    body,
  )
  const answers = Array.from({ length: 500 }, async () => {
    await using connection = await openRaw(world.proxy.target)
    await connection.write(request)
    return (await connection.answer())?.status
  })
  await samplesWhen(world.proxy, (now) => now('active_requests') === 500)
  expect(world.provider.requests).toBeEmpty()
  verdict.resolve()
  expect(new Set(await Promise.all(answers))).toEqual(new Set([200]))
  expect(world.lockllm.calls).toHaveLength(1)
  const samples = await samplesWhen(world.proxy, (now) => now('active_requests') === 0)
  expect(samples('scan_calls_total')).toBe(1)
  expect(samples('scan_coalesced_total')).toBe(499)
}, 20_000)
