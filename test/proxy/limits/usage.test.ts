/** What an answer cost, in every vendor's words, however its bytes are cut. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { observeUsage } from '../../../src/proxy/limits/usage.ts'

const events = (...data: unknown[]) => data.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')
const total = (type: string, chunks: readonly Uint8Array[], inputChars = 400, isWhole = true) => {
  const observer = observeUsage(new Headers({ 'content-type': type }))
  for (const chunk of chunks) observer.see(chunk)
  return observer.total(inputChars, isWhole)
}
const cut = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] => {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.slice(places[index], end))
}

const JSON_TYPE = 'application/json; charset=utf-8'
const SSE = 'text/event-stream; charset=utf-8'
const anthropicStream = [
  {
    type: 'message_start',
    message: { usage: { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1 } },
  },
  { type: 'content_block_delta', delta: { text: 'a "usage": {"input_tokens": 999} Grüße' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } },
]

const ANSWERS = [
  ['OpenAI', JSON_TYPE, '{"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}', 11],
  [
    'OpenAI, streamed',
    SSE,
    `${events({ choices: [{ delta: { content: 'x' } }], usage: null }, { choices: [], usage: { total_tokens: 21 } })}data: [DONE]\n\n`,
    21,
  ],
  [
    'OpenAI Responses, streamed',
    SSE,
    `event: response.completed\n${events({ type: 'response.completed', response: { usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } } })}`,
    7,
  ],
  ['Groq, streamed', SSE, events({ x_groq: { usage: { total_tokens: 9 } } }), 9],
  [
    'Anthropic',
    JSON_TYPE,
    '{"usage":{"input_tokens":10,"cache_creation_input_tokens":1,"cache_read_input_tokens":2,"output_tokens":3}}',
    16,
  ],
  ['Anthropic, streamed', SSE, events(...anthropicStream), 22],
  ['Anthropic, streamed with CRLF', SSE, events(...anthropicStream).replaceAll('\n', '\r\n'), 22],
  [
    'Gemini',
    JSON_TYPE,
    '{"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":5,"totalTokenCount":9}}',
    9,
  ],
  [
    'Gemini, streamed',
    SSE,
    events({ usageMetadata: { totalTokenCount: 5 } }, { usageMetadata: { totalTokenCount: 12 } }),
    12,
  ],
  [
    'Gemini, streamed as a list',
    JSON_TYPE,
    '[{"usageMetadata":{"totalTokenCount":5}},\n{"usageMetadata":{"totalTokenCount":12}}]',
    12,
  ],
  ['Cohere', JSON_TYPE, '{"usage":{"tokens":{"input_tokens":3,"output_tokens":4}}}', 7],
  ['Cohere v1', JSON_TYPE, '{"meta":{"tokens":{"input_tokens":3,"output_tokens":5}}}', 8],
  [
    'Bedrock, streamed',
    'application/vnd.amazon.eventstream',
    '\0\0\x01{"delta":{"text":"\\"usage\\":{\\"totalTokens\\":99}"}}\0{"metrics":{},"usage":{"inputTokens":3,"outputTokens":4,"totalTokens":7}}\xff',
    7,
  ],
  ['none: by its length', JSON_TYPE, `{"text":"${'x'.repeat(189)}"}`, 150],
  ['none, streamed: an event is a token', SSE, events({ a: 1 }, { b: 2 }), 102],
  ['no JSON', 'text/plain', 'x'.repeat(40), 110],
] as const

describe.each(ANSWERS)('%s', (_, type, text, expected) => {
  test('whole and cut anywhere', () => {
    const bytes = Buffer.from(text)
    expect(total(type, [bytes])).toBe(expected)
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (at) => {
        expect(total(type, cut(bytes, at))).toBe(expected)
      }),
      { numRuns: 50 },
    )
  })
})

test('a stream that was left early costs what had come', () => {
  const stream = events(anthropicStream[0], ...Array(50).fill({ type: 'content_block_delta' }))
  expect(total(SSE, [Buffer.from(stream)], 400, false)).toBe(151)
})

test('an encoded answer is estimated', () => {
  const observer = observeUsage(new Headers({ 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }))
  observer.see(new Uint8Array(100))
  expect(observer.total(100, true)).toBe(50)
})
