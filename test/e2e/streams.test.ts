/** Streams: every chunk at once, either side's end is the other side's end, and silence is no end at all. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { type HeaderList, readBody, readChunk, statusOf } from '../support/wire/http-message.ts'
import { openRaw, rawRequest } from '../support/wire/raw-client.ts'
import type { WireReply } from '../support/wire/wire-reply.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld({})
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const EVENTS: HeaderList = [['Content-Type', 'text/event-stream']]
const REQUEST = rawRequest(
  'POST',
  '/v1/proxy/echo/stream',
  [
    ['Host', '127.0.0.1'],
    ['Content-Type', 'application/json'],
  ],
  '{"input":"hello","stream":true}',
)

describe('a chunk', () => {
  test.each(['text/event-stream', 'application/stream+json', 'application/json', 'audio/mpeg'])(
    'of %s leaves before the next one comes',
    async (type) => {
      const pieces = ['data: one\n', '\ndata: Gr', Buffer.from([0xc3]), Buffer.from([0xbc]), 'ße\n\n']
      const gates = pieces.map(() => Promise.withResolvers<void>())
      world.provider.answerNext(async (_request, reply) => {
        await reply.stream(200, [['Content-Type', type]])
        for (const [index, piece] of pieces.entries()) {
          await reply.write(piece)
          await gates[index]?.promise
        }
        await reply.end()
      })
      await using connection = await openRaw(world.proxy.target)
      await connection.write(REQUEST)
      await connection.head()
      for (const [index, piece] of pieces.entries()) {
        expect(await readChunk(connection.reader)).toEqual(Buffer.from(piece))
        gates[index]?.resolve()
      }
      expect(await readChunk(connection.reader)).toBeUndefined()
    },
  )
})

/** Ways to break off an answer whose first chunk the client has. */
const BREAKS: [string, HeaderList | undefined, (reply: WireReply) => Promise<void>][] = [
  ['a chunked body ends without its last chunk', undefined, async (reply) => reply.close()],
  [
    'a chunked body ends inside a chunk',
    undefined,
    async (reply) => {
      await reply.raw('ff\r\ndata: tw')
      reply.close()
    },
  ],
  [
    'a chunked body is broken by nonsense',
    undefined,
    async (reply) => {
      await reply.raw('no chunk size\r\n')
      reply.close()
    },
  ],
  ['a body is shorter than its Content-Length', [['Content-Length', '1000']], async (reply) => reply.close()],
  ['the connection is reset', undefined, async (reply) => reply.reset()],
]

describe.each(BREAKS)('an upstream that breaks off breaks the answer: %s', (_how, framing, breakOff) => {
  const start = async (reply: WireReply): Promise<void> => {
    if (!framing) await reply.stream(200, EVENTS)
    else await reply.head(200, [...EVENTS, ...framing])
    await (framing ? reply.raw('data: one\n\n') : reply.write('data: one\n\n'))
  }

  test('after the client has the beginning', async () => {
    const seen = Promise.withResolvers<void>()
    world.provider.answerNext(async (_request, reply) => {
      await start(reply)
      await seen.promise
      await breakOff(reply)
    })
    await using connection = await openRaw(world.proxy.target)
    await connection.write(REQUEST)
    expect(statusOf((await connection.head())?.line ?? '')).toBe(200)
    expect((await readChunk(connection.reader))?.toString()).toBe('data: one\n\n')
    seen.resolve()
    const rest = readBody(connection.reader, 'chunked')
    expect((await rest).complete).toBe(false)
    await connection.closed
  })

  // Bun's fetch drops what has come together with the break, so that only the break itself can be relied on.
  test('at once', async () => {
    world.provider.answerNext(async (_request, reply) => {
      await start(reply)
      await breakOff(reply)
    })
    await using connection = await openRaw(world.proxy.target)
    await connection.write(REQUEST)
    const answer = await connection.answer().catch(() => undefined)
    expect([200, 502, undefined]).toContain(answer?.status)
    // A 502 is whole, and its connection goes on.
    if (answer?.status === 502) return
    expect(answer?.complete ?? false).toBe(false)
    await connection.closed
  })
})

describe('a client that leaves closes the upstream', () => {
  test.each(['before the headers', 'in the middle'])('%s', async (when) => {
    const reached = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request, reply) => {
      if (when === 'in the middle') {
        await reply.stream(200, EVENTS)
        await reply.write('data: one\n\n')
      }
      reached.resolve()
      await request.peerGone
      closed.resolve()
    })
    await using connection = await openRaw(world.proxy.target)
    await connection.write(REQUEST)
    await reached.promise
    if (when === 'in the middle') await connection.head()
    connection.reset()
    await closed.promise
  })

  test('while the provider floods it', async () => {
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request, reply) => {
      void request.peerGone.then(closed.resolve)
      await reply.stream(200, EVENTS)
      for (;;) await reply.write('x'.repeat(65_536))
    })
    await using connection = await openRaw(world.proxy.target)
    await connection.write(REQUEST)
    await connection.head()
    await readChunk(connection.reader)
    connection.reset()
    await closed.promise
  })
})

test('memory stays bounded while a client does not read 200 MB', async () => {
  const size = 200 * 1024 * 1024
  const block = Buffer.alloc(256 * 1024, 'x')
  let sent = 0
  world.provider.answerNext(async (_request, reply) => {
    await reply.head(200, [
      ['Content-Type', 'application/octet-stream'],
      ['Content-Length', String(size)],
    ])
    for (; sent < size; sent += block.length) await reply.raw(block)
  })
  const before = await world.proxy.residentBytes()
  await using connection = await openRaw(world.proxy.target, 64 * 1024)
  await connection.write(REQUEST)
  const head = await connection.head()

  // The provider is blocked once nothing more has left it for a while.
  for (let last = -1; last !== sent; ) {
    last = sent
    await Bun.sleep(300)
  }
  expect(sent).toBeLessThan(size / 4)
  expect((await world.proxy.residentBytes()) - before).toBeLessThan(64 * 1024 * 1024)

  let received = 0
  const chunked = head?.headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')
  while (received < size) {
    const piece = await (chunked ? readChunk(connection.reader) : connection.reader.some())
    if (!piece) break
    received += piece.length
  }
  expect(received).toBe(size)
  expect((await world.proxy.residentBytes()) - before).toBeLessThan(128 * 1024 * 1024)
}, 30_000)
