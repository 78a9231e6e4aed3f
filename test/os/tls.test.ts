/** TLS listeners, seen by real clients: versions, suites, client certificates. */

import { afterAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { type ConnectionOptions, connect } from 'node:tls'
import { tlsOptions } from '../../src/os/tls.ts'
import { rejection } from '../support/client.ts'
import { hasOpenssl, makeCertificates } from './certificates.ts'

const made = hasOpenssl ? await makeCertificates() : undefined
const file = (name: string) => made?.file(name) ?? ''
const servers: Bun.Server<undefined>[] = []
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop(true)))
  await made?.[Symbol.asyncDispose]()
})

interface Given {
  readonly name?: string
  readonly min_version?: '1.2' | '1.3'
  readonly client_ca?: string
}

function listen({ name = 'server', min_version = '1.2', client_ca }: Given = {}): number {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    tls: tlsOptions({
      cert: file(`${name}.pem`),
      key: file(`${name}-key.pem`),
      min_version,
      ...(client_ca !== undefined && { client_ca: file(client_ca) }),
    }),
    fetch: () => new Response('reached'),
  })
  servers.push(server)
  return server.port ?? 0
}

/** Sends a request: a refused client certificate shows in TLS 1.3 only with the first answer. */
function ask(port: number, options: ConnectionOptions = {}): Promise<{ answer: string; protocol: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ answer: string; protocol: string }>()
  let answer = ''
  let protocol = ''
  const socket = connect({ host: '127.0.0.1', port, ca: readFileSync(file('ca.pem')), ...options }, () => {
    protocol = String(socket.getProtocol())
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  })
  const end = () => {
    if (answer === '') reject(new Error('closed without an answer'))
    else resolve({ answer, protocol })
  }
  socket.on('data', (piece) => {
    answer += String(piece)
  })
  socket.on('error', reject).on('end', end).on('close', end)
  return promise
}

/** The suite that openssl's own client agrees on, also in versions that no runtime offers any more. */
async function agreed(port: number, ...args: string[]): Promise<string> {
  const child = Bun.spawn(
    ['openssl', 's_client', '-connect', `127.0.0.1:${port}`, '-cipher', 'ALL:@SECLEVEL=0', ...args],
    { stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' },
  )
  return /Cipher is (\S+)/.exec(await new Response(child.stdout).text())?.[1] ?? 'no answer'
}

const only = (version: 'TLSv1.2' | 'TLSv1.3') => ({ minVersion: version, maxVersion: version })

describe.skipIf(!hasOpenssl)('versions', () => {
  test.each([
    ['1.2', 'TLSv1.2'],
    ['1.2', 'TLSv1.3'],
    ['1.3', 'TLSv1.3'],
  ] as const)('minimum %s takes %s', async (min_version, version) => {
    const { answer, protocol } = await ask(listen({ min_version }), only(version))
    expect(answer).toEndWith('reached')
    expect(protocol).toBe(version)
  })

  test.each([
    ['1.2', '-tls1'],
    ['1.2', '-tls1_1'],
    ['1.3', '-tls1_1'],
    ['1.3', '-tls1_2'],
  ] as const)('minimum %s refuses %s', async (min_version, version) => {
    expect(await agreed(listen({ min_version }), version)).toBe('(NONE)')
  })

  test('the client of these tests would agree on TLS 1.2', async () => {
    expect(await agreed(listen(), '-tls1_2')).toStartWith('ECDHE-ECDSA-')
  })
})

describe.skipIf(!hasOpenssl)('suites of TLS 1.2', () => {
  const tls12 = (name: string, ciphers: string) => ask(listen({ name }), { ...only('TLSv1.2'), ciphers })

  test.each([
    ['server', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['server', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
    ['server', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
    ['rsa', 'ECDHE-RSA-AES128-GCM-SHA256'],
    ['rsa', 'ECDHE-RSA-AES256-GCM-SHA384'],
    ['rsa', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ])('%s takes %s', async (name, cipher) => {
    expect((await tls12(name, cipher)).answer).toEndWith('reached')
  })

  // No forward secrecy, or CBC (RFC 9325, section 4.1).
  test.each([
    'AES128-GCM-SHA256',
    'AES256-SHA',
    'AES128-SHA',
    'ECDHE-RSA-AES128-SHA',
    'ECDHE-RSA-AES256-SHA',
  ])('%s is refused', async (cipher) => {
    expect(await rejection(tls12('rsa', cipher))).toBeInstanceOf(Error)
  })
})

describe.skipIf(!hasOpenssl)('client certificates', () => {
  const as = (name: string) => ({
    cert: readFileSync(file(`${name}.pem`)),
    key: readFileSync(file(`${name}-key.pem`)),
  })
  const versions = ['TLSv1.2', 'TLSv1.3'] as const

  test.each(versions)('of the CA are let in over %s', async (version) => {
    const port = listen({ client_ca: 'ca.pem' })
    expect((await ask(port, { ...only(version), ...as('client') })).answer).toEndWith('reached')
  })

  test.each(versions)('none, or one of another CA, is refused over %s', async (version) => {
    const port = listen({ client_ca: 'ca.pem' })
    expect(await rejection(ask(port, only(version)))).toBeInstanceOf(Error)
    expect(await rejection(ask(port, { ...only(version), ...as('stranger') }))).toBeInstanceOf(Error)
  })

  test('are not asked for without client_ca', async () => {
    expect((await ask(listen())).answer).toEndWith('reached')
  })
})

test('a file that is not there is an error', () => {
  const nowhere = { cert: '/nowhere/cert.pem', key: '/nowhere/key.pem', min_version: '1.2' } as const
  expect(() => tlsOptions(nowhere)).toThrow('/nowhere/cert.pem')
})
