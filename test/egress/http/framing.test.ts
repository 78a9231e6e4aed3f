/** Where the body of an answer ends, and whether the connection may go on behind it (RFC 9112, sections 6.3 and 9.3). */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { MalformedAnswer } from '../../../src/egress/http/answer.ts'
import { Chunked } from '../../../src/egress/http/chunked.ts'
import { type Framing, framingOf, keepsAlive } from '../../../src/egress/http/framing.ts'

interface Case {
  readonly method?: string
  readonly status?: number
  readonly isOld?: boolean
  readonly headers?: Record<string, string>
}

const headOf = ({ status = 200, isOld = false, headers = {} }: Case) => ({
  status,
  statusText: '',
  isOld,
  headers: new Headers(headers),
})
const framed = (given: Case) => framingOf(given.method ?? 'POST', headOf(given))
const bytesOf = (text: string) => new TextEncoder().encode(text)
const CHUNKED = { 'transfer-encoding': 'chunked' }

describe('no body', () => {
  test.each<[Case]>([
    [{ method: 'HEAD', headers: { 'content-length': '5' } }],
    [{ method: 'HEAD', headers: CHUNKED }],
    [{ status: 204, headers: { 'content-length': '5' } }],
    [{ status: 304, headers: CHUNKED }],
    [{ headers: { 'content-length': '0' } }],
  ])('%j', (given) => {
    expect(framed(given)).toBeUndefined()
  })
})

describe('a body of a length', () => {
  test.each(['5', '5, 5', '05'])('%j', (length) => {
    const framing = framed({ headers: { 'content-length': length } })
    expect(framing?.take(bytesOf('ab'))).toEqual(bytesOf('ab'))
    expect([framing?.isDone, framing?.close()]).toEqual([false, false])
    expect(framing?.take(bytesOf('cdeHTTP'))).toEqual(bytesOf('cde'))
    expect([framing?.isDone, framing?.taken, framing?.close()]).toEqual([true, 3, true])
  })

  test.each(['', '-1', '+5', '5a', '0x5', '5, 6', '5,', '1e3', '9'.repeat(16)])('refused: %j', (length) => {
    expect(() => framed({ headers: { 'content-length': length } })).toThrow(MalformedAnswer)
  })
})

test('without a length the end is the end of the connection', () => {
  const framing = framed({})
  expect(framing?.take(bytesOf('abc'))).toEqual(bytesOf('abc'))
  expect([framing?.isDone, framing?.close(), framing?.isDone]).toEqual([false, true, true])
})

test.each(['gzip', 'gzip, chunked', 'chunked, chunked', 'identity', ''])(
  'a transfer coding that nobody asked for is refused: %j',
  (coding) => {
    expect(() => framed({ headers: { 'transfer-encoding': coding } })).toThrow(MalformedAnswer)
  },
)

describe('the connection', () => {
  const LENGTH = { 'content-length': '5' }
  test.each<[Case, boolean]>([
    [{ headers: LENGTH }, true],
    [{ headers: CHUNKED }, true],
    [{ method: 'HEAD', headers: LENGTH }, true],
    [{ status: 204 }, true],
    [{}, false],
    [{ headers: { ...LENGTH, connection: 'close' } }, false],
    [{ headers: { ...LENGTH, connection: 'x-a, Close' } }, false],
    [{ headers: { ...LENGTH, connection: 'keep-alive, x-a' } }, true],
    [{ isOld: true, headers: LENGTH }, false],
    [{ isOld: true, headers: { ...LENGTH, connection: 'Keep-Alive' } }, true],
    [{ isOld: true, headers: { ...CHUNKED, connection: 'keep-alive' } }, false],
    [{ headers: { ...CHUNKED, ...LENGTH } }, false],
  ])('%j: %j', (given, expected) => {
    expect(keepsAlive(headOf(given), framed(given))).toBe(expected)
  })
})

/** All that a framing takes of bytes that come in pieces, and how many bytes that was. */
function readAll(framing: Framing, pieces: readonly Uint8Array[]) {
  const body: Uint8Array[] = []
  let taken = 0
  for (const piece of pieces) {
    if (framing.isDone) break
    const found = framing.take(new Uint8Array(piece))
    if (found) body.push(found)
    taken += framing.taken
  }
  return { body: Buffer.concat(body), taken }
}

/** Cut at every place that is named. */
function cut(bytes: Buffer, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...ends].map((from, index) => bytes.subarray(from, ends[index] ?? bytes.length))
}

describe('chunks', () => {
  test('are their data, wherever the network cuts them, and end where they end', () => {
    const size = fc.constantFrom(
      (length: number) => length.toString(16),
      (length: number) => `00${length.toString(16).toUpperCase()}`,
      (length: number) => `${length.toString(16)};name="value"`,
      (length: number) => `${length.toString(16)} `,
    )
    const chunk = fc.tuple(size, fc.uint8Array({ minLength: 1, maxLength: 40 }))
    const trailers = fc.constantFrom('', 'A: b\r\n', 'A: b\r\nC: d\r\n')
    fc.assert(
      fc.property(
        fc.array(chunk, { maxLength: 6 }),
        trailers,
        fc.uint8Array({ maxLength: 9 }),
        fc.array(fc.nat(500), { maxLength: 30 }),
        (chunks, trailer, behind, places) => {
          const coded = Buffer.concat([
            ...chunks.flatMap(([write, data]) => [
              Buffer.from(`${write(data.length)}\r\n`),
              data,
              Buffer.from('\r\n'),
            ]),
            Buffer.from(`0\r\n${trailer}\r\n`),
          ])
          const framing = new Chunked()
          const { body, taken } = readAll(framing, cut(Buffer.concat([coded, behind]), places))
          expect(body.equals(Buffer.concat(chunks.map(([, data]) => data)))).toBe(true)
          expect([framing.isDone, taken]).toEqual([true, coded.length])
        },
      ),
    )
  })

  test('that are cut off do not end', () => {
    const coded = bytesOf('3\r\nabc\r\n0\r\nA: b\r\n\r\n')
    for (let length = 0; length < coded.length; length += 1) {
      const framing = new Chunked()
      framing.take(coded.slice(0, length))
      expect([framing.isDone, framing.close()]).toEqual([false, false])
    }
  })

  test.each([
    ['no size', '\r\nabc'],
    ['a sign', '+3\r\nabc\r\n'],
    ['a minus', '-3\r\nabc\r\n'],
    ['0x', '0x3\r\nabc\r\n'],
    ['a space before', ' 3\r\nabc\r\n'],
    ['a bare LF', '3\nabc\r\n'],
    ['a huge size', `${'f'.repeat(14)}\r\n`],
    ['data that is longer', '3\r\nabcd\r\n'],
    ['data that ends in a bare LF', '3\r\nabc\n0\r\n\r\n'],
    ['a control character in an extension', '3;a=\x01\r\nabc\r\n'],
    ['an extension without end', `3;${'x'.repeat(9000)}`],
    ['trailers without end', `0\r\n${'A: b\r\n'.repeat(2000)}`],
    ['a trailer with a bare LF', '0\r\nA: b\n\r\n'],
  ])('refused: %s', (_, text) => {
    expect(() => new Chunked().take(bytesOf(text))).toThrow(MalformedAnswer)
  })
})
