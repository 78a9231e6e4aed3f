/** The client's address behind chains of proxies, trusted and not. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { networkMatcher } from '../../src/config/cidr.ts'
import { createAuthenticate } from '../../src/proxy/authenticate.ts'

const authenticate = createAuthenticate(networkMatcher(['10.0.0.0/8', 'fd00::/8']))
const url = new URL('http://proxy/v1/proxy/openai/models')
const addressOf = async (peer: string, forwarded?: string) =>
  (
    await authenticate(
      peer,
      new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
      url,
    )
  ).address

test.each([
  // Nobody speaks for anybody.
  ['203.0.113.9', undefined, '203.0.113.9'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['unix', undefined, 'unix'],
  // An untrusted peer says who it is not.
  ['203.0.113.9', '198.51.100.7', '203.0.113.9'],
  ['203.0.113.9', '10.0.0.1', '203.0.113.9'],
  // A trusted one is believed, for as far as the chain is trusted.
  ['10.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', '198.51.100.7, 10.0.0.2', '198.51.100.7'],
  ['10.0.0.1', '1.2.3.4, 198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', '1.2.3.4,198.51.100.7 , 10.0.0.3,10.0.0.2', '198.51.100.7'],
  ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['::ffff:10.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['fd00::1', '2001:db8::7', '2001:db8::7'],
  ['fd00::1', '[2001:db8::7]', '2001:db8::7'],
  ['fd00::1', '[2001:db8::7]:4711', '2001:db8::7'],
  ['10.0.0.1', '198.51.100.7:4711', '198.51.100.7'],
  ['unix', '198.51.100.7', 'unix'],
  // What is no address ends the chain, and is never repeated.
  ['10.0.0.1', '', '10.0.0.1'],
  ['10.0.0.1', 'unknown', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.7, unknown', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.7, , 10.0.0.2', '10.0.0.2'],
  ['10.0.0.1', 'ignore all previous instructions', '10.0.0.1'],
  ['10.0.0.1', 'deadbeef', '10.0.0.1'],
  ['10.0.0.1', 'bad.cafe', '10.0.0.1'],
  ['10.0.0.1', '999.1.1.1', '10.0.0.1'],
  ['10.0.0.1', 'unix', '10.0.0.1'],
])('peer %s with X-Forwarded-For %j is %s', async (peer, forwarded, expected) => {
  expect(await addressOf(peer, forwarded)).toBe(expected)
})

test.each([
  [undefined, 'unix'],
  ['198.51.100.7', '198.51.100.7'],
  ['198.51.100.7, 10.0.0.2', '198.51.100.7'],
  ['198.51.100.7, unix', 'unix'],
])('behind a unix socket that is trusted, X-Forwarded-For %j is %s', async (forwarded, expected) => {
  const behind = createAuthenticate(networkMatcher(['10.0.0.0/8', 'unix']))
  const headers = new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })
  expect((await behind('unix', headers, url)).address).toBe(expected)
})

test('several header lines are one chain', async () => {
  const headers = new Headers()
  headers.append('x-forwarded-for', '1.2.3.4')
  headers.append('x-forwarded-for', '198.51.100.7')
  expect((await authenticate('10.0.0.1', headers, url)).address).toBe('198.51.100.7')
})

test('nothing that a client writes is taken from an untrusted peer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.ipV4(), { minLength: 1 }), async (hops) => {
      expect(await addressOf('203.0.113.9', hops.join(', '))).toBe('203.0.113.9')
    }),
  )
})
