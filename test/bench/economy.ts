/**
 * What a conversation of 20 turns, with a system prompt of 2 KB and 30 tools, costs in scan calls and characters, counted
 * at the fake LockLLM behind the compiled binary: at first, again, at another instance that shares Redis, and what a proxy
 * would pay that scans each body whole; and what 500 identical requests at once cost, at one instance and at two.
 */

import { print } from '../../src/commands/output.ts'
import { startProxy } from '../support/binary.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { CONVERSATIONS, type Conversation } from '../support/conversation.ts'
import { type FakeLockLLM, startFakeLockLLM } from '../support/fake-lockllm.ts'
import { startFakeProvider } from '../support/fake-provider.ts'
import { table } from '../support/figures.ts'
import { samplesOf, samplesWhen } from '../support/metrics.ts'
import { hasRedis, startRedisServer } from '../support/redis-server.ts'
import { sceneConfig } from '../support/world.ts'

const TURNS = 20
const IDENTICAL = 500

const ask = async (url: string, path: string, body: unknown) => {
  const response = await post(`${url}/v1/proxy/${path}`, body)
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
}

/** What all turns cost, as "calls / characters". */
async function cost(lockllm: FakeLockLLM, task: () => Promise<unknown>): Promise<string> {
  const before = lockllm.calls.length
  await task()
  const calls = lockllm.calls.slice(before)
  return `${calls.length} / ${calls.reduce((sum, { input }) => sum + input.length, 0)}`
}

async function play(url: string, { path, body }: Conversation): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await ask(url, path, body(turn))
}

/** Characters of all bodies, each scanned whole. */
const wholeBodies = ({ body }: Conversation): number =>
  Array.from({ length: TURNS }, (_, turn) => JSON.stringify(body(turn)).length).reduce((a, b) => a + b, 0)

await using provider = await startFakeProvider()
await using lockllm = await startFakeLockLLM()
await using redis = hasRedis ? await startRedisServer() : undefined
const rows: string[][] = []
for (const [vendor, conversation] of Object.entries(CONVERSATIONS)) {
  // The shapes hold the same texts: each begins with nothing known.
  const cache = { prefix: `${vendor}:`, ...(redis && { redis: redis.url }) }
  const config = sceneConfig(provider, lockllm, { cache })
  await using first = await startProxy(config)
  await using second = await startProxy(config)
  if (redis) for (const proxy of [first, second]) await samplesWhen(proxy, (now) => now('redis_up') === 1)
  const held = (await redis?.client().dbsize()) ?? 0

  const fresh = await cost(lockllm, () => play(first.url, conversation))
  const again = await cost(lockllm, () => play(first.url, conversation))
  let elsewhere = 'no redis-server'
  if (redis) {
    const known = (await samplesOf(first))('cache_entries') ?? 0
    while ((await redis.client().dbsize()) < held + known) await Bun.sleep(5)
    elsewhere = await cost(lockllm, () => play(second.url, conversation))
  }
  rows.push([vendor, fresh, again, elsewhere, `${TURNS} / ${wholeBodies(conversation)}`])
}
await print(`scan calls / characters of ${TURNS} turns\n`)
await print(table(['shape', 'at first', 'again', 'at another instance', 'each body whole'], rows))

const cache = redis ? { prefix: 'identical:', redis: redis.url } : {}
const config = sceneConfig(provider, lockllm, { cache })
await using one = await startProxy(config)
await using other = await startProxy(config)
if (redis) for (const proxy of [one, other]) await samplesWhen(proxy, (now) => now('redis_up') === 1)
for (const [where, urls] of [
  ['at once', [one.url]],
  ['at once at two instances, half at each', [one.url, other.url]],
] as const) {
  const body = chat(freshPrompt())
  const identical = await cost(lockllm, () =>
    Promise.all(
      Array.from({ length: IDENTICAL }, (_, index) =>
        ask(urls[index % urls.length] ?? one.url, 'openai/chat/completions', body),
      ),
    ),
  )
  await print(`\n${IDENTICAL} identical requests ${where}: ${identical}`)
}
await print('\n')
