/**
 * A text that was judged safe under lax settings is judged anew under strict ones: what is remembered, in memory and in
 * a Redis that instances share, is of use to nobody with other settings.
 */

import { describe, expect, test } from 'bun:test'
import { buildOnce } from '../support/build-once.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { samplesWhen } from '../support/metrics.ts'
import { hasRedis, startRedisServer } from '../support/redis-server.ts'
import { type Overrides, startWorld } from '../support/world.ts'

await buildOnce()

/** What is unsafe under `strict` alone; `headers` say the same as `lax` for one request. */
const CASES = [
  {
    name: 'sensitivity',
    marker: 'BORDERLINE-ME',
    lax: { sensitivity: 'low' },
    strict: { sensitivity: 'high' },
    headers: { 'x-lockllm-sensitivity': 'low' },
    refused: 400,
  },
  {
    name: 'personal information',
    marker: 'PII-ME',
    lax: { pii_action: 'off' },
    strict: { pii_action: 'block' },
    headers: { 'x-lockllm-pii-action': 'off' },
    refused: 403,
  },
] as const

const SECRET = 'a secret of thirty-two characters or more'

describe.each(CASES)('$name', ({ marker, lax, strict, headers, refused }) => {
  test('in memory: profiles of paths, and headers that loosen', async () => {
    await using world = await startWorld({
      scan: {
        client_headers: 'override',
        lockllm: strict,
        overrides: [{ path: '/v1/proxy/openai/embeddings', lockllm: lax }],
      },
    })
    const prompt = freshPrompt(marker)
    const ask = async (path: string, body: unknown, extra = {}) =>
      (await post(`${world.at('openai')}/${path}`, body, extra)).status
    const embed = { model: 'm', input: prompt }
    for (const round of [1, 2]) {
      expect([round, await ask('embeddings', embed)]).toEqual([round, 200])
      expect([round, await ask('chat/completions', chat(prompt), headers)]).toEqual([round, 200])
      expect([round, await ask('chat/completions', chat(prompt))]).toEqual([round, refused])
    }
    // The second round asks nobody: each verdict was remembered, for its own settings.
    expect(world.lockllm.calls).toHaveLength(2)
  })

  test.skipIf(!hasRedis)('in Redis: a lax instance beside a strict one', async () => {
    await using redis = await startRedisServer()
    const instance = (lockllm: Record<string, string>): Overrides => ({
      scan: { lockllm },
      cache: { redis: redis.url, secret: SECRET },
    })
    await using loose = await startWorld(instance(lax))
    // Of one LockLLM, so that their settings alone tell them apart.
    const { url, apiKey } = loose.lockllm
    await using firm = await startWorld(instance({ ...strict, base_url: url, api_key: apiKey }))
    for (const { proxy } of [loose, firm]) await samplesWhen(proxy, (now) => now('redis_up') === 1)
    const prompt = freshPrompt(marker)
    const ask = async (world: typeof loose) =>
      (await post(`${world.at('openai')}/chat/completions`, chat(prompt))).status
    expect(await ask(loose)).toBe(200)
    const client = redis.client()
    while ((await client.dbsize()) === 0) await Bun.sleep(5)
    expect(await ask(firm)).toBe(refused)
    expect(firm.provider.requests).toHaveLength(0)
    expect(await ask(loose)).toBe(200)
  })
})
