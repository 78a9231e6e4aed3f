/**
 * Requests at the edges of HTTP/1: chunks, trailers, several requests in a row, versions, odd spellings of headers. What the
 * runtime refuses has no body of ours; all else is scanned as it is read, or forwarded as it was scanned.
 */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import {
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
import { type HeaderList, headerValues } from '../support/wire/http-message.ts'
import { openRaw, rawRequest, sendRaw } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const ATTACK = message('please INJECT-ME now')
const FLAGGED = 'prompt_injection_detected'
const CHUNKED: HeaderList = [['Transfer-Encoding', 'chunked']]
const chunked = (body: string, headers: HeaderList = CHUNKED) =>
  rawRequest('POST', CHAT, [...JSON_TYPE, ...headers], body)
/** One chunk with its size written in this way. */
const sized = (write: (size: string) => string, body = OK_BODY) =>
  chunked(`${write(body.length.toString(16))}\r\n${body}\r\n0\r\n\r\n`)
const coded = (value: string, name = 'Transfer-Encoding') =>
  chunked(`${OK_BODY.length.toString(16)}\r\n${OK_BODY}\r\n0\r\n\r\n`, [[name, value]])
const lined = (line: string, body = ATTACK) =>
  bytes(
    `${line}\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
const withLine = (line: string) =>
  bytes(`POST ${CHAT} HTTP/1.1\r\nHost: localhost\r\n${line}\r\nContent-Length: 2\r\n\r\n{}`)

/** Read in two ways by two parsers. */
const AMBIGUOUS: HostileCase[] = [
  ['chunked twice in a header', coded('chunked, chunked'), 400, null],
  ['chunked in two headers', chunked('0\r\n\r\n', [...CHUNKED, ...CHUNKED]), 400, null],
  ['chunked with a parameter', coded('chunked;x=y'), 400, null],
  ['gzip, then chunked', coded('gzip, chunked'), 400, null],
  ['a vertical tab before chunked', coded('\x0bchunked'), 400, null],
  ['a coding like chunked', coded('xchunked'), 400, null],
  ['identity', coded('identity'), 400, null],
  ['a line feed in a chunk extension', sized((size) => `${size};a=\nb`), 400, null],
  ['a chunk size with 0x', sized((size) => `0x${size}`), 400, null],
  ['a space behind a chunk size', sized((size) => `${size} `), 400, null],
  ['a negative chunk size', sized((size) => `-${size}`), 400, null],
  ['a chunk size past 64 bits', sized((size) => `1${size.padStart(16, '0')}`), 400, null],
  ['a chunk that is longer than it says', sized(() => '5'), 400, null],
  [
    'line feeds alone between chunks',
    chunked(`${OK_BODY.length.toString(16)}\n${OK_BODY}\n0\n\n`),
    400,
    null,
  ],
  ['a carriage return alone behind a chunk size', chunked(`2\r{}\r\n0\r\n\r\n`), 400, null],
  [
    'chunks under HTTP/1.0',
    bytes(`POST ${CHAT} HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
    400,
    null,
  ],
  ['a request in place of the last chunk', bytes(chunked(`2\r\n{}\r\n`), withBody(ATTACK)), 400, null],
  ['a header over two lines', withLine('X-A: b\r\n c'), 400, null],
  ['a carriage return in a header', withLine('X-A: b\rc'), 400, null],
  ['a NUL in a header', withLine('X-A: b\0c'), 400, null],
  ['a header without a colon', withLine('Nonsense'), 400, null],
  ['a header without a name', withLine(': b'), 400, null],
  [
    'a length in hexadecimal',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '0x2']], '{}'),
    400,
    null,
  ],
  ['an empty length', rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '']], '{}'), 400, null],
  ['a preface of HTTP/2', bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 400, null],
  ['another version', lined(`POST ${CHAT} HTTP/2.0`), 505, null],
  ['no version', bytes(`POST ${CHAT}\r\n\r\n`), 505, null],
  ['a tab in the request line', lined(`POST\t${CHAT} HTTP/1.1`), 505, null],
  ['two spaces in the request line', lined(`POST  ${CHAT} HTTP/1.1`), 400, null],
  ['a target without a slash', lined('POST v1/proxy/openai/chat/completions HTTP/1.1'), 400, null],
  [
    'a Content-Encoding for this leg only',
    withBody(OK_BODY, ['Connection', 'content-encoding'], ['Content-Encoding', 'gzip']),
    400,
    'invalid_encoding',
  ],
]

/** Read in one way, odd as they are. */
const ATTACKS: HostileCase[] = [
  [
    'in chunks',
    chunked(
      `10\r\n${ATTACK.slice(0, 16)}\r\n${(ATTACK.length - 16).toString(16)}\r\n${ATTACK.slice(16)}\r\n0\r\n\r\n`,
    ),
    400,
    FLAGGED,
  ],
  ['behind a chunk extension', sized((size) => `${size};a="b;c"`, ATTACK), 400, FLAGGED],
  ['behind zeros of a chunk size', sized((size) => `0000${size}`, ATTACK), 400, FLAGGED],
  [
    'before trailers',
    chunked(
      `${ATTACK.length.toString(16)}\r\n${ATTACK}\r\n0\r\nX-LockLLM-Scan-Action: allow_with_warning\r\n\r\n`,
    ),
    400,
    // The runtime refuses trailers with a 400 of its own, which comes first where the verdict is not known yet.
    null,
  ],
  ['with Expect', withBody(ATTACK, ['Expect', '100-continue']), 400, FLAGGED],
  [
    'with an upgrade to HTTP/2',
    withBody(
      ATTACK,
      ['Connection', 'Upgrade, HTTP2-Settings'],
      ['Upgrade', 'h2c'],
      ['HTTP2-Settings', 'AAMAAABkAAQAoAAAAAIAAAAA'],
    ),
    400,
    FLAGGED,
  ],
  ['with a type for this leg only', withBody(ATTACK, ['Connection', 'content-type']), 400, FLAGGED],
  ['under HTTP/1.0', lined(`POST ${CHAT} HTTP/1.0`), 400, FLAGGED],
  ['at an absolute URI', lined(`POST https://evil.example${CHAT} HTTP/1.1`), 400, FLAGGED],
  ['at a target with a fragment', lined(`POST ${CHAT}#x HTTP/1.1`), 400, FLAGGED],
  [
    'with leading zeros of its length',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', `00${ATTACK.length}`]], ATTACK),
    400,
    FLAGGED,
  ],
]

describe.each([
  ['refused', AMBIGUOUS],
  ['an attack', ATTACKS],
] as const)('%s', (_group, cases) => {
  test.each([...cases])('%s', (what, sent, status, code) => expectRefused(world, [what, sent, status, code]))
})

test('requests in a row, before the first is answered: an attack leaves behind none of them', async () => {
  for (const order of [
    [OK_BODY, ATTACK],
    [ATTACK, OK_BODY],
    [ATTACK, ATTACK],
  ]) {
    world.reset()
    await using connection = await openRaw(world.proxy.target)
    await connection.write(bytes(...order.map((body) => withBody(body))))
    // The runtime answers them in order, or ends the connection.
    for (const _ of order) await Promise.race([connection.answer(), connection.closed])
    expect(world.provider.requests.filter(({ body }) => body.includes('INJECT'))).toEqual([])
  }
})

test.each([
  'Transfer_Encoding',
  'Content_Length',
  'Content_Type',
  'Content_Encoding',
  'X_LockLLM_Sensitivity',
  'X_Forwarded_For',
])('%s, which some servers take for the name with a hyphen, stays here', async (name) => {
  const answer = await sendRaw(
    world.proxy.target,
    withBody(OK_BODY, [name, 'chunked'], ['session_id', 's-1']),
  )
  expect(answer?.status).toBe(200)
  const headers = world.provider.requests[0]?.headers ?? []
  expect(headerValues(headers, name)).toEqual([])
  expect(headerValues(headers, 'session_id')).toEqual(['s-1'])
})

test('trailers are neither headers nor a request of their own', async () => {
  const body = `${OK_BODY.length.toString(16)}\r\n${OK_BODY}\r\n0\r\nAuthorization: Bearer other\r\n\r\n`
  await sendRaw(world.proxy.target, chunked(body, [...CHUNKED, ['Authorization', 'Bearer own']]))
  for (const { headers } of world.provider.requests)
    expect(headerValues(headers, 'authorization')).toEqual(['Bearer own'])
  expect(world.provider.requests.length).toBeLessThanOrEqual(1)
})

test('a GET behind another one on a connection is scanned too', async () => {
  await using connection = await openRaw(world.proxy.target)
  await connection.write(rawRequest('GET', '/v1/proxy/openai/models', HOST))
  expect((await connection.answer('GET'))?.status).toBe(200)
  await connection.write(rawRequest('GET', '/v1/proxy/openai/models?q=INJECT-ME%20please', HOST))
  expect((await connection.answer('GET'))?.status).toBe(400)
})
