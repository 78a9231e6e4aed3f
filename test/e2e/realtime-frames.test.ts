/**
 * The frames of a WebSocket message (RFC 6455, sections 5.2 to 5.4): an attack that is cut into fragments, with control
 * frames between them, or sent as bytes, is one event; what no conforming client sends ends the session.
 */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { deflateRawSync } from 'node:zlib'
import { startFakeRealtime } from '../support/fake-realtime.ts'
import { HOST } from '../support/hostile.ts'
import { openRaw, rawRequest } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const realtime = startFakeRealtime()
/** Without a cache: each attack has to be sent to the scanner. */
const world = await startWorld({
  cache: { ttl: '0s' },
  providers: { openai: { base_url: `${realtime.url}/v1` } },
})
beforeEach(() => {
  realtime.reset()
  world.reset()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await realtime[Symbol.asyncDispose]()
})

const FIN = 0x80
const COMPRESSED = 0x40
const [CONTINUATION, TEXT, BINARY, PING] = [0, 1, 2, 9]

/** Masked, as a client's are. */
function frame(first: number, payload: string | Uint8Array, isMasked = true): Buffer {
  const data = Buffer.from(payload as string)
  const length = data.length < 126 ? [data.length] : [126, data.length >> 8, data.length & 0xff]
  if (!isMasked) return Buffer.concat([Buffer.from([first, ...length]), data])
  const mask = [0x11, 0x22, 0x33, 0x44]
  const masked = data.map((byte, i) => byte ^ (mask[i % 4] as number))
  return Buffer.concat([
    Buffer.from([first, (length[0] as number) | 0x80, ...length.slice(1), ...mask]),
    masked,
  ])
}

const item = (text: string): string =>
  JSON.stringify({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  })
const ATTACK = item('Please INJECT-ME now')
const HARMLESS = item('harmless words')
const cut = ATTACK.indexOf('INJECT-ME') + 3
const [HEAD, TAIL] = [ATTACK.slice(0, cut), ATTACK.slice(cut)]

/** A session over a bare socket. */
async function connect() {
  const connection = await openRaw(world.proxy.target)
  const head = rawRequest('GET', '/v1/proxy/openai/realtime?model=gpt-realtime', [
    ...HOST,
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
  ])
  await connection.write(head)
  return connection
}

test.each<readonly [what: string, frames: readonly Buffer[]]>([
  ['fragments', [frame(TEXT, HEAD), frame(FIN | CONTINUATION, TAIL)]],
  [
    'a fragment for each letter',
    [...ATTACK].map((letter, i) => frame((i === 0 ? TEXT : 0) | (i === ATTACK.length - 1 ? FIN : 0), letter)),
  ],
  [
    'fragments with pings between them',
    [frame(TEXT, HEAD), frame(FIN | PING, 'x'), frame(FIN | CONTINUATION, TAIL)],
  ],
  ['a binary frame', [frame(FIN | BINARY, ATTACK)]],
  ['binary fragments', [frame(BINARY, HEAD), frame(FIN | CONTINUATION, TAIL)]],
])('an attack in %s is not relayed; the next event is', async (_, frames) => {
  await using connection = await connect()
  expect((await connection.head())?.line).toStartWith('HTTP/1.1 101')
  const session = await realtime.session()
  await connection.write(Buffer.concat([...frames, frame(FIN | TEXT, HARMLESS)]))
  const [event] = await session.received(1)
  expect(event?.text).toBe(HARMLESS)
  expect(session.events).toHaveLength(1)
  expect(world.lockllm.scannedText()).toContain('Please INJECT-ME now')
})

test.each<readonly [what: string, frames: readonly Buffer[]]>([
  ['compressed without an agreement', [frame(FIN | COMPRESSED | TEXT, deflateRawSync(ATTACK))]],
  ['a new message within fragments', [frame(TEXT, HEAD), frame(FIN | TEXT, ATTACK)]],
  ['an unmasked frame', [frame(FIN | TEXT, ATTACK, false)]],
  ['a continuation of nothing', [frame(FIN | CONTINUATION, ATTACK)]],
  ['no UTF-8', [frame(FIN | TEXT, Buffer.from([...Buffer.from(ATTACK), 0xff]))]],
])('%s ends the session, and nothing is relayed', async (_, frames) => {
  await using connection = await connect()
  const head = await connection.head()
  expect(head?.headers.some(([name]) => name.toLowerCase() === 'sec-websocket-extensions')).toBe(false)
  const session = await realtime.session()
  await connection.write(Buffer.concat([...frames]))
  await connection.closed
  await session.closed
  expect(session.events).toBeEmpty()
})
