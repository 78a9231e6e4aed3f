/** `allow_with_warning`: the request goes through, and the answer's headers tell the LockLLM SDK what was found. */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { parseProxyMetadata } from '@lockllm/sdk'
import OpenAI from 'openai'
import { chat, collect, freshPrompt, post } from '../support/client.ts'
import { REPLY_TEXT } from '../support/providers/vendor.ts'
import { startWorld } from '../support/world.ts'

const warn = 'allow_with_warning'
const world = await startWorld({
  scan: { action: warn, lockllm: { policy_action: warn, pii_action: warn, abuse_action: warn } },
})
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const url = `${world.at('openai')}/chat/completions`
const EVERYTHING = 'INJECT-ME POLICY-ME ABUSE-ME PII-ME user@example.com'

test('every finding is in the headers that the SDK parses', async () => {
  const response = await post(url, chat(freshPrompt(EVERYTHING)))
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: REPLY_TEXT } }] })
  expect(parseProxyMetadata(response.headers)).toMatchObject({
    request_id: 'req_openai_0001',
    scanned: true,
    safe: false,
    label: 1,
    provider: 'openai',
    model: 'gpt-4o-mini',
    sensitivity: 'medium',
    scan_warning: { injection_score: 95, confidence: 95 },
    policy_warnings: { count: 1 },
    policy_detail: [{ policy_name: 'No trade secrets' }],
    abuse_detected: { confidence: 80, types: 'bot' },
    pii_detected: { detected: true, entity_types: 'email', entity_count: 1, action: warn },
  })
  const metadata = parseProxyMetadata(response.headers)
  expect(metadata.blocked).toBeUndefined()
  expect(metadata.scan_detail).not.toBeNull()
  expect(metadata.abuse_detail).not.toBeNull()
  expect(response.headers.get('x-lockllm-request-id')).toBeTruthy()
})

test('each finding alone has its own headers and no others', async () => {
  const found = async (marker: string) => {
    const response = await post(url, chat(freshPrompt(marker)))
    const { scan_warning, policy_warnings, abuse_detected, pii_detected } = parseProxyMetadata(
      response.headers,
    )
    return [scan_warning, policy_warnings, abuse_detected, pii_detected?.detected].map(Boolean)
  }
  expect(await found('INJECT-ME')).toEqual([true, false, false, false])
  expect(await found('POLICY-ME')).toEqual([false, true, false, false])
  expect(await found('ABUSE-ME')).toEqual([false, false, true, false])
  expect(await found('PII-ME user@example.com')).toEqual([false, false, false, true])
  expect(await found('nothing at all')).toEqual([false, false, false, false])
})

test('a stream is warned about in its headers', async () => {
  const client = new OpenAI({ apiKey: 'sk-client', baseURL: world.at('openai'), maxRetries: 0 })
  const { data, response } = await client.chat.completions
    .create({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: freshPrompt('INJECT-ME') }],
      stream: true,
    })
    .withResponse()
  expect(parseProxyMetadata(response.headers)).toMatchObject({ safe: false, scan_warning: {} })
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  expect((await collect(data)).length).toBeGreaterThan(5)
})

test('a provider cannot speak in the name of the scanner', async () => {
  world.provider.answerNext((_request, reply) =>
    reply.json(200, {}, [
      ['X-LockLLM-Safe', 'true'],
      ['X-LockLLM-Scanned', 'true'],
      ['X-LockLLM-Blocked', 'true'],
    ]),
  )
  const response = await post(url, chat(freshPrompt('INJECT-ME')))
  const metadata = parseProxyMetadata(response.headers)
  expect(metadata.safe).toBe(false)
  expect(metadata.blocked).toBeUndefined()
})

test('a warned request can still be blocked when its client asks for that', async () => {
  const response = await post(url, chat(freshPrompt('INJECT-ME')), { 'x-lockllm-scan-action': 'block' })
  expect(response.status).toBe(400)
  expect(world.provider.requests).toBeEmpty()
})

test('what has been scanned before costs no second call', async () => {
  const prompt = freshPrompt()
  const first = await post(url, chat(prompt))
  const second = await post(url, chat(prompt))
  expect([first.status, second.status]).toEqual([200, 200])
  expect(world.lockllm.calls).toHaveLength(1)
  expect(parseProxyMetadata(second.headers)).toMatchObject({ scanned: true, safe: true })
})
