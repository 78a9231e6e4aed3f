/** What doctor says of certificates: dates, chain, key, and who may read it. */

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, readFileSync } from 'node:fs'
import { checkCertificate } from '../../src/doctor/certificate.ts'
import { selfSigned } from '../../src/tls/self-signed.ts'
import { temporaryFolder } from '../config/temporary.ts'
import { type Certificates, hasOpenssl, makeCertificates } from '../os/certificates.ts'
import { configOf } from '../proxy/config.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const DAY = 86_400_000
const pair = selfSigned({ names: ['localhost'], days: 90 })
const cert = folder.write('cert.pem', pair.certificate)
const key = folder.write('key.pem', pair.key)
chmodSync(key, 0o600)

function levels(tls: { cert: string; key: string }, now?: number) {
  const config = {
    ...configOf({}),
    server: { ...configOf({}).server, tls: { ...tls, min_version: '1.2' as const } },
  }
  return Object.fromEntries(
    checkCertificate(config, now).map(({ subject, level, finding }) => [subject, `${level} ${finding}`]),
  )
}

test('a good pair', () => {
  expect(levels({ cert, key })).toEqual({
    certificate: expect.stringMatching(/^ok valid until \d{4}-\d\d-\d\d, for DNS:localhost$/),
    key: 'ok belongs to the certificate',
    chain: 'warn self-signed',
    'key file': 'ok mode 600',
  })
})

test.each([
  ['before it begins', -2 * DAY, /^fail not valid before/],
  ['20 days before its end', 70 * DAY, /^warn ends in (19|20) days/],
  ['after its end', 91 * DAY, /^fail expired on/],
])('%s', (_name, offset, expected) => {
  expect(levels({ cert, key }, Date.now() + offset).certificate).toMatch(expected)
})

test('a key of another certificate, which anybody can read', () => {
  const other = folder.write('other.pem', selfSigned({ names: ['x'], days: 1 }).key)
  chmodSync(other, 0o644)
  expect(levels({ cert, key: other })).toMatchObject({
    key: expect.stringMatching(/^fail/),
    'key file': expect.stringMatching(/^fail mode 644/),
  })
})

test('a file that is not there', () => {
  expect(levels({ cert: '/nowhere/cert.pem', key })).toEqual({
    certificate: expect.stringMatching(/^fail cannot read/),
  })
})

describe.skipIf(!hasOpenssl)('a chain', () => {
  let made: Certificates
  beforeAll(async () => {
    made = await makeCertificates()
  })
  afterAll(() => made?.[Symbol.asyncDispose]())
  const read = (name: string) => readFileSync(made.file(name), 'utf8')

  test.each([
    ['in order', ['server.pem', 'ca.pem'], 'ok 2 certificates'],
    ['without its issuer', ['server.pem'], 'warn no intermediate certificates'],
    [
      'with another issuer',
      ['server.pem', 'other-ca.pem'],
      'fail certificate 1 is not issued by the one after it',
    ],
  ])('%s', (_name, parts, expected) => {
    const file = folder.write('chain.pem', parts.map(read).join(''))
    expect(levels({ cert: file, key: made.file('server-key.pem') }).chain).toBe(expected)
  })
})
