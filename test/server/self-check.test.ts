/** The proxy's look at its own listeners. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tlsOptions } from '../../src/os/tls.ts'
import { createSelfCheck } from '../../src/server/self-check.ts'
import { hasOpenssl, makeCertificates } from '../os/certificates.ts'
import { rejection } from '../support/client.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-self-check-'))
const open = new AsyncDisposableStack()
afterAll(async () => {
  await open.disposeAsync()
  await rm(folder, { recursive: true, force: true })
})
const fetch = () => new Response('ok')

const check = (address: string, url: string, milliseconds = 5000) =>
  createSelfCheck({ listeners: () => [{ listener: 'proxy', address, url }], path: '/x' })(
    AbortSignal.timeout(milliseconds),
  )

describe('passes where a listener answers', () => {
  test.each([
    ['127.0.0.1', (port: number) => `127.0.0.1:${port}`],
    ['0.0.0.0', (port: number) => `0.0.0.0:${port}`],
    ['::', (port: number) => `[::]:${port}`],
  ])('on %s', async (hostname, address) => {
    const server = Bun.serve({ hostname, port: 0, fetch })
    open.defer(() => server.stop(true))
    const at = address(server.port ?? 0)
    await check(at, `http://${at}`)
  })

  test('on a unix socket', async () => {
    const path = join(folder, 'a.sock')
    const server = Bun.serve({ unix: path, fetch })
    open.defer(() => server.stop(true))
    await check(`unix:${path}`, `unix:${path}`)
  })

  test.skipIf(!hasOpenssl).each([false, true])(
    'over TLS, client certificates asked for: %p',
    async (mutual) => {
      const made = await makeCertificates()
      open.use(made)
      const tls = tlsOptions({
        cert: made.file('server.pem'),
        key: made.file('server-key.pem'),
        min_version: '1.2',
        ...(mutual && { client_ca: made.file('ca.pem') }),
      })
      const server = Bun.serve({ hostname: '127.0.0.1', port: 0, tls, fetch })
      open.defer(() => server.stop(true))
      const at = `127.0.0.1:${server.port}`
      await check(at, `https://${at}`)
    },
  )
})

describe('fails', () => {
  test('where nobody listens', async () => {
    const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch })
    const at = `127.0.0.1:${server.port}`
    await server.stop(true)
    expect(await rejection(check(at, `http://${at}`))).toBeInstanceOf(Error)
    expect(await rejection(check(at, `https://${at}`))).toBeInstanceOf(Error)
  })

  test.each(['http', 'https'])('where connections are taken but not answered (%s)', async (scheme) => {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.defer(() => void server.close())
    const address = server.address()
    const at = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    expect(String(await rejection(check(at, `${scheme}://${at}`, 100)))).toContain('no answer')
  })
})
