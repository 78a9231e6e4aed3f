/** Request bodies: the bytes that came, the bytes that they decode to, and bounds for both. */

import { describe, expect, test } from 'bun:test'
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import fc from 'fast-check'
import { isLarge, readBody, turnOfOthers } from '../../src/proxy/body.ts'
import { ProxyError } from '../../src/proxy/errors.ts'

const MAX = 64 * 1024
const TEXT = new TextEncoder().encode(JSON.stringify({ messages: [{ role: 'user', content: 'Grüße 你好' }] }))
const ENCODERS = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  // The default quality takes seconds for a bomb.
  br: (bytes: Uint8Array | string) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: zstdCompressSync,
} as const
const ENCODINGS = Object.entries(ENCODERS)

interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array
  /** Without a Content-Length, in these pieces. */
  readonly pieces?: readonly Uint8Array[]
}

function request({ method = 'POST', headers = {}, body, pieces }: Sent): Request {
  if (pieces) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece)
        controller.close()
      },
    })
    return new Request('http://h/', { method, headers, body: stream })
  }
  const length: Record<string, string> = body ? { 'content-length': String(body.length) } : {}
  return new Request('http://h/', { method, headers: { ...length, ...headers }, ...(body && { body }) })
}

/** The code that a body is refused with, or what it decodes to. */
async function outcome(sent: Sent, max = MAX): Promise<string | Uint8Array | undefined> {
  try {
    return (await readBody(request(sent), max))?.decoded
  } catch (error) {
    if (error instanceof ProxyError) return error.code
    throw error
  }
}

const encoded = (encoding: string, body: Uint8Array): Sent => ({
  headers: { 'content-encoding': encoding },
  body,
})
const concat = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

describe('plain bodies', () => {
  test.each([
    ['no body', {}],
    ['an empty body', { body: new Uint8Array() }],
    ['an empty chunked body', { pieces: [] }],
    ['GET with Content-Length: 0', { method: 'GET', headers: { 'content-length': '0' } }],
    ['HEAD', { method: 'HEAD' }],
  ] as const)('%s is none', async (_name, sent) => {
    expect(await readBody(request(sent), MAX)).toBeUndefined()
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s has one', async (method) => {
    expect(await outcome({ method, body: TEXT })).toEqual(TEXT)
  })

  test('the raw bytes are the decoded ones', async () => {
    const body = await readBody(request({ body: TEXT }), MAX)
    expect(body?.decoded).toBe(body?.raw ?? new Uint8Array())
  })

  test('pieces are joined, wherever they were cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 20 })), async (pieces) => {
        const whole = concat(...pieces)
        expect((await outcome({ pieces })) ?? new Uint8Array()).toEqual(whole)
      }),
    )
  })

  test.each(['GET', 'HEAD'])('%s must not have one', async (method) => {
    for (const headers of [{ 'content-length': '5' }, { 'transfer-encoding': 'chunked' }] as const) {
      expect(await outcome({ method, headers })).toBe('unscannable_request')
    }
  })

  test.each(['3, 3', '-1', '+3', '0x3', '3.0', 'three', '1'.repeat(16), ''])(
    'Content-Length: %j is refused',
    async (length) => {
      const sent = new Request('http://h/', { method: 'POST', body: 'abc' })
      sent.headers.set('content-length', length)
      expect(await readBody(sent, MAX).catch((error: ProxyError) => error.code)).toBe('invalid_encoding')
    },
  )
})

describe('bounds', () => {
  test('of a declared length', async () => {
    expect(await outcome({ body: new Uint8Array(MAX) })).toHaveLength(MAX)
    expect(await outcome({ body: new Uint8Array(MAX + 1) })).toBe('body_too_large')
  })

  test('a declared length is enough to refuse: nothing is read', async () => {
    const huge = request({ headers: { 'content-length': '999999999999' }, pieces: [TEXT] })
    await expect(readBody(huge, MAX)).rejects.toHaveProperty('code', 'body_too_large')
    expect(huge.bodyUsed).toBe(false)
  })

  test('of chunked bodies: the rest is not read', async () => {
    expect(await outcome({ pieces: [new Uint8Array(MAX)] })).toHaveLength(MAX)
    let pulls = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls++
        controller.enqueue(new Uint8Array(1024))
      },
    })
    const sent = new Request('http://h/', { method: 'POST', body: endless })
    await expect(readBody(sent, MAX)).rejects.toHaveProperty('code', 'body_too_large')
    expect(pulls).toBeLessThan(MAX / 1024 + 10)
  })

  test.each(ENCODINGS)('of what %s inflates to', async (name, encode) => {
    expect(await outcome(encoded(name, encode(new Uint8Array(MAX))))).toHaveLength(MAX)
    expect(await outcome(encoded(name, encode(new Uint8Array(MAX + 1))))).toBe('body_too_large')
  })

  test.each(ENCODINGS)('a bomb in %s costs no memory', async (name, encode) => {
    const bomb = encode(new Uint8Array(64 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(MAX)
    Bun.gc(true)
    const before = process.memoryUsage.rss()
    expect(await outcome(encoded(name, bomb))).toBe('body_too_large')
    expect(process.memoryUsage.rss() - before).toBeLessThan(24 * 1024 * 1024)
  })
})

describe('encodings', () => {
  test.each(ENCODINGS)('%s is decoded, the raw bytes stay as they came', async (name, encode) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const raw = new Uint8Array(encode(bytes))
        const body = await readBody(request(encoded(name, raw)), MAX)
        expect(body?.raw).toEqual(raw)
        expect(new Uint8Array(body?.decoded ?? [])).toEqual(new Uint8Array(bytes))
      }),
      { numRuns: 25 },
    )
  })

  test.each([['GZIP'], [' gzip '], ['Gzip']])('%j is gzip', async (name) => {
    expect(await outcome(encoded(name, gzipSync(TEXT)))).toEqual(Buffer.from(TEXT))
  })

  test.each(['identity', ''])('%j is none', async (name) => {
    expect(await outcome(encoded(name, TEXT))).toEqual(TEXT)
  })

  test.each([
    'compress',
    'gzip, gzip',
    'gzip, identity',
    'identity, identity',
    'aws-chunked',
    'gz',
    'constructor',
  ])('%s is not supported', async (name) => {
    expect(await outcome(encoded(name, gzipSync(TEXT)))).toBe('unsupported_encoding')
  })

  test.each(ENCODINGS)('what is no %s is refused', async (name) => {
    expect(await outcome(encoded(name, TEXT))).toBe('invalid_encoding')
  })

  test.each(ENCODINGS)('what is %s is no other encoding', async (name, encode) => {
    for (const [other] of ENCODINGS) {
      if (other.replace('x-', '') === name.replace('x-', '')) continue
      expect(await outcome(encoded(other, encode(TEXT)))).toBe('invalid_encoding')
    }
  })

  test('raw deflate is refused: the name means the zlib format (RFC 9110, section 8.4.1.2)', async () => {
    expect(await outcome(encoded('deflate', deflateRawSync(TEXT)))).toBe('invalid_encoding')
  })

  // What one decoder drops another may read, so nothing may be dropped (invariant 2).
  test.each(ENCODINGS)('a truncated body in %s is refused, wherever it is cut', async (name, encode) => {
    const whole = encode(TEXT)
    for (const length of [whole.length - 1, whole.length - 4, whole.length >> 1, 1]) {
      expect([length, await outcome(encoded(name, whole.subarray(0, length)))]).toEqual([
        length,
        'invalid_encoding',
      ])
    }
  })

  test.each(ENCODINGS)(
    'what follows the end of a body in %s is refused, or decoded too',
    async (name, encode) => {
      const second = new TextEncoder().encode('hidden')
      const tails = { garbage: second, encoded: encode(second) }
      for (const [kind, tail] of Object.entries(tails)) {
        const result = await outcome(encoded(name, concat(encode(TEXT), tail)))
        const text = typeof result === 'string' ? result : new TextDecoder().decode(result)
        expect([kind, text]).toEqual([kind, expect.stringMatching(/^invalid_encoding$|hidden$/)])
      }
    },
  )
})

test('after a large body others have their turn, after a small one nobody waits', async () => {
  const body = (length: number) => ({ raw: new Uint8Array(length), decoded: new Uint8Array() })
  const order: string[] = []
  setImmediate(() => order.push('another'))
  expect([undefined, body(999_999), body(1_000_000)].map(isLarge)).toEqual([false, false, true])
  await turnOfOthers()
  expect([...order, 'large']).toEqual(['another', 'large'])
})
