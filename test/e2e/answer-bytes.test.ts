/** Byte-exactness downwards: what the client receives is what the provider sent, in any pieces. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { ECHO_HOST, ECHO_JSON, ECHO_PATH, exchange, oneByOne } from '../support/echo-exchange.ts'
import type { HeaderList } from '../support/wire/http-message.ts'
import { openRaw, rawRequest } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const RUNS = { numRuns: 40 }

describe('an answer', () => {
  const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 400 })
  const ask = () => exchange(world, [rawRequest('POST', ECHO_PATH, ECHO_JSON, '{"input":"hello"}')])

  test('of any bytes arrives as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, async (bytes) => {
        world.provider.answerNext((_request, reply) =>
          reply.send(200, [['Content-Type', 'application/octet-stream']], bytes),
        )
        const answer = await ask()
        expect(answer.complete).toBe(true)
        expect(answer.bytes.equals(bytes)).toBe(true)
      }),
      RUNS,
    )
  })

  test.each(['text/event-stream', 'application/stream+json', 'application/json', 'audio/mpeg'])(
    'of %s arrives as it was sent when every byte is a chunk',
    async (type) => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(anyBytes, fc.string({ unit: 'grapheme', minLength: 1 })),
          async (content) => {
            const bytes = Buffer.from(content)
            world.provider.answerNext(async (_request, reply) => {
              await reply.stream(200, [['Content-Type', type]])
              for (const piece of oneByOne(bytes)) await reply.write(piece)
              await reply.end()
            })
            const answer = await ask()
            expect(answer.complete).toBe(true)
            expect(answer.bytes.equals(bytes)).toBe(true)
          },
        ),
        { numRuns: 10 },
      )
    },
  )

  test('compressed arrives compressed, with its length and its encoding', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, async (content) => {
        const bytes = gzipSync(content)
        const headers: HeaderList = [
          ['Content-Type', 'application/json'],
          ['Content-Encoding', 'gzip'],
        ]
        world.provider.answerNext((_request, reply) => reply.send(200, headers, bytes))
        const answer = await ask()
        expect(answer.header('content-encoding')).toBe('gzip')
        expect(answer.complete).toBe(true)
        expect(answer.bytes.equals(bytes)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('compressed and cut into single bytes arrives as it was', async () => {
    const bytes = gzipSync('data: {"text":"Grüße 👋🏽"}\n\n'.repeat(20))
    world.provider.answerNext(async (_request, reply) => {
      await reply.stream(200, [
        ['Content-Type', 'text/event-stream'],
        ['Content-Encoding', 'gzip'],
      ])
      for (const piece of oneByOne(bytes)) await reply.write(piece)
      await reply.end()
    })
    const answer = await ask()
    expect(answer.header('content-encoding')).toBe('gzip')
    expect(answer.bytes.equals(bytes)).toBe(true)
  })

  test('keeps its status, its headers and their number', async () => {
    world.provider.answerNext((_request, reply) =>
      reply.send(
        418,
        [
          ['Content-Type', 'text/plain; charset=latin1'],
          ['Set-Cookie', 'a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
          ['Set-Cookie', 'b=2; HttpOnly'],
          ['Set-Cookie', 'c=3'],
          ['X-Custom', 'one, two'],
          ['ETag', 'W/"abc"'],
        ],
        Buffer.from([0xe9, 0xff, 0x00]),
      ),
    )
    const answer = await ask()
    expect(answer.status).toBe(418)
    expect(answer.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, v]) => v)).toEqual([
      'a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
      'b=2; HttpOnly',
      'c=3',
    ])
    expect(answer.header('content-type')).toBe('text/plain; charset=latin1')
    expect(answer.header('x-custom')).toBe('one, two')
    expect(answer.header('etag')).toBe('W/"abc"')
    expect([...answer.bytes]).toEqual([0xe9, 0xff, 0x00])
  })

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['DELETE', 204],
  ])('to %s with status %d has no body, and the connection goes on', async (method, status) => {
    const headers: HeaderList = status === 304 ? [['ETag', '"x"']] : [['X-Custom', 'yes']]
    const length: HeaderList = method === 'HEAD' ? [['Content-Length', '1234']] : []
    world.provider.answerNext((_request, reply) => reply.head(status, [...headers, ...length]))
    await using connection = await openRaw(world.proxy.target)
    await connection.write(rawRequest(method, ECHO_PATH, ECHO_HOST))
    const answer = await connection.answer(method)
    expect(answer?.status).toBe(status)
    expect(answer?.bytes.length).toBe(0)
    if (method === 'HEAD') expect(answer?.header('content-length')).toBe('1234')
    await connection.write(rawRequest('POST', ECHO_PATH, ECHO_JSON, '{"input":"next"}'))
    expect((await connection.answer())?.bytes.toString()).toBe('{"input":"next"}')
  })
})
