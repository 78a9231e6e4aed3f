/** Nothing unscanned leaves: an attack in any field of the other vendors' APIs, in a long text, in any role. */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { post } from '../support/client.ts'
import { expectFound, type FieldCase, HARMLESS, HIT } from '../support/scanned-field.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const user = HARMLESS

const OTHERS: FieldCase[] = [
  [
    'the system prompt',
    'anthropic/v1/messages',
    { system: HIT, messages: [user] },
    { role: 'system', path: 'system' },
  ],
  ['system blocks', 'anthropic/v1/messages', { system: [{ type: 'text', text: HIT }], messages: [user] }],
  [
    'a tool result',
    'anthropic/v1/messages',
    { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: HIT }] }] },
  ],
  [
    'tool result blocks',
    'anthropic/v1/messages',
    {
      messages: [
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: HIT }] }],
        },
      ],
    },
  ],
  [
    'a document',
    'anthropic/v1/messages',
    {
      messages: [
        {
          role: 'user',
          content: [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: HIT } }],
        },
      ],
    },
  ],
  [
    'a tool',
    'anthropic/v1/messages',
    { messages: [user], tools: [{ name: 'f', description: HIT, input_schema: {} }] },
  ],
  [
    'a tool use',
    'anthropic/v1/messages',
    {
      messages: [
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { q: HIT } }] },
      ],
    },
  ],
  ['count_tokens', 'anthropic/v1/messages/count_tokens', { messages: [{ role: 'user', content: HIT }] }],
  [
    'batches',
    'anthropic/v1/messages/batches',
    { requests: [{ custom_id: 'a', params: { messages: [{ role: 'user', content: HIT }] } }] },
  ],
  [
    'contents',
    'gemini/v1beta/models/m:generateContent',
    { contents: [{ role: 'user', parts: [{ text: HIT }] }] },
  ],
  [
    'contents, streamed',
    'gemini/v1beta/models/m:streamGenerateContent?alt=sse',
    { contents: [{ parts: [{ text: HIT }] }] },
  ],
  ['contents under v1', 'gemini/v1/models/m:generateContent', { contents: [{ parts: [{ text: HIT }] }] }],
  [
    'the system instruction',
    'gemini/v1beta/models/m:generateContent',
    { system_instruction: { parts: [{ text: HIT }] }, contents: [] },
  ],
  [
    'a function response',
    'gemini/v1beta/models/m:generateContent',
    { contents: [{ role: 'user', parts: [{ functionResponse: { name: 'f', response: { a: HIT } } }] }] },
  ],
  [
    'a function declaration',
    'gemini/v1beta/models/m:generateContent',
    { contents: [], tools: [{ functionDeclarations: [{ name: 'f', description: HIT }] }] },
  ],
  ['embedContent', 'gemini/v1beta/models/m:embedContent', { content: { parts: [{ text: HIT }] } }],
  [
    'batchEmbedContents',
    'gemini/v1beta/models/m:batchEmbedContents',
    { requests: [{ content: { parts: [{ text: HIT }] } }] },
  ],
  ['countTokens', 'gemini/v1beta/models/m:countTokens', { contents: [{ parts: [{ text: HIT }] }] }],
  [
    'the OpenAI-compatible path',
    'gemini/v1beta/openai/chat/completions',
    { messages: [{ role: 'user', content: HIT }] },
  ],
  ['chat v1', 'cohere/v1/chat', { message: HIT }],
  [
    'the history of chat v1',
    'cohere/v1/chat',
    { message: 'hello', chat_history: [{ role: 'USER', message: HIT }] },
  ],
  ['the preamble of chat v1', 'cohere/v1/chat', { message: 'hello', preamble: HIT }],
  ['chat v2', 'cohere/v2/chat', { messages: [{ role: 'user', content: HIT }] }],
  ['documents', 'cohere/v2/chat', { messages: [user], documents: [{ id: 'd', data: { title: HIT } }] }],
  ['rerank', 'cohere/v2/rerank', { query: 'hello', documents: ['hello', HIT] }],
  ['embed', 'cohere/v2/embed', { texts: [HIT] }],
]

test.each(OTHERS.map((field) => [field[0], field] as const))('%s', (_what, field) =>
  expectFound(world, field),
)

test('a long text is scanned to its end', async () => {
  const long = `${'The quick brown fox jumps over the lazy dog. '.repeat(8000)}${HIT}`
  const response = await post(`${world.at('openai')}/chat/completions`, {
    messages: [{ role: 'user', content: long }],
  })
  expect(response.status).toBe(400)
  expect(world.provider.requests).toBeEmpty()
})

test('an attack across the border of two windows is seen whole', async () => {
  for (const offset of [-20, -9, -4, 0]) {
    world.reset()
    const long = `${'x '.repeat(16_000 + offset / 2)}${HIT}${' y'.repeat(20_000)}`
    const response = await post(`${world.at('openai')}/chat/completions`, {
      messages: [{ role: 'user', content: long }],
    })
    expect([offset, response.status]).toEqual([offset, 400])
  }
})

test('trusted roles are not scanned, all others are', async () => {
  await using trusting = await startWorld({ scan: { trusted_roles: ['system'] } })
  const url = `${trusting.at('openai')}/chat/completions`
  const system = { role: 'system', content: HIT }
  expect((await post(url, { messages: [system, user] })).status).toBe(200)
  expect(trusting.lockllm.scannedText()).not.toContain(HIT)
  expect((await post(url, { messages: [system, { role: 'user', content: HIT }] })).status).toBe(400)
  expect((await post(url, { messages: [{ role: 'System', content: HIT }] })).status).toBe(400)
})
