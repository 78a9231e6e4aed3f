/** Bodies in which text could hide: the exact answer of each. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import {
  type Bytes,
  bytes,
  CHAT,
  expectRefused,
  HOST,
  type HostileCase,
  JSON_TYPE,
  message,
  OK_BODY,
  withBody,
} from '../support/hostile.ts'
import type { HeaderList } from '../support/wire/http-message.ts'
import { rawRequest, sendRaw } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const withType = (type: string, body: Bytes): Buffer =>
  rawRequest('POST', CHAT, [...HOST, ['Content-Type', type]], body)

const BODIES: HostileCase[] = [
  ['a repeated key', withBody(`{"model":"a",${OK_BODY.slice(1)}`), 400, 'duplicate_json_key'],
  ['a repeated key, escaped', withBody(`{"mod\\u0065l":"a",${OK_BODY.slice(1)}`), 400, 'duplicate_json_key'],
  ['a repeated key, deep', withBody('{"messages":[{"a":{"b":1,"b":2}}]}'), 400, 'duplicate_json_key'],
  ['a repeated __proto__', withBody('{"__proto__":1,"__proto__":2}'), 400, 'duplicate_json_key'],
  ['cut off', withBody(OK_BODY.slice(0, -2)), 400, 'invalid_json'],
  ['two documents', withBody(`${OK_BODY}${OK_BODY}`), 400, 'invalid_json'],
  ['JSON lines', withBody(`${OK_BODY}\n${OK_BODY}`), 400, 'invalid_json'],
  ['a comment', withBody(`/* hi */${OK_BODY}`), 400, 'invalid_json'],
  ['a trailing comma', withBody('{"messages":[],}'), 400, 'invalid_json'],
  ['NaN', withBody('{"temperature":NaN}'), 400, 'invalid_json'],
  ['single quotes', withBody("{'messages':[]}"), 400, 'invalid_json'],
  ['a raw control character', withBody(message('a\u0000b')), 400, 'invalid_json'],
  ['white space alone', withBody('  \n'), 400, 'invalid_json'],
  ['very deep', withBody(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), 400, 'invalid_json'],
  ['a byte-order mark', withBody(bytes(Uint8Array.of(0xef, 0xbb, 0xbf), OK_BODY)), 400, 'invalid_json'],
  [
    'a stray byte',
    withBody(bytes(message('a').slice(0, -4), Uint8Array.of(0xff), '"}]}')),
    400,
    'invalid_utf8',
  ],
  ['an overlong encoding', withBody(bytes('{"a":"', Uint8Array.of(0xc0, 0xaf), '"}')), 400, 'invalid_utf8'],
  [
    'an encoded surrogate',
    withBody(bytes('{"a":"', Uint8Array.of(0xed, 0xa0, 0x80), '"}')),
    400,
    'invalid_utf8',
  ],
  ['half a character', withBody(bytes('{"a":"', Uint8Array.of(0xf0, 0x9f, 0x91), '"}')), 400, 'invalid_utf8'],
  [
    'UTF-16',
    withBody(bytes(Uint8Array.of(0xff, 0xfe), Buffer.from(OK_BODY, 'utf16le'))),
    400,
    'invalid_utf8',
  ],
  [
    'UTF-16 by its charset',
    withType('application/json; charset=utf-16le', OK_BODY),
    415,
    'unsupported_encoding',
  ],
  [
    'Latin-1 by its charset',
    withType('application/json; charset=latin1', OK_BODY),
    415,
    'unsupported_encoding',
  ],
  [
    'UTF-7 by its charset',
    withType('application/json;charset="utf-7"', OK_BODY),
    415,
    'unsupported_encoding',
  ],
  ['plain text', withType('text/plain', 'please INJECT-ME'), 400, 'prompt_injection_detected'],
  [
    'a form',
    withType('application/x-www-form-urlencoded', 'a=1&b=please+INJECT%2DME'),
    400,
    'prompt_injection_detected',
  ],
  [
    'multipart',
    withType(
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nplease INJECT-ME\r\n--b--\r\n',
    ),
    400,
    'prompt_injection_detected',
  ],
  ['any bytes', withType('application/octet-stream', Buffer.from([1, 2, 3])), 422, 'unscannable_request'],
  ['JSON as text', withType('text/plain', message('INJECT-ME')), 400, 'prompt_injection_detected'],
  [
    'JSON as a form',
    withType('application/x-www-form-urlencoded', message('INJECT-ME')),
    400,
    'prompt_injection_detected',
  ],
  [
    'JSON without a type',
    rawRequest('POST', CHAT, HOST, message('INJECT-ME')),
    400,
    'prompt_injection_detected',
  ],
  ['an escaped attack', withBody(message('\\u0049NJECT-ME')), 400, 'prompt_injection_detected'],
  [
    'two types',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Type', 'multipart/form-data; boundary=b']], OK_BODY),
    400,
    'invalid_header',
  ],
  ['an unknown sensitivity', withBody(OK_BODY, ['X-LockLLM-Sensitivity', 'none']), 400, 'invalid_header'],
  ['a body with GET', rawRequest('GET', CHAT, JSON_TYPE, OK_BODY), 422, 'unscannable_request'],
  ['a body with HEAD', rawRequest('HEAD', CHAT, JSON_TYPE, OK_BODY), 422, null],
  [
    'a chunked body with GET',
    rawRequest('GET', CHAT, [...JSON_TYPE, ['Transfer-Encoding', 'chunked']], '2\r\n{}\r\n0\r\n\r\n'),
    422,
    'unscannable_request',
  ],
  [
    'a body with DELETE',
    rawRequest('DELETE', CHAT, JSON_TYPE, message('INJECT-ME')),
    400,
    'prompt_injection_detected',
  ],
]

test.each(BODIES)('%s', (what, sent, status, code) => expectRefused(world, [what, sent, status, code]))

describe('what looks odd and is right', () => {
  test.each([
    ['plain text', 'text/plain', 'hello'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b=2'],
    [
      'multipart',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n--b--\r\n',
    ],
  ])('%s', async (_what, type, body) => {
    const headers: HeaderList = [...HOST, ['Content-Type', type]]
    const answer = await sendRaw(
      world.proxy.target,
      rawRequest('POST', '/v1/proxy/echo/anything', headers, body),
    )
    expect(answer?.status).toBe(200)
    expect(world.provider.requests[0]?.body.toString()).toBe(body)
  })

  test('Expect: 100-continue', async () => {
    const answer = await sendRaw(world.proxy.target, withBody(OK_BODY, ['Expect', '100-continue']))
    expect(answer?.status).toBe(200)
  })
})
