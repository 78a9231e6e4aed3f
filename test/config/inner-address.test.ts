import { expect, test } from 'bun:test'
import { isInnerHost } from '../../src/config/inner-address.ts'

test.each([
  ['169.254.169.254', true],
  ['169.254.0.1', true],
  ['169.253.255.255', false],
  ['[::ffff:169.254.169.254]', true],
  ['::ffff:a9fe:a9fe', true],
  ['::ffff:0:a9fe:a9fe', true],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::a9fe:a9fe', true],
  ['64:ff9b::808:808', false],
  ['2002:a9fe:a9fe::', true],
  ['2002:a9fe:a9fe::1', true],
  ['2002:808:808::1', false],
  ['fe80::1', true],
  ['[fe80::1%25eth0]', true],
  ['febf::1', true],
  ['fec0::1', false],
  ['fd00:ec2::254', true],
  ['fd00:0ec2:0:0:0:0:0:254', true],
  ['fd00::1', false],
  ['100.100.100.200', true],
  ['168.63.129.16', true],
  ['192.0.0.192', true],
  ['metadata.google.internal', true],
  ['METADATA.google.internal.', true],
  ['metadata', true],
  ['metadata.example.com', false],
  ['10.0.0.1', false],
  ['127.0.0.1', false],
  ['api.openai.com', false],
  ['', false],
])('%s: %p', (host, expected) => {
  expect(isInnerHost(host)).toBe(expected)
})
