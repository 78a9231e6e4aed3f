/**
 * Why ambiguous bodies are refused: of each, two real parsers make two requests, the one that would be scanned and the
 * one that would be obeyed. `jsonc-parser` reads as many providers' parsers do: it forgives, and finds the first of two.
 */

import { expect, test } from 'bun:test'
import { findNodeAtLocation, getNodeValue, parseTree } from 'jsonc-parser'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'
import { ProxyError } from '../../src/proxy/errors.ts'

const PROMPT = ['messages', 0, 'content'] as const
const NOTHING = 'nothing at all'

type Parser = (body: Buffer) => unknown

const byJsonParse: Parser = (body) => {
  try {
    const { messages } = JSON.parse(body.toString())
    return messages[0].content
  } catch {
    return NOTHING
  }
}

const byOther: Parser = (body) => {
  const tree = parseTree(body.toString(), [], { allowTrailingComma: true })
  const node = tree && findNodeAtLocation(tree, [...PROMPT])
  return node ? getNodeValue(node) : NOTHING
}

const codeOf = (body: Buffer): string => {
  try {
    extract(body, 'application/json', endpointOf('/v1/chat/completions'))
    return 'accepted'
  } catch (error) {
    if (error instanceof ProxyError) return error.code
    throw error
  }
}

const GOOD = '{"messages":[{"role":"user","content":"good"}]}'
const EVIL = '{"messages":[{"role":"user","content":"evil"}]}'

test.each<readonly [what: string, body: string, first: string, second: string, code: string]>([
  [
    'a repeated key',
    '{"messages":[{"content":"evil","content":"good"}]}',
    'good',
    'evil',
    'duplicate_json_key',
  ],
  ['a repeated key above', `${EVIL.slice(0, -1)},${GOOD.slice(1)}`, 'good', 'evil', 'duplicate_json_key'],
  [
    'a repeated key, escaped',
    '{"messages":[{"\\u0063ontent":"evil","content":"good"}]}',
    'good',
    'evil',
    'duplicate_json_key',
  ],
  ['two documents', `${EVIL}${GOOD}`, NOTHING, 'evil', 'invalid_json'],
  ['two documents, a line each', `${EVIL}\n${GOOD}`, NOTHING, 'evil', 'invalid_json'],
  ['a byte order mark', `\ufeff${EVIL}`, NOTHING, 'evil', 'invalid_json'],
  ['NaN beside it', `{"seed":NaN,${EVIL.slice(1)}`, NOTHING, 'evil', 'invalid_json'],
  ['a comment', `{/* "messages":[{"content":"good"}], */${EVIL.slice(1)}`, NOTHING, 'evil', 'invalid_json'],
  ['a comma too many', `${EVIL.slice(0, -1)},}`, NOTHING, 'evil', 'invalid_json'],
  ['half a document', EVIL.slice(0, -1), NOTHING, 'evil', 'invalid_json'],
  ['an escape of JavaScript', EVIL.replace('evil', 'e\\x76il'), NOTHING, 'e76il', 'invalid_json'],
])('%s is two requests to two parsers, and refused', (_, text, first, second, code) => {
  const body = Buffer.from(text)
  expect([byJsonParse(body), byOther(body)]).toEqual([first, second])
  expect(codeOf(body)).toBe(code)
})

test('half a surrogate pair and invalid UTF-8 change on their way through a decoder, and are refused', () => {
  const lone = JSON.parse('"\\ud83d"')
  expect(Buffer.from(lone).toString()).not.toBe(lone)
  expect(codeOf(Buffer.from('{"prompt":"\\ud83d"}'))).toBe('invalid_json')
  const broken = Buffer.from('{"prompt":"\xff"}', 'latin1')
  expect(broken.toString()).not.toBe(broken.toString('latin1'))
  expect(codeOf(broken)).toBe('invalid_utf8')
})

test('what is not ambiguous is one request to both, and accepted', () => {
  const body = Buffer.from(GOOD)
  expect([byJsonParse(body), byOther(body), codeOf(body)]).toEqual(['good', 'good', 'accepted'])
})
