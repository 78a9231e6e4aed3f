/** The connect time-out: a host that swallows packets, as opposed to one that answers slowly. */

import { afterAll, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { Abort, type Signal } from '../../src/egress/http/abort.ts'
import { createReachability } from '../../src/proxy/reachability.ts'
import { blackHole, hasBlackHole } from '../support/black-hole.ts'
import { startWireServer } from '../support/wire/wire-server.ts'

const server = await startWireServer((request) => request.peerGone)
afterAll(() => server.close())
const url = new URL(server.url)

const never: Signal = new Abort()
/** How the wait for a connection ends: with "connected", or the name of what it is rejected with. */
const waited = async (upstream: URL, timeoutMs: number, signal = never): Promise<string> => {
  try {
    await createReachability().connected(upstream, timeoutMs, signal)
    return 'connected'
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}

describe('a connect time-out', () => {
  test.skipIf(!hasBlackHole)('comes for a host that does not answer the SYN', async () => {
    const hole = await blackHole()
    try {
      expect(await waited(hole.url, 100)).toBe('ConnectTimeout')
      expect(await waited(hole.url, 60_000, AbortSignal.timeout(50))).toBe('TimeoutError')
    } finally {
      hole.close()
    }
  })

  test('does not come for a host that accepts and is silent', async () => {
    expect(await waited(url, 5000)).toBe('connected')
  })

  test('does not come for a host that refuses: fetch says so at once', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const address = closed.address()
    const port = typeof address === 'object' ? address?.port : 0
    await new Promise((resolve) => closed.close(resolve))
    expect(await waited(new URL(`http://127.0.0.1:${port}`), 5000)).toBe('connected')
  })
})

/** Connections that the server got. */
async function probes(reachability: ReturnType<typeof createReachability>, upstream: URL): Promise<number> {
  const counted = createServer((socket) => void socket.destroy())
  let connections = 0
  counted.on('connection', () => connections++)
  counted.listen(0, '127.0.0.1')
  await new Promise((resolve) => counted.once('listening', resolve))
  const address = counted.address()
  const target = new URL(upstream)
  target.port = String(typeof address === 'object' ? address?.port : 0)
  if (upstream.searchParams.has('reached')) reachability.reached(target)
  await reachability.connected(target, 5000, never)
  await new Promise((resolve) => counted.close(resolve))
  return connections
}

test('an origin that has just answered is not probed', async () => {
  expect(await probes(createReachability(), new URL('http://127.0.0.1/'))).toBe(1)
  expect(await probes(createReachability(), new URL('http://127.0.0.1/?reached'))).toBe(0)
})

describe('a name', () => {
  const named = (host: string) => new URL(`https://${host}/v1`)
  /** What each name resolves to; others are not known. */
  const NAMES: Readonly<Record<string, readonly string[]>> = {
    'good.example': ['192.0.2.1', '2001:db8::1'],
    'inner.example': ['192.0.2.1', '169.254.169.254'],
    'inner6.example': ['fe80::1'],
  }
  const scene = () => {
    const asked: string[] = []
    const reachability = createReachability(async (host) => {
      asked.push(host)
      const addresses = NAMES[host]
      if (!addresses) throw new Error('ENOTFOUND')
      return addresses.map((address) => ({ address }))
    })
    return { asked, reachability }
  }

  test.each([
    ['good.example', 'passes'],
    ['inner.example', 'InnerAddress'],
    ['inner6.example', 'InnerAddress'],
    ['unknown.example', 'passes'],
  ])('%s %s', async (host, expected) => {
    const outcome = await scene()
      .reachability.checkName(named(host))
      ?.then(
        () => 'passes',
        ({ name }) => name,
      )
    expect(outcome).toBe(expected)
  })

  test('is looked up once for requests at once, and not where it has just answered', async () => {
    const { asked, reachability } = scene()
    await Promise.all([1, 2, 3].map(() => reachability.checkName(named('good.example'))))
    expect(asked).toEqual(['good.example'])
    reachability.reached(named('good.example'))
    expect(reachability.checkName(named('good.example'))).toBeUndefined()
  })

  test.each([
    ['an address', '192.0.2.1'],
    ['an IPv6 address', '[2001:db8::1]'],
    ['this host', 'localhost'],
  ])('is not looked up: %s', (_, host) => {
    const { asked, reachability } = scene()
    expect(reachability.checkName(named(host))).toBeUndefined()
    expect(asked).toEqual([])
  })
})
