/** Another name for the model touches the bytes of its value and no others. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { renameInBody, renameInPath } from '../../../src/proxy/routes/model.ts'

const renamed = (text: string, model = 'new'): string | undefined => {
  const bytes = renameInBody(Buffer.from(text), model, 'application/json')
  return bytes && Buffer.from(bytes).toString()
}

describe('in a body', () => {
  test.each([
    ['{"model":"a"}', '{"model":"new"}'],
    [
      ' {\n "n": 12345678901234567890, "model" : "a" , "x":1e2}',
      ' {\n "n": 12345678901234567890, "model" : "new" , "x":1e2}',
    ],
    ['{"m\\u006fdel":"a\\"b"}', '{"m\\u006fdel":"new"}'],
    [
      '{"x":{"model":"inner"},"y":["model","a"],"model":"a"}',
      '{"x":{"model":"inner"},"y":["model","a"],"model":"new"}',
    ],
    ['{"text":"\\"model\\":\\"x\\"","model":"ä€"}', '{"text":"\\"model\\":\\"x\\"","model":"new"}'],
    ['{"key":"model","model":"a"}', '{"key":"model","model":"new"}'],
    ['{"model":5}', undefined],
    ['{"model":{"model":"a"}}', undefined],
    ['{"other":"a"}', undefined],
    ['[{"model":"a"}]', undefined],
    ['"model"', undefined],
    ['{}', undefined],
  ])('%s is %p', (before, after) => {
    expect(renamed(before)).toBe(after)
  })

  test('any JSON: the value alone', () => {
    const key = fc.string().filter((name) => name !== 'model')
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.jsonValue()),
        fc.string(),
        fc.string(),
        fc.nat(),
        (others, from, to, at) => {
          const entries = Object.entries(others)
          entries.splice(at % (entries.length + 1), 0, ['model', from])
          const text = JSON.stringify(Object.fromEntries(entries), null, at % 3)
          const after = renamed(text, to)
          expect(JSON.parse(after ?? '')).toEqual({ ...JSON.parse(text), model: to })
          expect(renamed(after ?? '', from)).toBe(text)
        },
      ),
    )
  })
})

describe('in other bodies', () => {
  const part = (headers: string, content: string) =>
    `--b\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${content}\r\n`
  const file = part('name="file"; filename="model"', 'name="model" \0\u0001')
  const form = (...parts: string[]) => `${parts.join('')}--b--\r\n`
  const FORM = 'multipart/form-data; boundary=b'
  test.each([
    [FORM, form(file, part('name="model"', 'whisper-1')), form(file, part('name="model"', 'new'))],
    [FORM, form(part('name="model"', ''), file), form(part('name="model"', 'new'), file)],
    [FORM, form(file), undefined],
    [FORM, form(part('name="model"', 'a'), part('name="model"', 'b')), undefined],
    [FORM, form(part('name="model"; filename="x"', 'a')), undefined],
    [FORM, form(part('name="model"\r\nContent-Length: 1', 'a')), undefined],
    ['application/x-www-form-urlencoded', '{"model":"a"}', undefined],
    ['application/x-www-form-urlencoded', 'model=a', undefined],
    ['text/plain', '{"model":"a"}', '{"model":"new"}'],
    ['text/plain', '{"mod', undefined],
    ['text/plain', '{"model":"', undefined],
  ])('%s %j', (type, before, after) => {
    const bytes = renameInBody(Buffer.from(before), 'new', type)
    expect(bytes && Buffer.from(bytes).toString()).toBe(after)
  })

  test('a name that would end its part is not written', () => {
    const body = Buffer.from(form(part('name="model"', 'a')))
    expect(renameInBody(body, 'x\r\n--b--', FORM)).toBeUndefined()
  })
})

test.each([
  ['/v1beta/models/gemini-pro:generateContent', '/v1beta/models/a%2Fb:generateContent'],
  ['/openai/deployments/gpt/chat/completions', '/openai/deployments/a%2Fb/chat/completions'],
  ['/model/anthropic.claude/converse', '/model/a%2Fb/converse'],
  ['/model/anthropic.claude-v2:1/converse', '/model/a%2Fb/converse'],
  ['/model/arn%3Aaws%3Abedrock%3A%3Afoundation-model%2Fx:0/invoke', '/model/a%2Fb/invoke'],
  ['/openai/deployments%2Fgpt/chat/completions', '/openai/deployments%2Fa%2Fb/chat/completions'],
  ['/v1beta/models/gemini-pro%3AgenerateContent', '/v1beta/models/a%2Fb%3AgenerateContent'],
  ['/openai/Deployments/gpt/chat/completions', '/openai/Deployments/a%2Fb/chat/completions'],
  ['/v1/chat/completions', undefined],
])('in the path %s', (before, after) => {
  expect(renameInPath(before, 'a/b')).toBe(after)
})
