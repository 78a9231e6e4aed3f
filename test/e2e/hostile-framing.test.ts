/** Messages whose end could be read in two ways: the exact answer of each. */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import {
  bytes,
  CHAT,
  expectRefused,
  type HostileCase,
  JSON_TYPE,
  OK_BODY,
  withBody,
} from '../support/hostile.ts'
import { openRaw, rawRequest } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const chunkedHead = rawRequest('POST', CHAT, [...JSON_TYPE, ['Transfer-Encoding', 'chunked']])

/** What Bun's parser refuses before us, without a body of ours: RFC 9112, sections 2.2, 5 and 6. */
const FRAMING: HostileCase[] = [
  [
    'both lengths and chunks',
    rawRequest(
      'POST',
      CHAT,
      [...JSON_TYPE, ['Content-Length', '3'], ['Transfer-Encoding', 'chunked']],
      '0\r\n\r\n',
    ),
    400,
    null,
  ],
  [
    'two lengths',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '3'], ['Content-Length', '4']], '{} '),
    400,
    null,
  ],
  [
    'two equal lengths',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '2'], ['Content-Length', '2']], '{}'),
    400,
    'invalid_encoding',
  ],
  [
    'a list of lengths',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '2, 2']], '{}'),
    400,
    null,
  ],
  ['a negative length', rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '-2']], '{}'), 400, null],
  ['a signed length', rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '+2']], '{}'), 400, null],
  [
    'an unknown coding',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Transfer-Encoding', 'gzip']], '{}'),
    400,
    null,
  ],
  ['a folded header', bytes(`POST ${CHAT} HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n`), 400, null],
  ['a space before a colon', bytes(`POST ${CHAT} HTTP/1.1\r\nHost : localhost\r\n\r\n`), 400, null],
  ['a bare line feed', bytes(`POST ${CHAT} HTTP/1.1\nHost: localhost\n\n`), 505, null],
  ['a bad chunk size', bytes(chunkedHead, 'zz\r\n{}\r\n0\r\n\r\n'), 400, null],
]

test.each(FRAMING)('%s', (what, sent, status, code) => expectRefused(world, [what, sent, status, code]))

test('a body that ends before its Content-Length goes nowhere', async () => {
  await using connection = await openRaw(world.proxy.target)
  await connection.write(rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '1000']], OK_BODY))
  connection.socket.end()
  await connection.closed
  expect(world.provider.requests).toBeEmpty()
})

test('a request behind a refused one on the same connection is not a part of it', async () => {
  await using connection = await openRaw(world.proxy.target)
  await connection.write(withBody('{"a":1,"a":2}'))
  expect((await connection.answer())?.status).toBe(400)
  await connection.write(withBody(OK_BODY))
  expect((await connection.answer())?.status).toBe(200)
  expect(world.provider.requests).toHaveLength(1)
})
