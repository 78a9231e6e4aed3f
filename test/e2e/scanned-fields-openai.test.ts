/** Nothing unscanned leaves: an attack in any field of OpenAI's API that a model could read, or that nobody knows. */

import { afterAll, beforeEach, test } from 'bun:test'
import { PNG_BASE64 } from '../support/client.ts'
import { expectFound, type FieldCase, HARMLESS, HIT } from '../support/scanned-field.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const user = HARMLESS
const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG_BASE64}` } }
const textAsData = `data:text/plain;base64,${Buffer.from(HIT).toString('base64')}`

const OPENAI: FieldCase[] = [
  [
    'the system message',
    'openai/chat/completions',
    { messages: [{ role: 'system', content: HIT }, user] },
    { role: 'system', path: 'messages[0].content' },
  ],
  [
    'the first of many messages',
    'openai/chat/completions',
    { messages: [{ role: 'user', content: HIT }, user, user] },
  ],
  [
    "a tool's result",
    'openai/chat/completions',
    { messages: [user, { role: 'tool', tool_call_id: 'call_1', content: HIT }] },
    { role: 'tool', path: 'messages[1].content' },
  ],
  ['a role that nobody knows', 'openai/chat/completions', { messages: [{ role: 'x', content: HIT }] }],
  [
    'a part behind an image',
    'openai/chat/completions',
    { messages: [{ role: 'user', content: [image, { type: 'text', text: HIT }] }] },
  ],
  [
    'text as a data URL',
    'openai/chat/completions',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: textAsData } }] }] },
  ],
  ['the name of a speaker', 'openai/chat/completions', { messages: [{ ...user, name: HIT }] }],
  [
    'arguments of a call',
    'openai/chat/completions',
    {
      messages: [
        {
          role: 'assistant',
          tool_calls: [
            { id: 'c', type: 'function', function: { name: 'f', arguments: JSON.stringify({ q: HIT }) } },
          ],
        },
      ],
    },
  ],
  [
    'a tool description',
    'openai/chat/completions',
    { messages: [user], tools: [{ type: 'function', function: { name: 'f', description: HIT } }] },
  ],
  [
    'a parameter description',
    'openai/chat/completions',
    {
      messages: [user],
      tools: [
        {
          type: 'function',
          function: { name: 'f', parameters: { properties: { a: { description: HIT } } } },
        },
      ],
    },
  ],
  [
    'a response schema',
    'openai/chat/completions',
    {
      messages: [user],
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: { description: HIT } } },
    },
  ],
  ['a stop word', 'openai/chat/completions', { messages: [user], stop: [HIT] }],
  ['the user', 'openai/chat/completions', { messages: [user], user: HIT }],
  ['metadata', 'openai/chat/completions', { messages: [user], metadata: { note: HIT } }],
  [
    'a prediction',
    'openai/chat/completions',
    { messages: [user], prediction: { type: 'content', content: HIT } },
  ],
  ['the model', 'openai/chat/completions', { model: HIT, messages: [user] }],
  ['the role', 'openai/chat/completions', { messages: [{ role: HIT, content: 'hello' }] }],
  ['an unknown field', 'openai/chat/completions', { messages: [user], x_extra: { deep: [[HIT]] } }],
  ['an unknown key', 'openai/chat/completions', { messages: [user], x_extra: { [HIT]: 1 } }],
  ['a decoy prompt', 'openai/chat/completions', { messages: [], prompt: HIT }],
  ['a decoy input', 'openai/chat/completions', { messages: [user], input: HIT }],
  ['__proto__', 'openai/chat/completions', `{"messages":[],"__proto__":{"a":"${HIT}"}}`],
  ['a body that is a string', 'openai/chat/completions', JSON.stringify(HIT)],
  ['a body that is a list', 'openai/chat/completions', [HIT]],
  ['responses: input', 'openai/responses', { input: HIT }],
  [
    'responses: input items',
    'openai/v1/responses',
    { input: [{ role: 'user', content: [{ type: 'input_text', text: HIT }] }] },
  ],
  [
    'responses: the output of a call',
    'openai/responses',
    { input: [{ type: 'function_call_output', call_id: 'c', output: HIT }] },
  ],
  ['responses: instructions', 'openai/responses', { input: 'hello', instructions: HIT }],
  ['legacy completions', 'openai/completions', { prompt: ['hello', HIT] }],
  ['embeddings', 'openai/embeddings', { input: ['hello', HIT] }],
  ['images', 'openai/images/generations', { prompt: HIT }],
  ['speech', 'openai/audio/speech', { input: HIT }],
  ['moderations', 'openai/moderations', { input: HIT }],
  ['assistants', 'openai/threads/thread_1/messages', { role: 'user', content: HIT }],
  ['an endpoint that nobody knows', 'openai/brand/new', { whatever: HIT }],
]

test.each(OPENAI.map((field) => [field[0], field] as const))('%s', (_what, field) =>
  expectFound(world, field),
)
