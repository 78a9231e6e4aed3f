import { expect, test } from 'bun:test'
import { networkMatcher } from '../../src/config/cidr.ts'

const trusted = networkMatcher(['10.0.0.0/8', '192.168.1.7', 'fd00::/8', '2001:db8::1/128'])

test.each([
  ['10.0.0.1', true],
  ['10.255.255.255', true],
  ['::ffff:10.1.2.3', true],
  ['192.168.1.7', true],
  ['fd12:3456::1', true],
  ['fd12:3456::1%eth0', true],
  ['2001:db8::1', true],
  ['11.0.0.1', false],
  ['192.168.1.8', false],
  ['::ffff:11.1.2.3', false],
  ['fe80::1', false],
  ['2001:db8::2', false],
  ['', false],
  ['10.0.0.1, 1.2.3.4', false],
  ['unix', false],
])('%j is trusted: %p', (address, expected) => {
  expect(trusted(address)).toBe(expected)
})

test('no network, nobody', () => {
  expect(networkMatcher([])('127.0.0.1')).toBe(false)
})

test('unix sockets are named by themselves', () => {
  expect(networkMatcher(['unix'])('unix')).toBe(true)
  expect(networkMatcher(['unix'])('127.0.0.1')).toBe(false)
  expect(networkMatcher(['10.0.0.0/8', 'unix'])('10.0.0.1')).toBe(true)
  expect(networkMatcher(['0.0.0.0/0', '::/0'])('unix')).toBe(false)
})

test.each([
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0/8',
  'fd00::/129',
  'fe80::1%eth0/64',
  'all',
  'unix/8',
  'Unix',
  '',
])('%j is no network', (network) => {
  expect(() => networkMatcher([network])).toThrow(RangeError)
})
