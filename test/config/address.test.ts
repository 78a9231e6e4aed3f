import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { formatListen, isLoopback, isLoopbackHost, overlaps, parseListen } from '../../src/config/address.ts'

describe('listen addresses', () => {
  test.each([
    ['127.0.0.1:0', { kind: 'tcp', host: '127.0.0.1', port: 0 }, true],
    ['127.8.8.8:80', { kind: 'tcp', host: '127.8.8.8', port: 80 }, true],
    ['localhost:8080', { kind: 'tcp', host: 'localhost', port: 8080 }, true],
    ['[::1]:8080', { kind: 'tcp', host: '::1', port: 8080 }, true],
    ['[::ffff:127.0.0.1]:1', { kind: 'tcp', host: '::ffff:127.0.0.1', port: 1 }, true],
    ['unix:/run/proxy.sock', { kind: 'unix', path: '/run/proxy.sock' }, true],
    ['0.0.0.0:8080', { kind: 'tcp', host: '0.0.0.0', port: 8080 }, false],
    ['[::]:8080', { kind: 'tcp', host: '::', port: 8080 }, false],
    ['[fe80::1%eth0]:65535', { kind: 'tcp', host: 'fe80::1%eth0', port: 65_535 }, false],
    ['proxy.example.com:443', { kind: 'tcp', host: 'proxy.example.com', port: 443 }, false],
    ['localhost.example.com:443', { kind: 'tcp', host: 'localhost.example.com', port: 443 }, false],
    ['127.example.com:443', { kind: 'tcp', host: '127.example.com', port: 443 }, false],
  ] as const)('%s', (text, address, loopback) => {
    expect(parseListen(text)).toEqual(address)
    expect(isLoopback(parseListen(text))).toBe(loopback)
    expect(formatListen(parseListen(text))).toBe(text)
  })

  test.each([
    '',
    '8080',
    ':8080',
    '::1',
    '[::1]',
    '[::1]:',
    '[127.0.0.1]:80',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:-1',
    '127.0.0.1:65536',
    '127.0.0.1: 80',
    '127.1:80',
    '256.0.0.1:80',
    '-a.example:80',
    'a_b:80',
    'http://127.0.0.1:80',
    'unix:',
    'unix:run/proxy.sock',
    `unix:/${'x'.repeat(107)}`,
    'unix:/run/\0',
  ])('%j is refused', (text) => {
    expect(() => parseListen(text)).toThrow(RangeError)
  })

  test('every text is an address that formats to itself, or a RangeError', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.webAuthority(), fc.tuple(fc.ipV6(), fc.nat(70_000)).map(bracketed)),
        (text) => {
          try {
            expect(formatListen(parseListen(text)).replace(/:0*(?=\d)/, ':')).toBe(
              text.replace(/:0*(?=\d)/, ':'),
            )
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
          }
        },
      ),
    )
  })
})

const bracketed = ([host, port]: [string, number]): string => `[${host}]:${port}`

test.each([
  ['127.0.0.1:1', '127.0.0.1:1', true],
  ['127.0.0.1:1', 'localhost:1', true],
  ['0.0.0.0:1', '127.0.0.1:1', true],
  ['[::]:1', '127.0.0.1:1', true],
  ['[::]:1', '[::1]:1', true],
  ['[0:0:0:0:0:0:0:1]:1', '[::1]:1', true],
  ['unix:/run/a', 'unix:/run/a', true],
  ['127.0.0.1:1', '127.0.0.1:2', false],
  ['127.0.0.1:0', '127.0.0.1:0', false],
  ['127.0.0.1:1', '127.0.0.2:1', false],
  ['0.0.0.0:1', '[::1]:1', false],
  ['unix:/run/a', 'unix:/run/b', false],
])('%s and %s overlap: %p', (a, b, expected) => {
  expect(overlaps(parseListen(a), parseListen(b))).toBe(expected)
  expect(overlaps(parseListen(b), parseListen(a))).toBe(expected)
})

test.each([
  ['127.0.0.1', true],
  ['[::1]', true],
  ['LOCALHOST', true],
  ['[::ffff:7f00:1]', true],
  ['[::ffff:8000:1]', false],
  ['10.0.0.1', false],
  ['localhost.', false],
  ['example.com', false],
])('the host %s of a URL is loopback: %p', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected)
})
