/** The place of a system instruction in every format: exact bytes, and read back by the format's own rules. */

import { describe, expect, test } from 'bun:test'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'
import { hasSystemPlace, prependSystemInstruction } from '../../src/prompt/system-instruction.ts'
import { ProxyError } from '../../src/proxy/errors.ts'
import { encodeBody } from './bodies/encode.ts'
import { BODIES } from './bodies/table.ts'

const TEXT = 'Say "hi".\nä'
const WRITTEN = JSON.stringify(TEXT).slice(1, -1)

function prepend(path: string, body: string): string {
  try {
    return Buffer.from(prependSystemInstruction(Buffer.from(body), TEXT, endpointOf(path), path)).toString()
  } catch (error) {
    if (error instanceof ProxyError) return error.code
    throw error
  }
}

const CHAT = '/v1/chat/completions'
const GEMINI = '/v1beta/models/m:generateContent'
const CONVERSE = '/model/m/converse'
const INVOKE = '/model/m/invoke'
const RAW = '/v1/projects/p/locations/l/publishers/x/models/m:rawPredict'
const message = `{"role":"system","content":"${WRITTEN}"}`

/** `+` is the instruction as a JSON text, `+:` its beginning in a longer one. */
test.each([
  [CHAT, '{"messages": [ {"role":"user"}]}', `{"messages": [${message}, {"role":"user"}]}`],
  [CHAT, '{"messages":[]}', `{"messages":[${message}]}`],
  [
    CHAT,
    '{"messages":[{"role":"developer"}]}',
    `{"messages":[${message.replace('system', 'developer')},{"role":"developer"}]}`,
  ],
  [
    CHAT,
    '{"messages":[{"role":"developer"},{"role":"system"}]}',
    `{"messages":[${message},{"role":"developer"},{"role":"system"}]}`,
  ],
  ['/api/v1/agents/completions', '{"messages":[1]}', `{"messages":[${message},1]}`],
  ['/v1/responses', '{"input":"x"}', '{"input":"x","instructions":+}'],
  [
    '/v1/responses',
    '{"instructions" : "a\\u0062" , "input":"x"}',
    '{"instructions" : "+:a\\u0062" , "input":"x"}',
  ],
  ['/v1/responses', '{"instructions":""}', '{"instructions":+}'],
  ['/v1/responses', '{"instructions": null}', '{"instructions": +}'],
  ['/v1/conversations', '{"inputs":"x"}', '{"inputs":"x","instructions":+}'],
  ['/v1/messages', '{"messages":[]}', '{"messages":[],"system":+}'],
  ['/v1/messages/count_tokens', '{"messages":[],"system":"a"}', '{"messages":[],"system":"+:a"}'],
  [
    '/v1/messages',
    '{"system":[{"type":"text","text":"a"} ],"messages":[]}',
    '{"system":[{"type":"text","text":+},{"type":"text","text":"a"} ],"messages":[]}',
  ],
  ['/v1/messages', '{"system":[],"messages":[]}', '{"system":[{"type":"text","text":+}],"messages":[]}'],
  [GEMINI, '{}', '{"systemInstruction":{"parts":[{"text":+}]}}'],
  [
    GEMINI,
    '{"system_instruction":{"parts":[ {"text":"a"}]}}',
    '{"system_instruction":{"parts":[{"text":+}, {"text":"a"}]}}',
  ],
  [GEMINI, '{"systemInstruction":{"role":"x"}}', '{"systemInstruction":{"role":"x","parts":[{"text":+}]}}'],
  [GEMINI, '{"system_instruction":null}', '{"system_instruction":{"parts":[{"text":+}]}}'],
  ['/v1beta/cachedContents', '{"ttl":"1s"}', '{"ttl":"1s","systemInstruction":{"parts":[{"text":+}]}}'],
  ['/v1beta/interactions', '{"system_instruction":"a"}', '{"system_instruction":"+:a"}'],
  [CONVERSE, '{"messages":[],"system":[{"text":"a"}]}', '{"messages":[],"system":[{"text":+},{"text":"a"}]}'],
  [`${CONVERSE}-stream`, '{"messages":[]}', '{"messages":[],"system":[{"text":+}]}'],
  [
    INVOKE,
    '{"anthropic_version":"x","messages":[],"system":"a"}',
    '{"anthropic_version":"x","messages":[],"system":"+:a"}',
  ],
  [INVOKE, '{"message":"x"}', '{"message":"x","preamble":+}'],
  [
    INVOKE,
    '{"messages":[{"content":[{"text":"x"}]}]}',
    '{"messages":[{"content":[{"text":"x"}]}],"system":[{"text":+}]}',
  ],
  [INVOKE, '{"messages":[{"content":"x"}]}', `{"messages":[${message},{"content":"x"}]}`],
  [RAW, '{"anthropic_version":"x","messages":[]}', '{"anthropic_version":"x","messages":[],"system":+}'],
  [RAW, '{"messages":[]}', `{"messages":[${message}]}`],
  [RAW, '{"contents":[]}', '{"contents":[],"systemInstruction":{"parts":[{"text":+}]}}'],
  ['/v1/chat', '{"message":"x","preamble":"a"}', '{"message":"x","preamble":"+:a"}'],
  ['/v2/chat', '{"messages":[1]}', `{"messages":[${message},1]}`],
  ['/api/chat', '{"messages":[1]}', `{"messages":[${message},1]}`],
  ['/api/generate', '{"prompt":"x","raw":false}', '{"prompt":"x","raw":false,"system":+}'],
])('%s %s', (path, body, expected) => {
  const text = expected.replace('+:', `${WRITTEN}\\n\\n`).replace('+', `"${WRITTEN}"`)
  expect(prepend(path, body)).toBe(text)
})

test.each([
  [CHAT, '{"prompt":"no messages"}'],
  [CHAT, '{"messages":"x"}'],
  [CHAT, '[]'],
  ['/v1/completions', '{"prompt":"x"}'],
  ['/v1/embeddings', '{"input":"x"}'],
  ['/v1/images/generations', '{"prompt":"x"}'],
  ['/v1/moderations', '{"input":"x"}'],
  ['/v1/threads/t/runs', '{}'],
  ['/v1/realtime/sessions', '{}'],
  ['/v1/responses', '{"instructions":["x"]}'],
  ['/v1/complete', '{"prompt":"x"}'],
  ['/v1/messages', '{"prompt":"x"}'],
  ['/v1/messages', '{"messages":[],"system":7}'],
  ['/v1/conversations', '{"items":[]}'],
  ['/v1beta/models/m:embedContent', '{"content":{}}'],
  ['/v1beta/models/m:countTokens', '{"contents":[]}'],
  [GEMINI, '{"systemInstruction":"x"}'],
  [GEMINI, '{"systemInstruction":{"parts":{"text":"x"}}}'],
  [RAW, '{"instances":[]}'],
  [INVOKE, '{"inputText":"x"}'],
  [CONVERSE, '{"system":[]}'],
  ['/api/generate', '{"prompt":"x","raw":true}'],
  ['/api/embed', '{"input":"x"}'],
  ['/generate', '{"inputs":"x"}'],
  ['/nobody/knows', '{"messages":[]}'],
])('no place: %s %s', (path, body) => {
  expect(prepend(path, body)).toBe('unrewritable_request')
})

test.each([
  [GEMINI, '{"systemInstruction":{},"system_instruction":{}}'],
  ['/v1/messages', '{"messages":[],"System":"x"}'],
  [CHAT, '{"Messages":[]}'],
])('two names of one field: %s %s', (path, body) => {
  expect(prepend(path, body)).toBe('duplicate_json_key')
})

describe('of real bodies', () => {
  const cases = BODIES.filter(
    (body) => body.segments && hasSystemPlace(endpointOf(body.path), body.path),
  ).flatMap((body) => {
    const { bytes, contentType } = encodeBody(body)
    const text = Buffer.from(bytes).toString()
    // The handler takes JSON alone (rewrite-body.ts).
    if (!contentType?.startsWith('application/json')) return []
    return prepend(body.path, text).startsWith('{')
      ? [[body.title, body.path, text, contentType] as const]
      : []
  })

  test('there are many, of many formats', () => {
    expect(cases.length).toBeGreaterThan(50)
    expect(new Set(cases.map(([, path]) => endpointOf(path).format)).size).toBeGreaterThan(9)
  })

  test.each(cases)('%s', (_, path, body, contentType) => {
    const read = (text: string) => {
      const { segments } = extract(Buffer.from(text), contentType, endpointOf(path))
      return segments.filter(({ repeats }) => !repeats).map(({ role, text }) => `${role}: ${text}`)
    }
    const [before, after] = [read(body), read(prepend(path, body))]
    const added = after.filter((segment) => segment.includes(TEXT))
    expect(added).toHaveLength(1)
    expect(added[0]).toMatch(/^(system|developer): /)
    const rest = added[0]?.split(`${TEXT}\n\n`)[1]
    const others = after.filter((segment) => segment !== added[0])
    expect([...others, ...(rest === undefined ? [] : [`system: ${rest}`])].toSorted()).toEqual(
      before.toSorted(),
    )
  })
})
