/** Providers and paths with a scan of their own, in the executable. */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { chat, freshPrompt, post } from '../support/client.ts'
import { FAULTS } from '../support/fake-lockllm.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld((provider) => ({
  scan: {
    lockllm: { sensitivity: 'low', retries: 0 },
    overrides: [
      { path: '/v1/proxy/openai/embeddings', action: 'allow_with_warning', lockllm: { pii_action: 'block' } },
      { path: '/v1/proxy/openai/completions', lockllm: { sensitivity: 'high' } },
    ],
  },
  providers: {
    anthropic: {
      base_url: `${provider.url}/anthropic/v1`,
      scan: { on_error: 'local', trusted_roles: ['system'] },
    },
  },
}))
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const status = async (path: string, body: unknown, headers = {}) => {
  const { status } = await post(`${world.proxy.url}/v1/proxy/${path}`, body, headers)
  return status
}
const text = (marker: string) => ({ model: 'm', input: freshPrompt(marker), prompt: freshPrompt(marker) })

test.each([
  ['openai/chat/completions', 'INJECT-ME', 400],
  ['openai/embeddings', 'INJECT-ME', 200],
  ['openai/v1/embeddings', 'INJECT-ME', 200],
  ['openai/embeddings', 'PII-ME', 403],
  ['openai/v1//EMBEDDINGS', 'PII-ME', 403],
  ['openai/completions', 'PII-ME', 200],
  ['openai/completions', 'BORDERLINE-ME', 400],
  ['openai/embeddings', 'BORDERLINE-ME', 200],
] as const)('%s with %s: %p', async (path, marker, expected) => {
  const got = await status(path, path.includes('chat') ? chat(freshPrompt(marker)) : text(marker))
  // The fake provider has not every spelling of a path; what counts is who answered.
  expect(got === 404 ? 200 : got).toBe(expected)
  expect(world.provider.requests).toHaveLength(expected === 200 ? 1 : 0)
})

test('one text under two profiles has two verdicts', async () => {
  const body = text('BORDERLINE-ME')
  expect(await status('openai/embeddings', body)).toBe(200)
  expect(await status('openai/completions', body)).toBe(400)
  expect(world.lockllm.calls.map((call) => call.header('x-lockllm-sensitivity'))).toEqual(['low', 'high'])
})

test('a client tightens what an override loosened, and no more', async () => {
  const ask = (action: string) =>
    status('openai/embeddings', text('INJECT-ME'), { 'x-lockllm-scan-action': action })
  expect(await ask('block')).toBe(400)
  expect(await ask('allow_with_warning')).toBe(200)
  const relax = { 'x-lockllm-pii-action': 'off' }
  expect(await status('openai/embeddings', text('PII-ME'), relax)).toBe(403)
})

test('the stand-in and the trusted roles of one provider alone', async () => {
  const message = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: freshPrompt() }] }
  world.lockllm.failAlways(FAULTS.status(500))
  expect(await status('anthropic/messages', message)).toBe(200)
  expect(await status('openai/chat/completions', chat(freshPrompt()))).toBe(503)
  world.lockllm.failAlways(undefined)
  const calls = world.lockllm.calls.length
  expect(await status('anthropic/messages', { ...message, system: freshPrompt('INJECT-ME') })).toBe(200)
  expect(world.lockllm.calls.slice(calls).some(({ input }) => input.includes('INJECT-ME'))).toBe(false)
})

test('a route of some models lends its scan to no others', async () => {
  await using routed = await startWorld((provider) => ({
    providers: {
      lax: { base_url: `${provider.url}/openai/v1`, scan: { action: 'allow_with_warning' } },
    },
    routes: [{ name: 'some', models: ['lax-*'], targets: [{ provider: 'lax' }] }],
  }))
  const ask = async (model: string) => {
    const body = chat(freshPrompt('INJECT-ME'), { model })
    return (await post(`${routed.at('openai')}/chat/completions`, body)).status
  }
  expect(await ask('lax-1')).toBe(200)
  expect(await ask('strict-1')).toBe(400)
  expect(routed.provider.requests).toHaveLength(1)
})

test('a route may have a scan of its own, for its models alone', async () => {
  await using routed = await startWorld({
    routes: [
      {
        name: 'trial',
        models: ['trial-*'],
        targets: [{ provider: 'openai' }],
        scan: { action: 'allow_with_warning' },
      },
      {
        name: 'files',
        headers: { 'x-files': '1' },
        targets: [{ provider: 'openai' }],
        scan: { references: 'allow' },
      },
    ],
    scan: { references: 'block' },
  })
  const ask = async (content: unknown, model: string, headers = {}) => {
    const body = { model, messages: [{ role: 'user', content }] }
    return (await post(`${routed.at('openai')}/chat/completions`, body, headers)).status
  }
  expect(await ask(freshPrompt('INJECT-ME'), 'trial-1')).toBe(200)
  expect(await ask(freshPrompt('INJECT-ME'), 'other-1')).toBe(400)
  const file = [{ type: 'file', file: { file_id: 'file-abc123' } }]
  expect(await ask(file, 'm')).toBe(422)
  expect(await ask(file, 'm', { 'x-files': '1' })).toBe(200)
})
