/** Certificates of the TLS listener that change while the binary works under load. */

import { afterAll, describe, expect, test } from 'bun:test'
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:tls'
import { hasOpenssl, makeCertificates } from '../os/certificates.ts'
import { chat } from '../support/client.ts'
import { startLoad } from '../support/load.ts'
import { startWorld } from '../support/world.ts'

describe.skipIf(!hasOpenssl)('a certificate that changes', async () => {
  if (!hasOpenssl) return
  const certificates = await makeCertificates()
  const cert = certificates.file('live.pem')
  const key = certificates.file('live-key.pem')
  /** As certbot and the like do it: each file is replaced by a rename, one after the other. */
  const put = (name: string) => {
    for (const [from, to] of [
      [`${name}-key.pem`, key],
      [`${name}.pem`, cert],
    ] as const) {
      copyFileSync(certificates.file(from), `${to}.new`)
      renameSync(`${to}.new`, to)
    }
  }
  put('server')
  const ca = readFileSync(certificates.file('ca.pem'))
  const world = await startWorld({
    server: { listen: '127.0.0.1:0', tls: { cert, key } },
    scan: { engine: 'local' },
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await certificates[Symbol.asyncDispose]()
  })

  const subject = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: world.proxy.target.port, ca }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN))
        socket.destroy()
      }).on('error', reject)
    })
  const changes = () =>
    world.proxy.logs.filter(({ msg }) => String(msg).startsWith('the certificate has changed:'))
  const becomes = async (name: string) => {
    const before = changes().length
    put(name)
    while (changes().length === before) await Bun.sleep(20)
  }

  test('is noticed, and no request is lost, over new connections and kept ones', async () => {
    const load = startLoad(12, async (client) => {
      const response = await fetch(`${world.at('echo')}/x`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(chat('hello there')),
        tls: { ca },
        keepalive: client % 2 === 0,
      })
      await response.text()
      if (response.status !== 200) throw new Error(`status ${response.status}`)
    })
    for (const name of ['rsa', 'server', 'rsa']) {
      await load.more(100)
      await becomes(name)
      expect(await subject()).toBe(name)
    }
    await load.more(100)
    const { lost, reasons } = await load.stop()
    expect({ lost, reasons }).toEqual({ lost: 0, reasons: {} })
  })

  test('to one that does not fit its key is not taken, and the log says so', async () => {
    const before = await subject()
    writeFileSync(cert, readFileSync(certificates.file('stranger.pem')))
    const { reason } = await world.proxy.logged(({ msg }) =>
      String(msg).startsWith('the certificate has changed but cannot be used'),
    )
    expect(reason).toContain('server.tls.key is not the key of the certificate')
    expect(await subject()).toBe(before)
    await becomes('server')
    expect(await subject()).toBe('server')
  })
})
