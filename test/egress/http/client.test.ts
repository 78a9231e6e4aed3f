/** Requests over connections of our own, against real sockets: which connection, what is sent, and every way to break off. */

import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createEgress, type Egress } from '../../../src/egress/egress.ts'
import { Abort } from '../../../src/egress/http/abort.ts'
import { type Answer, bytesOf as bytesUpTo, MalformedAnswer } from '../../../src/egress/http/answer.ts'
import { Closed } from '../../../src/egress/http/call.ts'
import { sendBy, type UpstreamRequest } from '../../../src/egress/http/client.ts'
import { ConnectTimeout, NotConnected } from '../../../src/egress/http/connection.ts'
import { pinOf } from '../../../src/egress/tls.ts'
import { makeCertificates } from '../../os/certificates.ts'
import { configOf } from '../../proxy/config.ts'
import type { ConfigTable } from '../../support/binary.ts'
import { blackHole, hasBlackHole } from '../../support/black-hole.ts'
import { rejection } from '../../support/client.ts'
import { startEgressProxy } from '../../support/egress-proxy.ts'
import { startTlsUpstream } from '../../support/tls-upstream.ts'
import { startWireServer, type WireHandler } from '../../support/wire/wire-server.ts'

let handler: WireHandler = (_request, reply) => reply.send(200, [], 'ok')
const server = await startWireServer((request, reply) => handler(request, reply))
afterEach(() => {
  handler = (_request, reply) => reply.send(200, [], 'ok')
  server.clear()
})
afterAll(() => server.close())

/** A way out of its own: no test has another one's connections. */
const wayTo = (url: string, settings: ConfigTable = {}, own = {}): Egress =>
  createEgress(configOf({ egress: settings }).egress)(new URL(url), own)

type Call = Partial<UpstreamRequest> & { readonly url?: string; readonly egress?: Egress }
const call = ({ url = `${server.url}/x`, egress = wayTo(url), ...request }: Call = {}) =>
  sendBy(egress, new URL(url), {
    method: 'POST',
    headers: new Headers(),
    body: undefined,
    signal: new Abort(),
    connectTimeoutMs: 5000,
    ...request,
  })
const bytesOf = async (answer: Answer) =>
  (await bytesUpTo(answer, Number.POSITIVE_INFINITY)) ?? new Uint8Array()
const textOf = async (answer: Answer) => Buffer.from(await bytesOf(answer)).toString()
const raw =
  (...pieces: readonly string[]): WireHandler =>
  async (_request, reply) => {
    for (const piece of pieces) {
      await reply.raw(Buffer.from(piece, 'latin1'))
      await Bun.sleep(2)
    }
  }
/** Of a body that is longer than what the system takes at once. */
const LONG = new Uint8Array(8_000_000).map((_, index) => (index * 7919) & 255)

describe('a request', () => {
  test('has the headers that are given, Host, and the length of its body', async () => {
    const headers = new Headers({ 'X-A': 'caf\xe9', accept: 'x/y' })
    headers.append('x-a', 'more')
    await call({ headers, body: new Uint8Array([1, 2, 3]) })
    const sent = (await server.received()).headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    expect(sent.sort()).toEqual([
      'accept: x/y',
      'content-length: 3',
      `host: 127.0.0.1:${server.port}`,
      'x-a: caf\xe9, more',
    ])
  })

  test.each([
    ['POST', '0'],
    ['PUT', '0'],
    ['GET', undefined],
    ['DELETE', undefined],
  ])('%s without a body says a length of %p', async (method, length) => {
    await call({ method })
    expect((await server.received()).header('content-length')).toBe(length)
  })

  test('of any length arrives whole, also where the upstream reads slowly', async () => {
    const answer = await call({ body: LONG })
    expect(await textOf(answer)).toBe('ok')
    expect((await server.received()).body.equals(LONG)).toBe(true)
  })
})

describe('an answer', () => {
  test.each<[string, string[], string]>([
    ['of a length', ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde'], 'abcde'],
    ['in pieces', ['HTTP/1.', '1 200 OK\r\nContent-Le', 'ngth: 5\r\n\r', '\nab', 'cd', 'e'], 'abcde'],
    [
      'in chunks',
      ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', '2\r\nde\r\n0\r\n\r\n'],
      'abcde',
    ],
    ['of chunks that are empty', ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'], ''],
    [
      'behind interim ones',
      [
        'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n',
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
      ],
      'x',
    ],
  ])('%s', async (_, pieces, expected) => {
    handler = raw(...pieces)
    expect(await textOf(await call())).toBe(expected)
  })

  test('in chunks has no other length', async () => {
    handler = raw(
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
      '2\r\nde\r\n0\r\n\r\n',
    )
    const answer = await call()
    expect(answer.headers.has('content-length')).toBe(false)
    expect(await textOf(answer)).toBe('abcde')
  })

  test('without a length ends where the connection does', async () => {
    handler = async (request, reply) => {
      await raw('HTTP/1.1 200 OK\r\n\r\nab', 'cde')(request, reply)
      reply.close()
    }
    expect(await textOf(await call())).toBe('abcde')
  })

  test('comes while the request is still being sent, and the connection is not used again', async () => {
    const early = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: {
        // Reads nothing more: what is sent on fills the system's buffers.
        data: (socket) => {
          socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nfull')
          socket.pause()
        },
      },
    })
    try {
      const answer = await call({ url: `http://127.0.0.1:${early.port}/`, body: LONG })
      expect([answer.status, await textOf(answer)]).toEqual([413, 'full'])
    } finally {
      early.stop(true)
    }
  })

  test('that nobody reads stops the upstream', async () => {
    let sent = 0
    const stopped = Promise.withResolvers<void>()
    handler = async (_request, reply) => {
      await reply.stream(200, [])
      for (; sent < 400; sent += 1) {
        const stuck = setTimeout(stopped.resolve, 300)
        await reply.write(new Uint8Array(65_536))
        clearTimeout(stuck)
      }
      await reply.end()
    }
    const answer = await call()
    await stopped.promise
    expect(sent).toBeLessThan(400)
    expect((await bytesOf(answer)).length).toBe(400 * 65_536)
  })
})

describe('an answer that breaks off', () => {
  test.each<[string, string, 'close' | 'reset']>([
    ['before its head', '', 'close'],
    ['before its head, reset', '', 'reset'],
    ['in its head', 'HTTP/1.1 200 OK\r\nContent-', 'close'],
    ['behind an interim one', 'HTTP/1.1 100 Continue\r\n\r\n', 'close'],
    ['short of its length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc', 'close'],
    ['without its last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', 'close'],
    [
      'without the end of its trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n',
      'close',
    ],
    ['without a length, reset', 'HTTP/1.1 200 OK\r\n\r\nabc', 'reset'],
  ])('%s is not whole', async (_, text, how) => {
    handler = async (_request, reply) => {
      if (text !== '') await reply.raw(text)
      // So that it does not overtake what was sent.
      await Bun.sleep(20)
      reply[how]()
    }
    expect(await rejection(call().then(textOf))).toBeInstanceOf(Closed)
    expect(server.requests).toHaveLength(1)
  })

  test('is read to where it broke off', async () => {
    handler = async (_request, reply) => {
      await reply.raw('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc')
      reply.close()
    }
    const { reader } = await call()
    expect((await reader?.read())?.value).toEqual(Buffer.from('abc'))
    expect(await rejection(Promise.resolve(reader?.read()))).toBeInstanceOf(Closed)
  })

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['a switch to one', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef'],
    ['no size of a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
    ['lines that end in a bare LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
    ['interim answers without end', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(3000)],
  ])('%s is malformed, and its connection ends', async (_, text) => {
    let gone: Promise<void> | undefined
    handler = async (request, reply) => {
      gone = request.peerGone
      await reply.raw(text)
    }
    expect(await rejection(call().then(textOf))).toBeInstanceOf(MalformedAnswer)
    await gone
  })
})

describe('a connection', () => {
  /** Connections that two requests need, one after the other. */
  const connections = async (answer: WireHandler, method = 'POST') => {
    handler = answer
    const egress = wayTo(server.url)
    const peers = new Set<Promise<void>>()
    for (let request = 1; request <= 2; request += 1) {
      await bytesOf(await call({ egress, method }))
      peers.add((await server.received(request)).peerGone)
    }
    return peers.size
  }

  test.each<[string, WireHandler, number]>([
    ['an answer of a length', (_, reply) => reply.send(200, [], 'ok'), 1],
    [
      'an answer in chunks',
      raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
      1,
    ],
    ['no body', raw('HTTP/1.1 204 No Content\r\n\r\n'), 1],
    ['Connection: close', (_, reply) => reply.send(200, [['Connection', 'close']], 'ok'), 2],
    [
      'bytes behind the answer',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison'),
      2,
    ],
    ['bytes behind no body', raw('HTTP/1.1 204 No Content\r\n\r\nx'), 2],
    [
      'both lengths',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
      2,
    ],
    ['HTTP/1.0', raw('HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'), 2],
    ['Keep-Alive: timeout=1', (_, reply) => reply.send(200, [['Keep-Alive', 'timeout=1, max=9']], 'ok'), 2],
    ['Keep-Alive: timeout=5', (_, reply) => reply.send(200, [['Keep-Alive', 'timeout=5']], 'ok'), 1],
  ])('after %s: of %#', async (_, answer, expected) => {
    expect(await connections(answer)).toBe(expected)
  })

  test('that says something unasked is not used again', async () => {
    const egress = wayTo(server.url)
    let unasked: Promise<void> | undefined
    handler = async (_request, reply) => {
      await reply.send(200, [], 'ok')
      unasked ??= Bun.sleep(20).then(() => reply.raw('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison'))
    }
    await bytesOf(await call({ egress }))
    const { peerGone } = await server.received()
    await unasked
    await peerGone
    expect(await textOf(await call({ egress }))).toBe('ok')
  })

  test('serves one request at a time', async () => {
    const egress = wayTo(server.url)
    const release = Promise.withResolvers<void>()
    handler = async (_request, reply) => {
      if (server.requests.length === 2) release.resolve()
      await release.promise
      await reply.send(200, [], 'ok')
    }
    const answers = await Promise.all([call({ egress }), call({ egress })])
    expect(await Promise.all(answers.map(textOf))).toEqual(['ok', 'ok'])
    expect(new Set(server.requests.map(({ peerGone }) => peerGone)).size).toBe(2)
  })

  test.each([
    ['GET', 'ok'],
    ['HEAD', ''],
    ['POST', Closed],
    ['DELETE', Closed],
  ] as const)('that the upstream closes as %s comes on it: %p', async (method, expected) => {
    const egress = wayTo(server.url)
    handler = (request, reply) => {
      const isSecondHere =
        server.requests.filter(({ peerGone }) => peerGone === request.peerGone).length === 2
      return isSecondHere ? reply.close() : reply.send(200, [], request.method === 'HEAD' ? '' : 'ok')
    }
    await bytesOf(await call({ egress, method }))
    const answer = call({ egress, method })
    if (typeof expected === 'string') expect(await textOf(await answer)).toBe(expected)
    else expect(await rejection(answer)).toBeInstanceOf(expected)
    expect(server.requests).toHaveLength(typeof expected === 'string' ? 3 : 2)
  })
})

describe('an abort', async () => {
  const made = await makeCertificates()
  const proxy = await startEgressProxy({
    tls: { cert: readFileSync(made.file('server.pem')), key: readFileSync(made.file('server-key.pem')) },
  })
  afterEach(() => proxy.clear())
  afterAll(async () => {
    for (const one of [made, proxy]) await one[Symbol.asyncDispose]()
  })
  const throughProxy = { ca: made.file('ca.pem'), system_ca: false, proxy: proxy.url, no_proxy: [] }

  describe.each([
    ['directly', wayTo(server.url), 0],
    ['through an https egress proxy', wayTo(server.url, throughProxy), 1],
  ] as const)('%s', (_, egress, seenByProxy) => {
    test.each(['before', 'while it is waited for'])('%s the answer ends the connection', async (when) => {
      const abort = new Abort()
      const reason = new Error('enough')
      let gone: Promise<void> | undefined
      handler = (request) => {
        gone = request.peerGone
        abort.abort(reason)
        return gone
      }
      if (when === 'before') abort.abort(reason)
      expect(await rejection(call({ egress, signal: abort }))).toBe(reason)
      await gone
      const seen = [server.requests.length, proxy.requests.length]
      expect(seen).toEqual(when === 'before' ? [0, 0] : [1, seenByProxy])
    })

    test('in the middle of the answer ends the reading and the connection', async () => {
      const abort = new Abort()
      let gone: Promise<void> | undefined
      handler = async (request, reply) => {
        gone = request.peerGone
        await reply.stream(200, [])
        await reply.write('first')
      }
      const { reader } = await call({ egress, signal: abort })
      if ((await reader?.read())?.done !== false) throw new Error('no first piece')
      const next = Promise.resolve(reader?.read())
      const reason = new Error('enough')
      abort.abort(reason)
      expect(await rejection(next)).toBe(reason)
      await gone
    })
  })

  test('after the answer does nothing to the connection', async () => {
    const egress = wayTo(server.url)
    const abort = new Abort()
    await bytesOf(await call({ egress, signal: abort }))
    abort.abort(new Error('late'))
    await bytesOf(await call({ egress }))
    expect(new Set(server.requests.map(({ peerGone }) => peerGone)).size).toBe(1)
  })

  test('of the reading ends the connection', async () => {
    handler = async (_request, reply) => {
      await reply.stream(200, [])
      await reply.write('first')
    }
    const { reader } = await call()
    await reader?.cancel()
    await (await server.received()).peerGone
  })
})

describe('nobody is there', () => {
  test('refused', async () => {
    const gone = await startWireServer(() => {})
    await gone.close()
    expect(await rejection(call({ url: gone.url }))).toMatchObject({
      name: 'NotConnected',
      code: 'ECONNREFUSED',
    })
  })

  test('no such name', async () => {
    const error = await rejection(call({ url: 'http://nobody.invalid/' }))
    expect(error).toBeInstanceOf(NotConnected)
    expect(String(error)).not.toContain('nobody')
  })

  test.skipIf(!hasBlackHole)('a host that swallows packets', async () => {
    const hole = await blackHole()
    try {
      const url = hole.url.href
      expect(await rejection(call({ url, connectTimeoutMs: 100 }))).toBeInstanceOf(ConnectTimeout)
      const signal = AbortSignal.timeout(50)
      expect(await rejection(call({ url, signal }))).toMatchObject({ name: 'TimeoutError' })
    } finally {
      hole.close()
    }
  })

  test('a host that never answers the TLS hello', async () => {
    const silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
    try {
      const url = `https://127.0.0.1:${silent.port}/`
      expect(await rejection(call({ url, connectTimeoutMs: 100 }))).toBeInstanceOf(ConnectTimeout)
    } finally {
      silent.stop(true)
    }
  })
})

describe('TLS', async () => {
  const made = await makeCertificates()
  const read = (name: string) => readFileSync(made.file(name), 'utf8')
  const start = (name: string) =>
    startTlsUpstream({ cert: read(`${name}.pem`), key: read(`${name}-key.pem`), ca: read('ca.pem') })
  const upstream = await start('server')
  const stranger = await start('stranger')
  afterAll(async () => {
    for (const one of [made, upstream, stranger]) await one[Symbol.asyncDispose]()
  })
  const settings = { ca: made.file('ca.pem'), system_ca: false }
  const pin = pinOf(new X509Certificate(read('server.pem')))
  const other = `sha256//${'A'.repeat(43)}=`
  const client = { client_cert: made.file('client.pem'), client_key: made.file('client-key.pem') }
  const there = `https://localhost:${upstream.port}/`
  const named = (name: string) => `https://${name}:${upstream.port}/`
  const at = (name: string) => ({ ...settings, resolve: { [name]: '127.0.0.1' } })

  test.each<[string, string, ConfigTable, ConfigTable, string]>([
    ['a name', there, settings, {}, '200'],
    ['an address', named('127.0.0.1'), settings, {}, '200'],
    ['a name at an address', named('llm.example.test'), at('llm.example.test'), {}, '200'],
    // The same host, under an address that is not in the certificate.
    ['another address', named('[::ffff:127.0.0.1]'), settings, {}, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another name', named('evil.example.test'), at('evil.example.test'), {}, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['nobody that we know', there, {}, {}, 'SELF_SIGNED_CERT_IN_CHAIN'],
    [
      'a certificate of another CA',
      `https://localhost:${stranger.port}/`,
      settings,
      {},
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['its pin', there, settings, { pins: [other, pin] }, '200'],
    ['another pin', there, settings, { pins: [other] }, 'ERR_PIN_MISMATCH'],
    [
      'its pin under another name',
      named('evil.example.test'),
      at('evil.example.test'),
      { pins: [pin] },
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    ['who we are', there, settings, client, '200'],
  ])('%s', async (_, url, all, own, expected) => {
    upstream.clear()
    stranger.clear()
    const outcome = await call({ url, egress: wayTo(url, all, own), body: new Uint8Array([65]) }).then(
      ({ status }) => String(status),
      (error: NotConnected) => error.code,
    )
    expect(outcome).toBe(expected)
    // Not a byte before it is known who is there.
    if (expected !== '200') expect(upstream.received() + stranger.received()).toBe('')
    // RFC 6066, section 3: an address is no server name.
    else expect(upstream.seen[0]?.sni).toBe(url === named('127.0.0.1') ? '' : new URL(url).hostname)
    if (own === client) expect(upstream.seen[0]?.client).toBe('client')
  })
})

describe('an upstream that wants to know who we are', async () => {
  const made = await makeCertificates()
  afterAll(() => made[Symbol.asyncDispose]())
  const read = (name: string) => readFileSync(made.file(name), 'utf8')

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'has read nothing when it does not like that: %s',
    async (version) => {
      await using upstream = await startTlsUpstream({
        cert: read('server.pem'),
        key: read('server-key.pem'),
        ca: read('ca.pem'),
        rejectUnauthorized: true,
        maxVersion: version,
      })
      const url = `https://localhost:${upstream.port}/`
      const egress = wayTo(url, { ca: made.file('ca.pem'), system_ca: false })
      expect(await rejection(call({ url, egress, body: new Uint8Array([65]) }))).toMatchObject({
        name: 'NotConnected',
      })
      expect(upstream.received()).toBe('')
    },
  )
})

describe('an egress proxy', async () => {
  const made = await makeCertificates()
  const read = (name: string) => readFileSync(made.file(name), 'utf8')
  const upstream = await startTlsUpstream({ cert: read('server.pem'), key: read('server-key.pem') })
  const proxy = await startEgressProxy({ credentials: 'me:p@ss' })
  afterEach(() => {
    upstream.clear()
    proxy.clear()
  })
  afterAll(async () => {
    for (const one of [made, upstream, proxy]) await one[Symbol.asyncDispose]()
  })
  const there = `https://localhost:${upstream.port}/x`
  const through = (url: string, proxyUrl: string) =>
    wayTo(url, { ca: made.file('ca.pem'), system_ca: false, proxy: proxyUrl, no_proxy: [] })
  const withPassword = (url: string) => through(url, proxy.url.replace('//', '//me:p%40ss@'))
  const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`

  test('is asked for one tunnel for several requests', async () => {
    const egress = withPassword(there)
    for (const _ of [1, 2]) expect((await call({ url: there, egress })).status).toBe(200)
    expect(proxy.requests).toEqual([{ line: `CONNECT localhost:${upstream.port} HTTP/1.1`, authorization }])
    expect(upstream.received()).not.toContain('roxy')
  })

  test('gets requests in plain HTTP with their whole URL', async () => {
    const url = `${server.url}/a%2Fb?c=d`
    expect(await textOf(await call({ url, egress: withPassword(url) }))).toBe('ok')
    expect(proxy.requests).toEqual([{ line: `POST ${url} HTTP/1.1`, authorization }])
    expect((await server.received()).target).toBe('/a%2Fb?c=d')
  })

  const OK = 'HTTP/1.1 200 OK\r\n\r\n'
  test.each<[string, readonly string[], string]>([
    ['refuses', ['HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'], 'ERR_PROXY_TUNNEL'],
    ['wants to know who we are', ['HTTP/1.1 407 Who\r\n\r\n'], 'the egress proxy wants other credentials'],
    ['is none', ['SSH-2.0-OpenSSH_9.9\r\n'], 'ERR_PROXY_TUNNEL'],
    ['says more than that it is open', [`${OK}HTTP/1.1 200 OK\r\n\r\n`], 'ERR_PROXY_TUNNEL'],
    ['closes', [], 'ECONNRESET'],
    ['closes behind its answer', [OK], 'ECONNRESET'],
  ])('that %s', async (_, pieces, code) => {
    const other = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: {
        data(socket, bytes) {
          if (!bytes.toString().startsWith('CONNECT')) return
          for (const piece of pieces) socket.write(piece)
          socket.end()
        },
      },
    })
    try {
      const egress = through(there, `http://127.0.0.1:${other.port}`)
      const error = await rejection(call({ url: there, egress }))
      expect(error).toBeInstanceOf(NotConnected)
      expect(error).toMatchObject({ code })
      expect(upstream.received()).toBe('')
    } finally {
      other.stop(true)
    }
  })

  test('that is silent, or slow', async () => {
    const pieces = ['HTTP/1.', '1 200 OK\r\nX-A: b\r\n', '\r', '\n']
    const slow = Bun.listen<{ upstream?: Bun.Socket }>({
      hostname: '127.0.0.1',
      port: 0,
      socket: {
        async data(socket, bytes) {
          if (socket.data?.upstream) return void socket.data.upstream.write(bytes)
          socket.data = {
            upstream: await Bun.connect({
              hostname: '127.0.0.1',
              port: upstream.port,
              socket: { data: (_, answer) => void socket.write(answer) },
            }),
          }
          for (const piece of pieces) {
            socket.write(piece)
            await Bun.sleep(2)
          }
        },
      },
    })
    const silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
    try {
      const ask = (port: number) =>
        call({ url: there, egress: through(there, `http://127.0.0.1:${port}`), connectTimeoutMs: 300 })
      expect((await ask(slow.port)).status).toBe(200)
      expect(await rejection(ask(silent.port))).toBeInstanceOf(ConnectTimeout)
    } finally {
      slow.stop(true)
      silent.stop(true)
    }
  })
})
