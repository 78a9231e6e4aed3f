/** Encodings and sizes that lie, inflate or do not end: the exact answer of each. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import {
  type Bytes,
  bytes,
  CHAT,
  expectRefused,
  type HostileCase,
  JSON_TYPE,
  message,
  OK_BODY,
  withBody,
} from '../support/hostile.ts'
import { rawRequest, sendRaw } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const MAX_BODY = 65_536
const world = await startWorld({ server: { max_body: '64KiB' } })
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const encoded = (encoding: string, body: Bytes): Buffer => withBody(body, ['Content-Encoding', encoding])
const LARGE = Buffer.alloc(64 * 1024 * 1024, ' ')

/** Gzip ends with a CRC-32 and the length (RFC 1952, 2.3.1). */
const wrongSum = (gzip: Buffer): Buffer => gzip.fill(0, gzip.length - 8, gzip.length - 4)

const ENCODINGS: HostileCase[] = [
  ['unknown', encoded('compress', OK_BODY), 415, 'unsupported_encoding'],
  ['two', encoded('gzip, br', gzipSync(OK_BODY)), 415, 'unsupported_encoding'],
  ['two equal ones', encoded('gzip, gzip', gzipSync(gzipSync(OK_BODY))), 415, 'unsupported_encoding'],
  [
    'in two headers',
    withBody(gzipSync(OK_BODY), ['Content-Encoding', 'gzip'], ['Content-Encoding', 'identity']),
    415,
    'unsupported_encoding',
  ],
  ['gzip that is none', encoded('gzip', OK_BODY), 400, 'invalid_encoding'],
  ['gzip cut off', encoded('gzip', gzipSync(OK_BODY).subarray(0, -8)), 400, 'invalid_encoding'],
  ['gzip with a wrong sum', encoded('gzip', wrongSum(gzipSync(OK_BODY))), 400, 'invalid_encoding'],
  [
    'gzip with an appendix',
    encoded('gzip', bytes(gzipSync(OK_BODY), message('INJECT-ME'))),
    400,
    'invalid_encoding',
  ],
  [
    'gzip in two members',
    encoded('gzip', bytes(gzipSync('{"messages":["INJECT'), gzipSync('-ME"]}'))),
    400,
    'prompt_injection_detected',
  ],
  ['br that is gzip', encoded('br', gzipSync(OK_BODY)), 400, 'invalid_encoding'],
  [
    'deflate with an appendix',
    encoded('deflate', bytes(deflateSync(OK_BODY), 'appendix')),
    400,
    'invalid_encoding',
  ],
  [
    'zstd with an appendix',
    encoded('zstd', bytes(zstdCompressSync(OK_BODY), 'appendix')),
    400,
    'invalid_encoding',
  ],
  [
    'br with a second stream',
    encoded('br', bytes(brotliCompressSync(OK_BODY), brotliCompressSync(message('INJECT-ME')))),
    400,
    'invalid_encoding',
  ],
  [
    'br with an appendix',
    encoded('br', bytes(brotliCompressSync(OK_BODY), 'appendix')),
    400,
    'invalid_encoding',
  ],
  ['zstd cut off', encoded('zstd', zstdCompressSync(OK_BODY).subarray(0, -4)), 400, 'invalid_encoding'],
  ['deflate that is none', encoded('deflate', OK_BODY), 400, 'invalid_encoding'],
  ['JSON that is gzip', withBody(gzipSync(OK_BODY)), 400, 'invalid_utf8'],
]

/** Small bodies that inflate to 64 MiB. */
const BOMBS: HostileCase[] = [
  ['a gzip bomb', encoded('gzip', gzipSync(LARGE)), 413, 'body_too_large'],
  ['a br bomb', encoded('br', brotliCompressSync(LARGE)), 413, 'body_too_large'],
  ['a zstd bomb', encoded('zstd', zstdCompressSync(LARGE)), 413, 'body_too_large'],
]

const chunkedHead = rawRequest('POST', CHAT, [...JSON_TYPE, ['Transfer-Encoding', 'chunked']])
const chunk = (size: number): Buffer => bytes(`${size.toString(16)}\r\n`, Buffer.alloc(size, ' '), '\r\n')

const SIZES: HostileCase[] = [
  ['by Content-Length', withBody(OK_BODY.padEnd(MAX_BODY + 1)), 413, 'body_too_large'],
  [
    'by Content-Length, before the body',
    rawRequest('POST', CHAT, [...JSON_TYPE, ['Content-Length', '99999999999']]),
    413,
    'body_too_large',
  ],
  ['in chunks', bytes(chunkedHead, chunk(40_000), chunk(40_000), '0\r\n\r\n'), 413, 'body_too_large'],
  ['in chunks that do not end', bytes(chunkedHead, chunk(40_000), chunk(40_000)), 413, 'body_too_large'],
  ['a header', rawRequest('POST', CHAT, [...JSON_TYPE, ['X-Long', 'x'.repeat(200_000)]], OK_BODY), 431, null],
]

describe.each([
  ['the encoding', ENCODINGS],
  ['a bomb', BOMBS],
  ['the size', SIZES],
] as const)('%s', (_group, cases) => {
  test.each([...cases])('%s', (what, sent, status, code) => expectRefused(world, [what, sent, status, code]))
})

test('a bomb costs no memory', async () => {
  const before = await world.proxy.residentBytes()
  for (let round = 0; round < 5; round += 1) {
    for (const hostile of BOMBS) await expectRefused(world, hostile)
  }
  expect((await world.proxy.residentBytes()) - before).toBeLessThan(48 * 1024 * 1024)
})

test('a body as large as allowed', async () => {
  const answer = await sendRaw(world.proxy.target, withBody(OK_BODY.padEnd(MAX_BODY)))
  expect(answer?.status).toBe(200)
  expect(world.provider.requests[0]?.body.length).toBe(MAX_BODY)
})
