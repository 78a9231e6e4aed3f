/** Verdicts shared through a real Redis, and what its faults cost. */

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Verdict } from '../../../src/scan/scanner.ts'
import { createRedisClient, type RedisClient } from '../../../src/scan/shared/redis-client.ts'
import { parseRedisUrl } from '../../../src/scan/shared/redis-url.ts'
import { createSharedVerdicts, type SharedVerdicts } from '../../../src/scan/shared/shared-verdicts.ts'
import { decodeVerdict, encodeVerdict } from '../../../src/scan/shared/stored-verdict.ts'
import { hasRedis, type RedisServer, startRedisServer } from '../../support/redis-server.ts'

const SECRET = new Uint8Array(32).fill(7)
const TIMEOUT_MS = 50
const safe: Verdict = {
  scanner: 'lockllm',
  safe: true,
  sensitivity: 'medium',
  injection: 0.02,
  confidence: 0.98,
}
const policy: Verdict = {
  ...safe,
  policyViolations: [
    { policy_name: 'P', violated_categories: [{ name: 'C' }], violation_details: 'quotes the prompt' },
  ],
}

describe('a stored verdict', () => {
  const stored = (verdict: Verdict, key = 'k') => encodeVerdict(key, { verdict, expiresAt: 2000 }, SECRET)

  test('comes back as it was', () => {
    expect(decodeVerdict('k', stored(safe), SECRET, 1000)).toEqual({ verdict: safe, expiresAt: 2000 })
  })

  test('holds nothing that quotes a prompt', () => {
    expect(stored(policy)).not.toContain('quotes')
  })

  test.each([
    ['of another key', () => decodeVerdict('other', stored(safe), SECRET, 1000)],
    ['under another secret', () => decodeVerdict('k', stored(safe), new Uint8Array(32), 1000)],
    ['that has expired', () => decodeVerdict('k', stored(safe), SECRET, 2000)],
    [
      'that was altered',
      () => decodeVerdict('k', stored({ ...safe, safe: false }).replace('false', 'true '), SECRET, 1000),
    ],
    ['that is none', () => decodeVerdict('k', 'foreign', SECRET, 1000)],
    ['that is empty', () => decodeVerdict('k', '', SECRET, 1000)],
  ])('%s is a miss', (_, decode) => {
    expect(decode()).toBeUndefined()
  })
})

describe.skipIf(!hasRedis)('a real Redis', () => {
  let folder: string
  let redis: RedisServer
  const socketOf = () => join(folder, 'redis.sock')
  const whenUp = async ({ shared }: { shared: SharedVerdicts }) => {
    while (!shared.isUp()) await Bun.sleep(5)
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lockllm-proxy-redis-'))
    redis = await startRedisServer(['--unixsocket', socketOf()])
  })
  afterAll(async () => {
    await redis[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  const open = (changes: boolean[] = []): { client: RedisClient; shared: SharedVerdicts } => {
    const client = createRedisClient(parseRedisUrl(redis.url), TIMEOUT_MS)
    const shared = createSharedVerdicts({
      client,
      prefix: 't:',
      secret: SECRET,
      timeoutMs: TIMEOUT_MS,
      onChange: (up) => changes.push(up),
      onStoreFailure: () => {},
    })
    return { client, shared }
  }

  test('a value of another type is a miss, and no fault of Redis', async () => {
    const instance = open()
    await whenUp(instance)
    instance.shared.store('beside', safe, 60_000)
    await instance.client.lpush('t:list', 'foreign')
    expect([...(await instance.shared.lookUp(['list', 'beside'])).keys()]).toEqual(['beside'])
    expect(instance.shared.isUp()).toBe(true)
    instance.shared.store('list', safe, 60_000)
    expect((await instance.shared.lookUp(['list'])).size).toBe(1)
    instance.shared.close()
  })

  test('shares between instances, survives a freeze, and is used again after it', async () => {
    const changes: boolean[] = []
    const [a, b] = [open(), open(changes)]
    await Promise.all([whenUp(a), whenUp(b)])

    a.shared.store('key', safe, 60_000)
    // Commands of one connection are answered in order.
    expect((await a.shared.lookUp(['key'])).get('key')?.verdict).toEqual(safe)
    expect((await b.shared.lookUp(['key', 'unknown'])).size).toBe(1)
    expect(await a.client.get('t:key')).not.toContain('prompt')

    await a.client.set('t:forged', 'x'.repeat(24) + JSON.stringify({ e: Date.now() + 60_000, v: safe }))
    expect((await b.shared.lookUp(['forged'])).size).toBe(0)

    redis.freeze()
    try {
      expect((await b.shared.lookUp(['key'])).size).toBe(0)
      expect(b.shared.isUp()).toBe(false)
      const started = performance.now()
      for (let i = 0; i < 100; i++) await b.shared.lookUp(['key'])
      // Not one of a hundred further requests waits for the frozen server.
      expect(performance.now() - started).toBeLessThan(TIMEOUT_MS)
    } finally {
      redis.thaw()
    }
    await whenUp(b)
    expect((await b.shared.lookUp(['key'])).size).toBe(1)
    expect(changes).toContain(false)
    expect(changes.at(-1)).toBe(true)
    a.shared.close()
    b.shared.close()
  }, 20_000)
})
