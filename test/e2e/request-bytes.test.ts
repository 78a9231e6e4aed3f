/** Byte-exactness upwards: what the provider receives is what the client sent, in any pieces. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { ECHO_HOST, ECHO_JSON, ECHO_PATH, exchange } from '../support/echo-exchange.ts'
import type { HeaderList } from '../support/wire/http-message.ts'
import { rawRequest } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const RUNS = { numRuns: 40 }

const lastBody = (): Buffer => world.provider.requests.at(-1)?.body ?? Buffer.from('nothing received')

/** JSON as programs and people write it: any white space, escapes, keys, big and odd numbers. */
const jsonText = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, 2, '\t', ' \r\n'), fc.bigInt())
  .map(([value, indent, number]) => {
    const text = JSON.stringify({ value, n: 0 }, null, indent)
    return text.replace(/"n":\s*0/, `"n" :\t${number}.50E+02`)
  })

/** A chunked body in which every byte is a chunk and a write of its own. */
function* oneByteChunks(bytes: Uint8Array): Generator<Uint8Array | string> {
  for (const byte of bytes) yield Buffer.from([0x31, 0x0d, 0x0a, byte, 0x0d, 0x0a])
  yield '0\r\n\r\n'
}

describe('a request', () => {
  test('of any JSON arrives as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, async (text) => {
        const answer = await exchange(world, [rawRequest('POST', ECHO_PATH, ECHO_JSON, text)])
        expect(answer.status).toBe(200)
        expect(lastBody().toString()).toBe(text)
        expect(answer.bytes.toString()).toBe(text)
      }),
      RUNS,
    )
  })

  test('arrives whole when it comes in pieces that split characters', async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, fc.integer({ min: 1, max: 7 }), async (text, size) => {
        const bytes = rawRequest('POST', ECHO_PATH, ECHO_JSON, text)
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        )
        const answer = await exchange(world, pieces)
        expect(answer.status).toBe(200)
        expect(lastBody().toString()).toBe(text)
      }),
      { numRuns: 10 },
    )
  })

  test('arrives whole when every byte is a chunk', async () => {
    const text = '{"input":"Grüße — 你好 👋🏽", "n": 12345678901234567890, "n2":1e400 }'
    const head = rawRequest('POST', ECHO_PATH, [...ECHO_JSON, ['Transfer-Encoding', 'chunked']])
    const answer = await exchange(world, [head, ...oneByteChunks(Buffer.from(text))])
    expect(answer.status).toBe(200)
    expect(lastBody().toString()).toBe(text)
    expect(world.lockllm.scannedText()).toContain('Grüße — 你好 👋🏽')
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
  ])('compressed with %s is scanned, and arrives compressed as it was', async (encoding, compress) => {
    await fc.assert(
      fc.asyncProperty(jsonText, async (text) => {
        const bytes = compress(text)
        const headers: HeaderList = [...ECHO_JSON, ['Content-Encoding', encoding]]
        const answer = await exchange(world, [rawRequest('POST', ECHO_PATH, headers, bytes)])
        expect(answer.status).toBe(200)
        expect(lastBody().equals(bytes)).toBe(true)
        expect(world.provider.requests.at(-1)?.header('content-encoding')).toBe(encoding)
      }),
      { numRuns: 10 },
    )
    const attack = compress('{"input":"INJECT-ME"}')
    const headers: HeaderList = [...ECHO_JSON, ['Content-Encoding', encoding]]
    expect((await exchange(world, [rawRequest('POST', ECHO_PATH, headers, attack)])).status).toBe(400)
  })
})

describe('headers', () => {
  test('between the hops stay between the hops, in both directions', async () => {
    world.provider.answerNext((_request, reply) =>
      reply.send(200, [
        ['Connection', 'keep-alive, X-Upstream-Hop'],
        ['Keep-Alive', 'timeout=5'],
        ['X-Upstream-Hop', 'secret'],
        ['Proxy-Authenticate', 'Basic'],
      ]),
    )
    const answer = await exchange(world, [
      rawRequest(
        'POST',
        ECHO_PATH,
        [
          ...ECHO_JSON,
          ['Connection', 'keep-alive, X-Client-Hop'],
          ['X-Client-Hop', 'secret'],
          ['Proxy-Authorization', 'Basic abc'],
          ['TE', 'trailers'],
          ['X-End-To-End', 'kept'],
          ['Expect', '100-continue'],
        ],
        '{"input":"hello"}',
      ),
    ])
    expect(answer.status).toBe(200)
    const received = world.provider.requests[0]
    for (const name of ['x-client-hop', 'proxy-authorization', 'te', 'expect']) {
      expect([name, received?.header(name)]).toEqual([name, undefined])
    }
    expect(received?.header('x-end-to-end')).toBe('kept')
    for (const name of ['x-upstream-hop', 'proxy-authenticate']) {
      expect([name, answer.header(name)]).toEqual([name, undefined])
    }
  })

  test('that nobody sent ask for nothing', async () => {
    await exchange(world, [rawRequest('POST', ECHO_PATH, ECHO_JSON, '{"input":"hello"}')])
    const headers = world.provider.requests[0]?.headers.map(([name, value]) => [name.toLowerCase(), value])
    expect(Object.fromEntries(headers ?? [])).toEqual({
      host: new URL(world.provider.url).host,
      'content-type': 'application/json',
      'content-length': '17',
      'accept-encoding': 'identity',
      'user-agent': 'lockllm-proxy',
    })
  })

  test.each([
    '/v1/proxy/echo/a%20b/c?x=1&x=2&y=%26%3D&empty=',
    '/v1/proxy/echo/models/publisher%2Fmodel:predict',
    "/v1/proxy/echo/~tilde/(paren)/'quote'/semi;colon=1/@at/$dollar/!bang,comma",
    '/v1/proxy/echo/gr%C3%BC%C3%9Fe?q=%F0%9F%91%8B',
    '/v1/proxy/echo/double//slash/',
    '/v1/proxy/echo/anything?a=b?c=d',
  ])('and the odd path %s arrive as they were', async (target) => {
    const answer = await exchange(world, [rawRequest('POST', target, ECHO_JSON, '{"input":"hello"}')])
    expect(answer.status).toBe(200)
    expect(world.provider.requests[0]?.target).toBe(target.replace('/v1/proxy/echo', '/echo'))
  })

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s arrives as it was', async (method) => {
    const answer = await exchange(world, [rawRequest(method, ECHO_PATH, ECHO_HOST)])
    expect(answer.header('x-echo-method')).toBe(method)
  })
})
