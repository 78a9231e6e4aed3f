/** One request to the provider, against real sockets: exact bytes out, undecoded answer back, every way to fail. */

import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { Abort } from '../../src/egress/http/abort.ts'
import { type Answer, bytesOf as bytesUpTo } from '../../src/egress/http/answer.ts'
import { ProxyError } from '../../src/proxy/errors.ts'
import { forward, UpstreamFailure } from '../../src/proxy/forward.ts'
import { createReachability, type Reachability } from '../../src/proxy/reachability.ts'
import { createProviders, type Provider } from '../../src/proxy/route.ts'
import { ExchangeAborted } from '../../src/proxy/stream.ts'
import { rejection } from '../support/client.ts'
import { startWireServer, type WireHandler } from '../support/wire/wire-server.ts'
import { configOf } from './config.ts'

let handler: WireHandler | undefined
const server = await startWireServer(async (request, reply) => {
  await (handler ? handler(request, reply) : reply.send(200, [], 'ok'))
})
afterEach(() => {
  handler = undefined
  server.clear()
})
afterAll(() => server.close())

function provider(timeouts: Record<string, string> = {}): Provider {
  const config = configOf({ providers: { here: { base_url: server.url, ...timeouts } } })
  const found = createProviders(config).get('here')
  if (!found) throw new Error('no provider')
  return found
}

interface Call {
  readonly method?: string
  readonly url?: string
  readonly headers?: Bun.HeadersInit
  readonly body?: Uint8Array<ArrayBuffer>
  readonly timeouts?: Record<string, string>
  readonly abort?: Abort
  readonly reachability?: Reachability
}

const call = ({
  method = 'POST',
  url = `${server.url}/v1/x`,
  headers,
  body,
  timeouts,
  abort,
  reachability,
}: Call = {}) =>
  forward({
    method,
    upstream: new URL(url),
    headers: new Headers(headers),
    body,
    provider: provider(timeouts),
    abort: abort ?? new Abort(),
    reachability: reachability ?? createReachability(),
  })

const bytesOf = async (answer: Answer) =>
  (await bytesUpTo(answer, Number.POSITIVE_INFINITY)) ?? new Uint8Array()
const textOf = async (answer: Answer) => Buffer.from(await bytesOf(answer)).toString()

const fails = async (given: Call): Promise<{ code: string; message: string; kind?: string }> => {
  const error = await rejection(call(given))
  if (!(error instanceof ProxyError)) throw error
  const { code, message } = error
  return { code, message, ...(error instanceof UpstreamFailure && { kind: error.kind }) }
}

describe('the request', () => {
  test.each([1, 70_000, 3_000_000])('goes out byte for byte: %d of them', async (length) => {
    const body = new Uint8Array(length).map((_, index) => (index * 7919) & 255)
    await call({ body, headers: { 'content-type': 'application/octet-stream', 'x-a': 'b' } })
    const request = await server.received()
    expect(request.body.equals(Buffer.from(body))).toBe(true)
    expect(request.header('content-length')).toBe(String(body.length))
    expect(request.header('transfer-encoding')).toBeUndefined()
    expect(request.header('x-a')).toBe('b')
    expect(request.header('host')).toBe(new URL(server.url).host)
  })

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s keeps its method',
    async (method) => {
      expect((await call({ method })).status).toBe(200)
      expect((await server.received()).method).toBe(method)
    },
  )

  test('path and query go out as they are', async () => {
    await call({ method: 'GET', url: `${server.url}/a%2Fb/..%2f/c;d?q=a%20b+c&%zz&e` })
    expect((await server.received()).target).toBe('/a%2Fb/..%2f/c;d?q=a%20b+c&%zz&e')
  })
})

describe('the answer', () => {
  test('is not decoded', async () => {
    const packed = gzipSync('{"a":1}')
    handler = (_request, reply) => reply.send(200, [['Content-Encoding', 'gzip']], packed)
    const response = await call()
    expect(Buffer.from(await bytesOf(response)).equals(packed)).toBe(true)
    expect(response.headers.get('content-encoding')).toBe('gzip')
  })

  test.each([200, 201, 204, 301, 304, 307, 400, 401, 404, 429, 500, 503, 529])(
    '%d is passed on, redirects included',
    async (status) => {
      handler = (_request, reply) =>
        reply.head(status, [
          ['Location', '/elsewhere'],
          ['Content-Length', '0'],
        ])
      expect((await call()).status).toBe(status)
      expect(server.requests).toHaveLength(1)
    },
  )

  test('is there with its headers, before its body ends', async () => {
    const release = Promise.withResolvers<void>()
    handler = async (_request, reply) => {
      await reply.stream(200, [])
      await reply.write('first')
      await release.promise
      await reply.end()
    }
    const response = await call()
    expect(response.status).toBe(200)
    release.resolve()
    expect(await textOf(response)).toBe('first')
  })
})

describe('an upstream that fails', () => {
  test('refused', async () => {
    const gone = await startWireServer(() => {})
    await gone.close()
    const { code, message } = await fails({ url: `${gone.url}/secret-path?key=secret-key` })
    expect(code).toBe('provider_unreachable')
    expect(message).toMatch(/here \((ConnectionRefused|ECONNREFUSED)\)/)
    expect(message).not.toContain('secret')
  })

  test('reset before an answer', async () => {
    handler = (_request, reply) => reply.reset()
    expect((await fails({ body: new Uint8Array(3) })).code).toBe('provider_unreachable')
    expect(server.requests).toHaveLength(1)
  })

  test('closed before an answer: the request is not sent a second time', async () => {
    handler = (_request, reply) => reply.close()
    expect((await fails({ body: new Uint8Array(3) })).code).toBe('provider_unreachable')
    expect(server.requests).toHaveLength(1)
  })

  test('no such host', async () => {
    const { code, message } = await fails({ url: 'http://nobody.invalid/' })
    expect(code).toBe('provider_unreachable')
    expect(message).not.toContain('nobody')
  })

  test('no HTTP at all', async () => {
    handler = async (_request, reply) => {
      await reply.raw('SSH-2.0-OpenSSH_9.9\r\n')
      reply.close()
    }
    expect((await fails({})).code).toBe('provider_unreachable')
  })

  test('TLS is verified, whatever the environment says', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    const fixture = `${import.meta.dir}/../config/tls`
    using tls = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      tls: { cert: Bun.file(`${fixture}/cert.pem`), key: Bun.file(`${fixture}/key.pem`) },
      fetch: () => new Response('reached'),
    })
    try {
      expect((await fails({ url: `https://127.0.0.1:${tls.port}/` })).code).toBe('provider_unreachable')
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
  })

  test('silent before its headers', async () => {
    let gone: Promise<void> | undefined
    handler = (request) => {
      gone = request.peerGone
      return gone
    }
    const started = performance.now()
    const { code, message } = await fails({ timeouts: { first_byte_timeout: '80ms' } })
    expect(code).toBe('provider_timeout')
    expect(message).toContain('first_byte_timeout')
    expect(performance.now() - started).toBeWithin(75, 1000)
    await gone
  })

  test('headers in time, silence afterwards: not the first-byte time-out', async () => {
    const release = Promise.withResolvers<void>()
    handler = async (_request, reply) => {
      await reply.stream(200, [])
      await reply.write('a')
      await release.promise
      await reply.write('b')
      await reply.end()
    }
    const response = await call({ timeouts: { first_byte_timeout: '60ms' } })
    await Bun.sleep(120)
    release.resolve()
    expect(await textOf(response)).toBe('ab')
  })
})

describe('total_timeout', () => {
  test('ends a request that is not answered, and the connection', async () => {
    const gone = Promise.withResolvers<void>()
    handler = (request) => {
      void request.peerGone.then(gone.resolve)
      return request.peerGone
    }
    const { code, message } = await fails({ timeouts: { total_timeout: '60ms' } })
    expect({ code, message }).toMatchObject({
      code: 'provider_timeout',
      message: expect.stringContaining('within its total_timeout'),
    })
    await gone.promise
  })

  test('ends an answer that drips on as one that broke off', async () => {
    let sent = 0
    handler = async (request, reply) => {
      let open = true
      void request.peerGone.then(() => {
        open = false
      })
      await reply.stream(200, [])
      for (; open; sent++) {
        await reply.write('drip')
        await Bun.sleep(5)
      }
    }
    const abort = new Abort()
    const response = await call({ abort, timeouts: { total_timeout: '150ms', idle_timeout: '100ms' } })
    expect(await rejection(textOf(response))).toBeDefined()
    expect(abort.reason).toMatchObject({ name: 'TotalTimeout' })
    expect(sent).toBeGreaterThan(1)
  })

  test.each([200, 204])('does not touch an answer of %d that is there in time', async (status) => {
    handler = (_, reply) => reply.send(status, [['x-a', 'b']], status === 200 ? 'whole' : undefined)
    const abort = new Abort()
    const response = await call({ abort, timeouts: { total_timeout: '80ms' } })
    expect(await textOf(response)).toBe(status === 200 ? 'whole' : '')
    expect([response.status, response.headers.get('x-a')]).toEqual([status, 'b'])
    await Bun.sleep(120)
    expect(abort.aborted).toBe(false)
  })
})

describe('a client that leaves', () => {
  test('before the headers closes the upstream', async () => {
    const abort = new Abort()
    let gone: Promise<void> | undefined
    handler = (request) => {
      gone = request.peerGone
      abort.abort(new ExchangeAborted('client_gone'))
      return gone
    }
    expect(await rejection(call({ abort }))).toBeInstanceOf(ExchangeAborted)
    await gone
  })

  test('in the middle of the answer closes the upstream', async () => {
    const abort = new Abort()
    let gone: Promise<void> | undefined
    handler = async (request, reply) => {
      gone = request.peerGone
      await reply.stream(200, [])
      await reply.write('first')
      await gone
    }
    const response = await call({ abort })
    await response.reader?.read()
    abort.abort(new ExchangeAborted('client_gone'))
    await gone
  })
})

test('only an answer proves that an origin is reached', async () => {
  let reached = 0
  const reachability: Reachability = { ...createReachability(), reached: () => void reached++ }
  await call({ reachability })
  handler = (_request, reply) => reply.reset()
  await rejection(call({ reachability }))
  expect(reached).toBe(1)
})

test('a name that leads to a link-local address is refused before anything is sent, unless that is meant', async () => {
  const reachability = createReachability(async () => [{ address: '169.254.169.254' }])
  const url = `http://named.invalid:${new URL(server.url).port}/v1/x`
  const { code, message } = await fails({ reachability, url })
  expect(code).toBe('provider_unreachable')
  expect(message).toContain('link-local address')
  expect(message).not.toContain('169.254')
  expect(server.requests).toEqual([])
  const meant = await rejection(
    forward({
      method: 'POST',
      upstream: new URL(url),
      headers: new Headers(),
      body: undefined,
      provider: { ...provider(), allowLinkLocal: true },
      abort: new Abort(),
      reachability,
    }),
  )
  expect(String(meant)).not.toContain('link-local')
})
