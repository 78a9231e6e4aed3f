/** Clients against the compiled binary: the vendors' SDKs with a key of ours, what each may use, and no key outside. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { hashOfKey, newKey } from '../../src/proxy/clients/key.ts'
import { buildOnce } from '../support/build-once.ts'
import { chat, envelopeOf, freshPrompt, post, rejection } from '../support/client.ts'
import type { WireRequest } from '../support/wire/wire-server.ts'
import { startWorld } from '../support/world.ts'

const PROVIDER_KEY = 'sk-provider-own-key'
/** Made as an operator makes it. */
const madeKey = async (): Promise<string> => {
  const child = Bun.spawn([await buildOnce(), 'key', 'new', 'search'], { stdout: 'pipe', stderr: 'ignore' })
  return (await child.stdout.text()).split('\n')[0] ?? ''
}
const KEY = await madeKey()
const LIMITED = newKey()
const FROM_AFAR = newKey()
const STRANGE = newKey()
const world = await startWorld({
  clients: [
    { name: 'search', keys: [{ hash: hashOfKey(KEY) }] },
    {
      name: 'limited',
      keys: [{ hash: hashOfKey(LIMITED), expires: '2126-01-01' }],
      providers: ['openai', 'gemini'],
      models: ['gpt-4o*', 'gemini-*-flash'],
      endpoints: ['openai-chat', 'gemini', '/openai/v1/models'],
    },
    { name: 'afar', keys: [{ hash: hashOfKey(FROM_AFAR) }], networks: ['192.0.2.0/24'] },
  ],
  providers: {
    openai: { api_key: PROVIDER_KEY },
    anthropic: { api_key: PROVIDER_KEY },
    gemini: { api_key: PROVIDER_KEY },
  },
})
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const wireText = (request: WireRequest | undefined): string =>
  request
    ? [request.target, ...request.headers.map((header) => header.join(': ')), request.body.toString()].join(
        '\n',
      )
    : 'nothing was sent'

describe("the vendors' SDKs with a key of ours", () => {
  const messages = () => [{ role: 'user' as const, content: freshPrompt() }]
  const sent = () => wireText(world.provider.requests[0])

  test('openai', async () => {
    const client = new OpenAI({ apiKey: KEY, baseURL: world.at('openai'), maxRetries: 0 })
    await client.chat.completions.create({ model: 'gpt-4o-mini', messages: messages() })
    expect(sent()).toContain(`Bearer ${PROVIDER_KEY}`)
    expect(sent()).not.toContain(KEY)
  })

  test('@anthropic-ai/sdk', async () => {
    const client = new Anthropic({ apiKey: KEY, baseURL: world.at('anthropic'), maxRetries: 0 })
    await client.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 10, messages: messages() })
    expect(sent()).toContain(PROVIDER_KEY)
    expect(sent()).not.toContain(KEY)
  })

  test('@google/genai', async () => {
    const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: world.at('gemini') } })
    await client.models.generateContent({ model: 'gemini-2.5-flash', contents: freshPrompt() })
    expect(sent()).toContain(PROVIDER_KEY)
    expect(sent()).not.toContain(KEY)
  })

  test('raise their own errors for a key that nobody knows', async () => {
    const openai = new OpenAI({ apiKey: STRANGE, baseURL: world.at('openai') })
    const error = await rejection(
      openai.chat.completions.create({ model: 'gpt-4o', messages: messages() }) as Promise<unknown>,
    )
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(error).toMatchObject({ code: 'unauthorized' })
    const anthropic = new Anthropic({ apiKey: STRANGE, baseURL: world.at('anthropic') })
    expect(
      await rejection(
        anthropic.messages.create({ model: 'c', max_tokens: 1, messages: messages() }) as Promise<unknown>,
      ),
    ).toBeInstanceOf(Anthropic.AuthenticationError)
    const limited = new OpenAI({ apiKey: LIMITED, baseURL: world.at('openai') })
    expect(
      await rejection(
        limited.chat.completions.create({ model: 'o1', messages: messages() }) as Promise<unknown>,
      ),
    ).toBeInstanceOf(OpenAI.PermissionDeniedError)
    expect(world.provider.requests).toEqual([])
    expect(world.lockllm.calls).toEqual([])
  })
})

test('a provider without a key of ours gets the own one of a client that has shown us another', async () => {
  const headers = { 'x-lockllm-proxy-key': KEY, authorization: 'Bearer sk-own' }
  expect((await post(`${world.at('echo')}/chat`, chat(freshPrompt()), headers)).status).toBe(200)
  const text = wireText(world.provider.requests[0])
  expect(text).toContain('sk-own')
  expect(text).not.toContain(KEY)
})

test.each([
  ['authorization', { authorization: `Bearer ${KEY}` }, ''],
  ['x-api-key', { 'x-api-key': KEY }, ''],
  ['api-key', { 'api-key': KEY }, ''],
  ['x-goog-api-key', { 'x-goog-api-key': KEY }, ''],
  ['?key=', {}, `?a=1&key=${KEY}`],
  [
    'all of them',
    { authorization: `Bearer ${KEY}`, 'x-api-key': KEY, 'x-mine': KEY },
    `?key=${KEY}&b=${KEY}`,
  ],
] satisfies [string, Record<string, string>, string][])(
  'a key in %s does not reach a provider that has none of ours',
  async (_, headers, query) => {
    expect((await post(`${world.at('echo')}/chat${query}`, chat(freshPrompt()), headers)).status).toBe(200)
    expect(wireText(world.provider.requests[0])).not.toContain(KEY)
  },
)

describe('what a client may not use', () => {
  const model = (name: unknown, more = {}) => ({ ...chat(freshPrompt()), model: name, ...more })
  test.each([
    [200, 'openai/chat/completions', model('gpt-4o-mini')],
    [403, 'openai/chat/completions', model('gpt-5')],
    [403, 'openai/chat/completions', model(undefined)],
    [403, 'openai/chat/completions', model(['gpt-4o'])],
    [403, 'openai/chat/completions', model('gpt-4o', { models: ['gpt-5'] })],
    [403, 'openai/embeddings', { model: 'gpt-4o', input: 'text' }],
    [403, 'anthropic/messages', model('gpt-4o')],
    [403, 'echo/chat/completions', model('gpt-4o')],
    [
      200,
      'gemini/models/gemini-2.5-flash:generateContent',
      { contents: [{ parts: [{ text: 'hello there' }] }] },
    ],
    [
      403,
      'gemini/models/gemini-2.5-pro:generateContent',
      { contents: [{ parts: [{ text: 'hello there' }] }] },
    ],
    [
      403,
      'gemini/models/gemini-2.5-pro:generateContent',
      { model: 'gemini-2.5-flash', contents: [{ parts: [{ text: 'hello there' }] }] },
    ],
    [
      403,
      'gemini/tunedModels/mine:generateContent',
      { model: 'gemini-2.5-flash', contents: [{ parts: [{ text: 'hello there' }] }] },
    ],
  ])('%d: %s with %j', async (status, path, body) => {
    const response = await post(`${world.proxy.url}/v1/proxy/${path}`, body, { 'x-api-key': LIMITED })
    expect(response.status).toBe(status)
    if (status !== 403) return
    expect((await envelopeOf(response)).error).toMatchObject({ code: 'forbidden', type: 'permission_error' })
    expect(world.provider.requests).toEqual([])
    expect(world.lockllm.calls).toEqual([])
  })

  test('the second model of a form counts too', async () => {
    const form = new FormData()
    form.append('model', 'gpt-5')
    form.append('model', 'gpt-4o')
    const response = await fetch(`${world.at('openai')}/chat/completions`, {
      method: 'POST',
      headers: { 'x-api-key': LIMITED },
      body: form,
    })
    expect(response.status).toBe(403)
  })

  test('a model that is sent as a file counts by its name and by its content', async () => {
    const form = new FormData()
    form.append('model', new Blob(['gpt-5']), 'gpt-4o')
    const response = await fetch(`${world.at('openai')}/chat/completions`, {
      method: 'POST',
      headers: { 'x-api-key': LIMITED },
      body: form,
    })
    expect(response.status).toBe(403)
  })

  test('a list of models has no body to name one', async () => {
    const response = await fetch(`${world.at('openai')}/models`, { headers: { 'x-api-key': LIMITED } })
    expect(response.status).toBe(200)
  })

  test('another address', async () => {
    const response = await post(`${world.at('openai')}/chat/completions`, chat('x'), {
      'x-api-key': FROM_AFAR,
    })
    expect([response.status, (await envelopeOf(response)).error.code]).toEqual([403, 'forbidden'])
  })
})

test('nobody without a key', async () => {
  const response = await post(`${world.at('openai')}/chat/completions`, chat('hello there'))
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="lockllm-proxy"',
  ])
  expect((await envelopeOf(response)).error).toMatchObject({
    type: 'authentication_error',
    code: 'unauthorized',
  })
  // The operators' routes ask for none.
  expect((await fetch(`${world.proxy.adminUrl}/readyz`)).status).toBe(200)
})

test('the log names clients and never keys', async () => {
  const attack = chat(freshPrompt('INJECT-ME'))
  expect((await post(`${world.at('openai')}/chat/completions`, attack, { 'x-api-key': KEY })).status).toBe(
    400,
  )
  const audited = await world.proxy.logged(({ event }) => event === 'blocked')
  expect(audited).toMatchObject({ client_name: 'search', key: hashOfKey(KEY).slice(7, 15) })
  const line = await world.proxy.logged(
    ({ msg, code }) => msg === 'request' && code === 'prompt_injection_detected',
  )
  expect(line).toMatchObject({ client_name: 'search', key: hashOfKey(KEY).slice(7, 15) })
  const output = world.proxy.stdout() + world.proxy.stderr()
  expect(output.length).toBeGreaterThan(1000)
  for (const key of [KEY, LIMITED, FROM_AFAR, STRANGE, PROVIDER_KEY]) expect(output).not.toContain(key)
})
