/** Heads of answers: what they say, and what is refused as readers could differ on it. */

import { describe, expect, test } from 'bun:test'
import { MalformedAnswer } from '../../../src/egress/http/answer.ts'
import { endOfHead, parseHead } from '../../../src/egress/http/head.ts'

const bytesOf = (text: string) => Buffer.from(text, 'latin1') as Buffer<ArrayBuffer>
const parse = (text: string) => {
  const bytes = bytesOf(text)
  return parseHead(bytes, endOfHead(bytes))
}

describe('a head', () => {
  test('is its status, its reason and its headers, byte for byte', () => {
    const { status, statusText, headers, isOld } = parse(
      'HTTP/1.1 529 Not (quite) f\xfcne\r\nX-A:  caf\xe9\t \r\nset-cookie: a=1\r\nX-Empty:\r\nSet-Cookie: b=2\r\nx-a: more\r\n\r\n',
    )
    expect([status, statusText, isOld]).toEqual([529, 'Not (quite) f\xfcne', false])
    expect(headers.get('x-a')).toBe('caf\xe9, more')
    expect(headers.get('x-empty')).toBe('')
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test.each([
    ['HTTP/1.1 200 OK\r\n\r\n', 200, 'OK', false],
    ['HTTP/1.1 200 \r\n\r\n', 200, '', false],
    ['HTTP/1.1 200\r\n\r\n', 200, '', false],
    ['HTTP/1.0 404 Not Found\r\n\r\n', 404, 'Not Found', true],
  ])('%j', (text, status, statusText, isOld) => {
    expect(parse(text)).toMatchObject({ status, statusText, isOld })
  })

  test('ends where its empty line does, and not before', () => {
    const text = 'HTTP/1.1 200 OK\r\nA: b\r\n\r\n'
    for (let length = 0; length < text.length; length += 1)
      expect(endOfHead(bytesOf(text.slice(0, length)))).toBe(-1)
    expect(endOfHead(bytesOf(`${text}HTTP/1.1 200 OK\r\n\r\n`))).toBe(text.length)
  })
})

describe('is refused', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['another protocol, from its first byte', 'S'],
    ['HTTP/2', 'HTTP/2 200 OK\r\n\r\n'],
    ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n\r\n'],
    ['two spaces', 'HTTP/1.1  200 OK\r\n\r\n'],
    ['four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n'],
    ['no colon', 'HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\n'],
    ['no name', 'HTTP/1.1 200 OK\r\n: 5\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n'],
    ['a bare CR', 'HTTP/1.1 200 OK\r\nA: b\rContent-Length: 5\r\n\r\n'],
    ['a bare LF', 'HTTP/1.1 200 OK\r\nA: b\nContent-Length: 5\r\n\r\n'],
    ['a bare LF in the status line', 'HTTP/1.1 200 OK\nContent-Length: 5\r\n\r\n'],
    ['a bare LF in the status line, before the end', 'HTTP/1.1 200 OK\nContent-Length: 5\n\n'],
    ['another control character', 'HTTP/1.1 200 OK\r\nA: b\x01c\r\n\r\n'],
    ['DEL in the reason', 'HTTP/1.1 200 O\x7fK\r\n\r\n'],
    ['NUL', 'HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n'],
    ['NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n'],
    ['more than 64 KiB', `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(65_536)}\r\n\r\n`],
    ['more than 64 KiB without an end', `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(65_536)}`],
  ])('%s', (_, text) => {
    expect(() => parse(text)).toThrow(MalformedAnswer)
  })
})
