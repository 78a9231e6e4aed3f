/** Limits against the compiled binary: the SDKs back off by themselves, tokens are counted in passing, attackers wait. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { hashOfKey, newKey } from '../../src/proxy/clients/key.ts'
import { chat, collect, envelopeOf, freshPrompt, post, rejection } from '../support/client.ts'
import { startWorld } from '../support/world.ts'

/** A client for each test, so that none uses up what another needs. */
const NAMES = [
  'burst',
  'claude',
  'large',
  'tokens',
  'streams',
  'attacker',
  'blocked',
  'headers',
  'plain',
] as const
const KEYS = Object.fromEntries(NAMES.map((name) => [name, newKey()])) as Record<
  (typeof NAMES)[number],
  string
>
const only = (name: string, rule: object) => ({ name, clients: [name], per: ['client'], ...rule })
const world = await startWorld({
  clients: NAMES.map((name) => ({ name, keys: [{ hash: hashOfKey(KEYS[name]) }] })),
  limits: {
    ban: { after: 2, within: '1m', for: '10m', per: 'key' },
    rules: [
      only('burst', { requests: 1, window: '1s' }),
      only('claude', { requests: 1, window: '1s' }),
      only('large', { input_chars: 100, window: '1m' }),
      only('tokens', { tokens: 40, window: '1m' }),
      only('streams', { concurrent: 1 }),
      only('blocked', { blocked: 1, window: '1m' }),
      only('headers', { requests: 10, tokens: 1000, window: '1m' }),
    ],
  },
})
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const as = (name: (typeof NAMES)[number]) => ({ 'x-lockllm-proxy-key': KEYS[name] })
const ask = (name: (typeof NAMES)[number], text = 'hello there', more = {}) =>
  post(`${world.at('openai')}/chat/completions`, chat(freshPrompt(text), more), as(name))
const status = async (response: Promise<Response>): Promise<number> => {
  const answer = await response
  await answer.arrayBuffer()
  return answer.status
}

describe("the vendors' SDKs wait and try again by themselves", () => {
  const messages = () => [{ role: 'user' as const, content: freshPrompt() }]

  test('openai', async () => {
    const client = new OpenAI({ apiKey: KEYS.burst, baseURL: world.at('openai') })
    const before = performance.now()
    for (let i = 0; i < 2; i++) {
      const answer = await client.chat.completions.create({ model: 'gpt-4o', messages: messages() })
      expect(answer.choices).toHaveLength(1)
    }
    expect(performance.now() - before).toBeGreaterThan(900)
    expect(world.provider.requests).toHaveLength(2)
    expect(world.lockllm.calls.length).toBeLessThanOrEqual(2)
    const impatient = new OpenAI({ apiKey: KEYS.burst, baseURL: world.at('openai'), maxRetries: 0 })
    const error = await rejection(
      impatient.chat.completions.create({ model: 'gpt-4o', messages: messages() }) as Promise<unknown>,
    )
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect(error).toMatchObject({ code: 'rate_limited', status: 429 })
  })

  test('@anthropic-ai/sdk', async () => {
    const client = new Anthropic({ apiKey: KEYS.claude, baseURL: world.at('anthropic') })
    const before = performance.now()
    for (let i = 0; i < 2; i++) {
      const answer = await client.messages.create({ model: 'claude-x', max_tokens: 9, messages: messages() })
      expect(answer.role).toBe('assistant')
    }
    expect(performance.now() - before).toBeGreaterThan(900)
    expect(world.provider.requests).toHaveLength(2)
  })
})

test('what is left is told in every dialect, and the refusal says when to come again', async () => {
  const first = await ask('headers')
  expect(first.headers.get('ratelimit-policy')).toBe(
    '"headers-requests";q=10;w=60, "headers-tokens";q=1000;w=60;qu="tokens"',
  )
  expect(first.headers.get('ratelimit')).toMatch(
    /^"headers-requests";r=9;t=\d+, "headers-tokens";r=1000;t=0$/,
  )
  // The provider's own numbers stay its own.
  expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('9999')
  expect(first.headers.get('x-ratelimit-limit-tokens')).toBe('1000')
  await first.arrayBuffer()
  while ((await status(ask('headers'))) === 200);
  const refused = await ask('headers')
  expect(refused.status).toBe(429)
  const { error } = await envelopeOf(refused)
  expect(error).toMatchObject({ type: 'rate_limit_error', code: 'rate_limited', limit: 'headers-requests' })
  const wait = Number(refused.headers.get('retry-after'))
  expect(wait).toBeGreaterThan(50)
  expect(wait).toBeLessThanOrEqual(63)
  expect(Number(refused.headers.get('retry-after-ms'))).toBeLessThanOrEqual(wait * 1000)
  expect(refused.headers.get('ratelimit')).toContain('"headers-requests";r=0;t=')
  expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0')
  expect(await world.proxy.logged(({ limit }) => limit === 'headers-requests')).toMatchObject({ status: 429 })
  const metrics = await (await fetch(`${world.proxy.adminUrl}/metrics`)).text()
  expect(metrics).toMatch(/lockllm_proxy_limited_total\{limit="headers-requests"\} [1-9]/)
})

test('a request without a limit has no headers of one', async () => {
  const response = await ask('plain')
  expect([response.status, response.headers.get('ratelimit')]).toEqual([200, null])
})

test('characters: a text larger than the limit is not worth another try', async () => {
  expect(await status(ask('large', 'x'))).toBe(200)
  const response = await ask('large', 'word '.repeat(30))
  expect([response.status, response.headers.get('x-should-retry')]).toEqual([429, 'false'])
  // It was not charged.
  expect(await status(ask('large', 'x'))).toBe(200)
})

test('tokens: counted as the provider reports them, in streams too, without a byte changed', async () => {
  const plain = await ask('plain', 'hello there', { stream: true, stream_options: { include_usage: true } })
  const counted = await ask('tokens', 'hello there', {
    stream: true,
    stream_options: { include_usage: true },
  })
  expect(await counted.text()).toBe(await plain.text())
  expect(world.provider.requests[1]?.header('accept-encoding')).toBe('identity')
  expect(
    await world.proxy.logged(({ client_name, tokens }) => client_name === 'tokens' && tokens === 21),
  ).toBeTruthy()
  // 21 of 40 are gone: one more request goes through, and none after it.
  expect(await status(ask('tokens'))).toBe(200)
  const response = await ask('tokens')
  expect([response.status, (await envelopeOf(response)).error]).toMatchObject([
    429,
    { limit: 'tokens-tokens' },
  ])
})

test('a stream holds its place until it is over, or its client has left', async () => {
  const hold = Promise.withResolvers<void>()
  const streaming = () => {
    world.provider.answerNext(async (request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write('data: 1\n\n')
      await Promise.race([hold.promise, request.peerGone])
      await reply.end().catch(() => {})
    })
  }
  streaming()
  const client = new OpenAI({ apiKey: 'sk', baseURL: world.at('openai'), defaultHeaders: as('streams') })
  const stream = await client.chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: freshPrompt() }],
    stream: true,
  })
  const refused = await ask('streams')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  hold.resolve()
  await collect(stream)
  expect(await status(ask('streams'))).toBe(200)

  const left = new AbortController()
  const never = Promise.withResolvers<void>()
  world.provider.answerNext(async (request, reply) => {
    await reply.stream(200, [['Content-Type', 'text/event-stream']])
    await reply.write('data: 1\n\n')
    await Promise.race([never.promise, request.peerGone])
  })
  const leaving = await fetch(`${world.at('openai')}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...as('streams') },
    body: JSON.stringify(chat(freshPrompt(), { stream: true })),
    signal: left.signal,
  })
  expect(leaving.status).toBe(200)
  left.abort()
  await world.proxy.logged(
    ({ client_name, outcome }) => client_name === 'streams' && outcome === 'client_gone',
  )
  expect(await status(ask('streams'))).toBe(200)
})

describe('a client that keeps sending attacks', () => {
  test('is put aside', async () => {
    expect(await status(ask('attacker', 'INJECT-ME'))).toBe(400)
    expect(await status(ask('attacker'))).toBe(200)
    expect(await status(ask('attacker', 'INJECT-ME'))).toBe(400)
    const response = await ask('attacker')
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([429, 'false'])
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(590)
    expect((await envelopeOf(response)).error).toMatchObject({ limit: 'ban' })
    expect(await status(ask('plain'))).toBe(200)
  })

  test('has only so many attempts', async () => {
    expect(await status(ask('blocked', 'INJECT-ME'))).toBe(400)
    const scans = world.lockllm.calls.length
    expect(await status(ask('blocked'))).toBe(429)
    expect(world.lockllm.calls).toHaveLength(scans)
  })

  test('a scan that failed is not its fault', async () => {
    const { FAULTS } = await import('../support/fake-lockllm.ts')
    for (let i = 0; i < 3; i++) {
      world.lockllm.failNext(FAULTS.status(401))
      expect(await status(ask('plain'))).toBe(503)
    }
    expect(await status(ask('plain'))).toBe(200)
  })
})
