/** Self-signed certificates, judged by others: the runtime's X.509 parser, openssl, and a TLS client that trusts one. */

import { describe, expect, test } from 'bun:test'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { selfSigned } from '../../src/tls/self-signed.ts'
import { temporaryFolder } from '../config/temporary.ts'
import { rejection } from '../support/client.ts'

const NAMES = ['proxy.example.com', '*.llm.example.com', 'localhost', '127.0.0.1', '::1', '2001:db8::ff:0:8']

describe('a certificate', () => {
  const { certificate, key } = selfSigned({ names: NAMES, days: 30, now: new Date('2026-01-31T12:00:00Z') })
  const parsed = new X509Certificate(certificate)

  test('is that of its key, signed with it, and good for its names', () => {
    expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect(parsed.verify(parsed.publicKey)).toBe(true)
    expect(parsed.ca).toBe(true)
    expect(parsed.checkHost('proxy.example.com')).toBe('proxy.example.com')
    expect(parsed.checkHost('a.llm.example.com')).toBe('*.llm.example.com')
    expect(parsed.checkHost('other.example.com')).toBeUndefined()
    for (const address of ['127.0.0.1', '::1', '2001:db8::ff:0:8'])
      expect(parsed.checkIP(address)).toBe(address)
  })

  test('has the dates that were asked for, an hour back for clocks that are behind', () => {
    expect(new Date(parsed.validFrom)).toEqual(new Date('2026-01-31T11:00:00Z'))
    expect(new Date(parsed.validTo)).toEqual(new Date('2026-03-02T12:00:00Z'))
  })

  test('has a number of its own', () => {
    const numbers = Array.from({ length: 50 }, () => {
      const { serialNumber } = new X509Certificate(selfSigned({ names: ['a'], days: 1 }).certificate)
      expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/)
      return serialNumber
    })
    expect(new Set(numbers).size).toBe(50)
  })

  test('may end after 2049', () => {
    const { certificate: late } = selfSigned({
      names: ['a'],
      days: 36_500,
      now: new Date('2026-01-01T00:00:00Z'),
    })
    expect(new X509Certificate(late).validTo).toContain('2125')
  })

  test.skipIf(!Bun.which('openssl'))('satisfies openssl', async () => {
    using folder = temporaryFolder()
    const file = folder.write('cert.pem', certificate)
    const verify = Bun.spawn(
      [
        'openssl',
        'verify',
        '-x509_strict',
        '-attime',
        '1770000000',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        'localhost',
        '-CAfile',
        file,
        file,
      ],
      { stdout: 'pipe', stderr: 'pipe' },
    )
    expect([await verify.stdout.text(), await verify.stderr.text()]).toEqual([`${file}: OK\n`, ''])
  })
})

test('a client that is given the certificate trusts the server, another does not', async () => {
  const { certificate, key } = selfSigned({ names: ['localhost', '127.0.0.1'], days: 1 })
  const tls = { cert: certificate, key }
  await using server = Bun.serve({ hostname: '127.0.0.1', port: 0, tls, fetch: () => new Response('ok') })
  const url = `https://127.0.0.1:${server.port}/`
  expect(await (await fetch(url, { tls: { ca: certificate, rejectUnauthorized: true } })).text()).toBe('ok')
  expect(await rejection(fetch(url, { tls: { rejectUnauthorized: true } }))).toBeInstanceOf(Error)
})
