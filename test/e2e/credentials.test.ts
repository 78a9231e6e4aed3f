/** Credentials: the client's pass through, or are replaced by the provider's own key, wherever the client put them. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { chat, freshPrompt, post } from '../support/client.ts'
import type { WireRequest } from '../support/wire/wire-server.ts'
import { startWorld, type World } from '../support/world.ts'

const KEY = 'sk-provider-own-key'
const passing = await startWorld()
const replacing = await startWorld((provider) => ({
  providers: {
    openai: { api_key: KEY },
    anthropic: { api_key: KEY },
    gemini: { api_key: KEY },
    cohere: { api_key: KEY },
    azure: { base_url: `${provider.url}/azure`, api_key: KEY },
  },
}))
beforeEach(() => {
  passing.reset()
  replacing.reset()
})
afterAll(() => Promise.all([passing[Symbol.asyncDispose](), replacing[Symbol.asyncDispose]()]))

/** Everything of a request in which a key could travel. */
const wireText = (request: WireRequest): string =>
  [request.target, ...request.headers.map((header) => header.join(': ')), request.body.toString()].join('\n')

const send = async (world: World, path: string, headers: Readonly<Record<string, string>>) => {
  const response = await post(`${world.proxy.url}/v1/proxy/${path}`, chat(freshPrompt()), headers)
  await response.arrayBuffer()
  const request = world.provider.requests[0]
  if (!request) throw new Error(`not forwarded: ${response.status}`)
  return request
}

/** Each place in which a client may put its key. */
const PLACES = [
  ['Authorization', '', { authorization: 'Bearer client-key' }],
  ['x-api-key', '', { 'x-api-key': 'client-key' }],
  ['x-goog-api-key', '', { 'x-goog-api-key': 'client-key' }],
  ['api-key', '', { 'api-key': 'client-key' }],
  ['?key=', '?key=client-key', {}],
] as const satisfies readonly (readonly [string, string, Readonly<Record<string, string>>])[]

describe.each(PLACES)('a client with its key in %s', (_place, query, headers) => {
  test('keeps it when the provider has none', async () => {
    const request = await send(passing, `echo/chat${query}`, headers)
    expect(wireText(request)).toContain('client-key')
  })

  test.each([
    ['openai', 'authorization', `Bearer ${KEY}`],
    ['anthropic', 'x-api-key', KEY],
    ['gemini', 'x-goog-api-key', KEY],
    ['cohere', 'authorization', `Bearer ${KEY}`],
    ['azure', 'api-key', KEY],
  ])('has it replaced for %s', async (provider, header, value) => {
    const request = await send(replacing, `${provider}/chat${query}`, headers)
    expect(wireText(request)).not.toContain('client-key')
    expect(request.header(header)).toBe(value)
    expect(wireText(request).split(KEY)).toHaveLength(2)
  })
})

test('a query beside the key survives', async () => {
  const request = await send(
    replacing,
    'gemini/v1beta/models/m:generateContent?alt=sse&key=client-key&x=1',
    {},
  )
  expect(request.target).toBe('/gemini/v1beta/models/m:generateContent?alt=sse&x=1')
})

test('no key of LockLLM reaches a provider', async () => {
  const request = await send(passing, 'echo/chat', { authorization: 'Bearer client-key' })
  expect(wireText(request)).not.toContain(passing.lockllm.apiKey)
  expect(passing.lockllm.calls[0]?.header('authorization')).toBe(`Bearer ${passing.lockllm.apiKey}`)
})
