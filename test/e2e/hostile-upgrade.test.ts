/** Attempts to leave HTTP: each has one answer, and a provider sees no `Upgrade`. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { CHAT, expectRefused, HOST, type HostileCase, JSON_TYPE, OK_BODY } from '../support/hostile.ts'
import { type HeaderList, headerValues } from '../support/wire/http-message.ts'
import { openRaw, rawRequest, sendRaw } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const REALTIME = '/v1/proxy/openai/realtime?model=gpt-realtime'
const GOOD: Readonly<Record<string, string>> = {
  Connection: 'keep-alive, Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
/** A handshake with other headers; an empty one is left out. */
const upgrade = (target: string, other: Readonly<Record<string, string>> = {}, method = 'GET', body = '') => {
  const headers: HeaderList = Object.entries({ ...GOOD, ...other }).filter(([, value]) => value !== '')
  return rawRequest(method, target, [...HOST, ...headers], body)
}

const CASES: HostileCase[] = [
  ['to chat', upgrade('/v1/proxy/openai/chat/completions'), 400, 'unsupported_upgrade'],
  ['to an unknown path', upgrade('/v1/proxy/openai/ws'), 400, 'unsupported_upgrade'],
  ['to sessions over HTTP', upgrade('/v1/proxy/openai/realtime/sessions'), 400, 'unsupported_upgrade'],
  [
    'to a spelling that is encoded twice',
    upgrade('/v1/proxy/openai/%2572ealtime'),
    400,
    'unsupported_upgrade',
  ],
  ['to a path with a parameter', upgrade('/v1/proxy/openai/realtime;x=1'), 400, 'unsupported_upgrade'],
  ['to another route', upgrade('/realtime'), 404, 'unknown_route'],
  ['to an unknown provider', upgrade('/v1/proxy/nobody/realtime'), 404, 'unknown_provider'],
  ['by POST', upgrade(REALTIME, {}, 'POST', '{}'), 400, 'invalid_upgrade'],
  ['with a body', upgrade(REALTIME, {}, 'GET', '{}'), 422, 'unscannable_request'],
  ['without a Connection', upgrade(REALTIME, { Connection: '' }), 400, 'invalid_upgrade'],
  ['of an old version', upgrade(REALTIME, { 'Sec-WebSocket-Version': '8' }), 400, 'invalid_upgrade'],
  ['without a version', upgrade(REALTIME, { 'Sec-WebSocket-Version': '' }), 400, 'invalid_upgrade'],
  ['without a key', upgrade(REALTIME, { 'Sec-WebSocket-Key': '' }), 400, 'invalid_upgrade'],
  ['with a short key', upgrade(REALTIME, { 'Sec-WebSocket-Key': 'c2hvcnQ=' }), 400, 'invalid_upgrade'],
  ['with a protocol twice', upgrade(REALTIME, { 'Sec-WebSocket-Protocol': 'a, a' }), 400, 'invalid_upgrade'],
  ['with no token', upgrade(REALTIME, { 'Sec-WebSocket-Protocol': 'a b' }), 400, 'invalid_upgrade'],
  [
    'among others',
    upgrade('/v1/proxy/openai/models', { Upgrade: 'h2c, WebSocket' }),
    400,
    'unsupported_upgrade',
  ],
  ['with text in the URL', upgrade(`${REALTIME}&q=INJECT-ME%20please`), 400, 'prompt_injection_detected'],
]

test.each([...CASES])('WebSocket %s', (what, sent, status, code) =>
  expectRefused(world, [what, sent, status, code]),
)

describe('what is an ordinary request all the same', () => {
  // Java's HttpClient sends this with every request to an http: URL.
  test.each(['h2c', 'TLS/1.0', 'foo'])('Upgrade: %s', async (protocol) => {
    const headers: HeaderList = [
      ...JSON_TYPE,
      ['Connection', 'Upgrade, HTTP2-Settings'],
      ['Upgrade', protocol],
      ['HTTP2-Settings', 'AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA'],
    ]
    const answer = await sendRaw(world.proxy.target, rawRequest('POST', CHAT, headers, OK_BODY))
    expect(answer?.status).toBe(200)
    const [request] = world.provider.requests
    for (const name of ['upgrade', 'http2-settings']) {
      expect(headerValues(request?.headers ?? [], name)).toBeEmpty()
    }
  })

  test('Expect: 100-continue, with a client that waits for it', async () => {
    await using connection = await openRaw(world.proxy.target)
    const [head = '', body = ''] = rawRequest(
      'POST',
      CHAT,
      [...JSON_TYPE, ['Expect', '100-continue']],
      OK_BODY,
    )
      .toString()
      .split(/(?<=\r\n\r\n)/)
    await connection.write(head)
    expect((await connection.head())?.line).toStartWith('HTTP/1.1 100')
    await connection.write(body)
    expect((await connection.answer())?.status).toBe(200)
    expect(headerValues(world.provider.requests[0]?.headers ?? [], 'expect')).toBeEmpty()
  })
})
