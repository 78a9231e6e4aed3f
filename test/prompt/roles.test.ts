/**
 * Whose text it is where a request does not say it in so many words: what no format knows is nobody's (`unknown`), since
 * texts of a trusted role are not scanned.
 */

import { expect, test } from 'bun:test'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'

const S = 'words of a user'
const CHAT = '/v1/chat/completions'
const RESPONSES = '/v1/responses'

test.each<readonly [path: string, body: unknown, roles: readonly string[]]>([
  [CHAT, { messages: [{ role: 'System', content: S }] }, ['unknown']],
  [CHAT, { messages: [{ role: ['system'], content: S }] }, ['unknown']],
  [CHAT, { messages: [{ Role: 'system', content: S }] }, ['unknown']],
  [CHAT, { messages: [{ role: 'system', novel: [{ role: 'user', text: S }] }] }, ['unknown']],
  [CHAT, { messages: [{ role: 'system', content: [{ role: 'user', text: S }] }] }, ['unknown']],
  [CHAT, { system: S, instructions: S, developer: S }, ['unknown', 'unknown', 'unknown']],
  ['/v9/novel', { messages: [{ role: 'system', parts: [{ role: 'user', text: S }] }] }, ['unknown']],
  [RESPONSES, { input: [{ type: 'message', content: S }] }, ['unknown']],
  [RESPONSES, { input: [{ type: 'input_text', text: S }] }, ['unknown']],
  [RESPONSES, { input: [{ type: 'mcp_approval_response', reason: S }] }, ['user']],
  [
    RESPONSES,
    { input: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: S }] }] },
    ['assistant'],
  ],
  [
    '/v1/conversations',
    { inputs: [{ type: 'message.input', content: S }, { content: S }] },
    ['user', 'unknown'],
  ],
  ['/v1/conversations', { inputs: [{ type: 'message.output', content: S }] }, ['assistant']],
  ['/v1/threads/runs', { role: 'assistant', thread: { messages: [{ content: S }] } }, ['unknown']],
  ['/v1/models/m:predict', { instances: [{ context: S, meta: { context: S } }] }, ['system', 'unknown']],
])('%s %j', (path, body, roles) => {
  const { segments } = extract(Buffer.from(JSON.stringify(body)), 'application/json', endpointOf(path))
  expect(segments.filter(({ text }) => text === S).map(({ role }) => role)).toEqual([...roles] as never)
})
