/** Another name for the model touches the bytes of its value and no others. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { renameInBody, renameInPath } from '../../../src/proxy/routes/model.ts'

const renamed = (text: string, model = 'new'): string | undefined => {
  const bytes = renameInBody(Buffer.from(text), model)
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

test.each([
  ['/v1beta/models/gemini-pro:generateContent', '/v1beta/models/a%2Fb:generateContent'],
  ['/openai/deployments/gpt/chat/completions', '/openai/deployments/a%2Fb/chat/completions'],
  ['/model/anthropic.claude/converse', '/model/a%2Fb/converse'],
  ['/v1/chat/completions', undefined],
])('in the path %s', (before, after) => {
  expect(renameInPath(before, 'a/b')).toBe(after)
})
