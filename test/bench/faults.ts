/**
 * What the faults of Redis and of LockLLM add to a request, in milliseconds, on the compiled binary: to the first request
 * after the fault, and to those after it. Redis may add 50 ms to the first and nothing that can be measured to others.
 * Usage: faults.ts [ROUNDS]; exits with 1 when a fault of Redis has added more to the first, in the median of the rounds.
 */

import { print } from '../../src/commands/output.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { median, table, timed } from '../support/figures.ts'
import { samplesWhen } from '../support/metrics.ts'
import { REDIS_FAULTS } from '../support/redis-faults.ts'
import { hasRedis } from '../support/redis-server.ts'
import { faultOf, SCAN_FAULTS, standInOf } from '../support/scan-faults.ts'
import { startWorld, type World } from '../support/world.ts'

const rounds = Number(process.argv[2] ?? 3)
const MOST_ADDED_MS = 50
const REQUESTS = 40
/** Failures that open the breaker. */
const BEFORE_BREAKER = 5
const BUDGET_MS = 1000

/** A request with a text that was never scanned, sent and answered. */
const request = (world: World) => async () => {
  const response = await post(`${world.at('openai')}/chat/completions`, chat(freshPrompt()))
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
}

async function measure(world: World, count: number): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) times.push(await timed(request(world)))
  return times
}

async function redisRow({ name, start, stillReads }: (typeof REDIS_FAULTS)[number]) {
  const figures: { before: number; first: number; after: number; worst: number }[] = []
  for (let round = 0; round < rounds; round++) {
    await using redis = await start()
    await using world = await startWorld({ cache: { redis: redis.url } })
    await samplesWhen(world.proxy, (now) => now('redis_up') === 1)
    await measure(world, REQUESTS)
    const before = median(await measure(world, REQUESTS))
    await redis.hurt()
    const [first = Number.NaN, ...others] = await measure(world, REQUESTS)
    if (!stillReads) await samplesWhen(world.proxy, (now) => now('redis_up') === 0)
    figures.push({ before, first, after: median(others), worst: Math.max(...others) })
  }
  const of = (figure: keyof (typeof figures)[number]) => median(figures.map((all) => all[figure]))
  const [before, first, after] = [of('before'), of('first'), of('after')]
  if (first - before > MOST_ADDED_MS) process.exitCode = 1
  return [name, before, first - before, after - before, of('worst') - before]
}

async function scanRow(scanFault: (typeof SCAN_FAULTS)[number]) {
  await using standIn = await standInOf(scanFault)
  const lockllm = { timeout: `${BUDGET_MS}ms`, ...(standIn && { base_url: standIn.url }) }
  await using well = await startWorld({ scan: { on_error: 'allow' } })
  await measure(well, REQUESTS)
  const before = median(await measure(well, REQUESTS))
  await using world = await startWorld({ scan: { on_error: 'allow', lockllm } })
  // Its first request connects to the provider.
  if (!standIn) await measure(world, 1)
  world.lockllm.failAlways(faultOf(scanFault))
  const [first = Number.NaN, ...next] = await measure(world, BEFORE_BREAKER)
  const after = await measure(world, REQUESTS)
  return [scanFault.name, before, first - before, median(next) - before, median(after) - before]
}

if (hasRedis) {
  const rows: (string | number)[][] = []
  for (const fault of REDIS_FAULTS) rows.push(await redisRow(fault))
  await print(`Redis, cache.command_timeout 30ms; milliseconds, median of ${rounds} rounds\n`)
  await print(table(['fault', 'before', 'first adds', 'others add', 'worst of others'], rows))
} else await print('not installed: redis-server; its faults are not measured\n')

const rows: (string | number)[][] = []
for (const fault of SCAN_FAULTS) rows.push(await scanRow(fault))
await print(`\nLockLLM, on_error = "allow", budget ${BUDGET_MS} ms, two retries; milliseconds\n`)
await print(table(['fault', 'before', 'first adds', 'next four add', 'with the breaker open'], rows))
