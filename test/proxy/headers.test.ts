/** Headers in both directions: what stays between two hops, what is ours, and whose credentials count. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { clientHeaders, upstreamHeaders } from '../../src/proxy/headers.ts'
import { createProviders, type Provider } from '../../src/proxy/route.ts'
import { configOf } from './config.ts'

const KEY = 'configured-key'
const all = configOf().providers
const bare = createProviders(configOf())
const keyed = createProviders(
  configOf({
    providers: {
      openai: { api_key: KEY },
      anthropic: { api_key: KEY },
      gemini: { api_key: KEY },
      azure: { api_key: KEY, base_url: 'https://me.openai.azure.com/openai' },
      odd: { api_key: KEY, base_url: 'https://odd.example', auth: 'x-api-key' },
    },
  }),
)
const provider = (name: string, from = bare): Provider => {
  const found = from.get(name)
  if (!found) throw new Error(`no provider ${name} beside ${Object.keys(all)}`)
  return found
}

const upstream = (query = '') => new URL(`https://api.example/v1/chat/completions${query}`)
const sent = (headers: Bun.HeadersInit, by = provider('openai'), to = upstream()) =>
  Object.fromEntries(upstreamHeaders(new Headers(headers), by, to, { address: '192.0.2.1' }))

/** Each hop's own headers, in requests as in answers (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = [
  ['connection', 'keep-alive'],
  ['keep-alive', 'timeout=5'],
  ['proxy-authenticate', 'Basic'],
  ['proxy-authorization', 'Basic eA=='],
  ['proxy-connection', 'keep-alive'],
  ['te', 'trailers'],
  ['trailer', 'x-checksum'],
  ['transfer-encoding', 'chunked'],
  ['upgrade', 'h2c'],
] as const

describe('to the provider', () => {
  test.each([
    ...HOP_BY_HOP,
    ['host', 'proxy.example'],
    ['content-length', '5'],
    ['expect', '100-continue'],
    ['forwarded', 'for=10.0.0.1'],
    ['via', '1.1 inside'],
    ['x-forwarded-for', '10.0.0.1'],
    ['x-forwarded-host', 'inside'],
    ['x-forwarded-port', '8080'],
    ['x-forwarded-proto', 'http'],
    ['x-forwarded-server', 'inside'],
    ['x-real-ip', '10.0.0.1'],
    ['x-lockllm-sensitivity', 'high'],
    ['X-LockLLM-Anything-New', '1'],
  ])('%s stays here', (name, value) => {
    expect(Object.keys(sent({ [name]: value, 'x-other': 'kept' }))).toEqual([
      'accept-encoding',
      'user-agent',
      'x-other',
    ])
  })

  test.each([
    ['authorization', 'Bearer client'],
    ['x-api-key', 'client'],
    ['api-key', 'client'],
    ['x-goog-api-key', 'client'],
    ['anthropic-version', '2023-06-01'],
    ['openai-organization', 'org'],
    ['content-type', 'application/json'],
    ['content-encoding', 'zstd'],
    ['accept', 'text/event-stream'],
    ['accept-encoding', 'br'],
    ['user-agent', 'openai-python/1'],
    ['cookie', 'a=b'],
    ['idempotency-key', 'x'],
    ['x-lockllmish', 'not ours'],
  ])('%s passes as it is', (name, value) => {
    expect(sent({ [name]: value })).toMatchObject({ [name]: value })
  })

  test('headers that Connection names stay here', () => {
    const headers = sent({
      connection: 'close, X-Trace ,x-other',
      'x-trace': '1',
      'x-other': '2',
      'x-third': '3',
    })
    expect(headers).not.toHaveProperty('x-trace')
    expect(headers).not.toHaveProperty('x-other')
    expect(headers).toHaveProperty('x-third', '3')
  })

  // RFC 9110, section 7.6.1: a connection option must not name a field that is meant for all recipients of the content.
  // The body was read by these, and must be read by them there as well.
  test.each(['content-encoding', 'content-type', 'content-language'])(
    'Connection cannot take %s away from the body that it describes',
    (name) => {
      expect(sent({ connection: name, [name]: 'x/y' })).toHaveProperty(name, 'x/y')
    },
  )

  test('a Connection header that is no list of names breaks nothing', () => {
    expect(sent({ connection: ',, "x" ;=, a b', 'x-kept': '1' })).toHaveProperty('x-kept', '1')
  })

  test('no compression is asked for that the client did not ask for', () => {
    expect(sent({})).toEqual({ 'accept-encoding': 'identity', 'user-agent': 'lockllm-proxy' })
  })
})

describe('credentials', () => {
  const client = {
    authorization: 'Bearer client',
    'x-api-key': 'client',
    'api-key': 'client',
    'x-goog-api-key': 'client',
  }
  const credentialsIn = (headers: Record<string, string>) =>
    Object.fromEntries(Object.keys(client).flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])))

  test.each([
    ['openai', { authorization: `Bearer ${KEY}` }],
    ['anthropic', { 'x-api-key': KEY }],
    ['gemini', { 'x-goog-api-key': KEY }],
    ['azure', { 'api-key': KEY }],
    ['odd', { 'x-api-key': KEY }],
  ])('of %s replace all of the client', (name, expected) => {
    const to = upstream('?alt=sse&key=client-key')
    const headers = sent(client, provider(name, keyed), to)
    expect(credentialsIn(headers)).toEqual(expected)
    expect(JSON.stringify(headers) + to.href).not.toContain('client')
    expect(to.searchParams.get('alt')).toBe('sse')
  })

  test("gemini's OpenAI-compatible path takes a bearer", () => {
    const to = new URL('https://generativelanguage.googleapis.com/v1beta/openai/chat/completions')
    expect(credentialsIn(sent(client, provider('gemini', keyed), to))).toEqual({
      authorization: `Bearer ${KEY}`,
    })
  })

  test('without a configured key the client has its own, in the query too', () => {
    const to = upstream('?key=client')
    expect(credentialsIn(sent(client, provider('gemini'), to))).toEqual(client)
    expect(to.search).toBe('?key=client')
  })

  test.each([
    ['', ''],
    ['?q=a%20b+c&d=%7e%zz&b&=&c=', '?q=a%20b+c&d=%7e%zz&b&=&c='],
    ['?q=a%20b&key=client&d=%7e', '?q=a%20b&d=%7e'],
    ['?key=one&q=a%20b&%6bey=two', '?q=a%20b'],
    ['?key=client', ''],
    ['?monkey=1&keys=2', '?monkey=1&keys=2'],
  ])('the rest of the query keeps its bytes: %j', (query, expected) => {
    const to = upstream(query)
    sent({}, provider('gemini', keyed), to)
    expect(to.search).toBe(expected)
  })
})

describe('to the client', () => {
  const returned = (headers: Bun.HeadersInit) => clientHeaders(new Headers(headers), 'req_1')

  test.each([
    ...HOP_BY_HOP.filter(([name]) => name !== 'te'),
    ['proxy-authentication-info', 'x'],
    ['strict-transport-security', 'max-age=1'],
    ['alt-svc', 'h3=":443"'],
    ['x-lockllm-safe', 'true'],
    ['x-lockllm-scanned', 'true'],
  ])('%s of the upstream is not passed on', (name, value) => {
    expect([...returned({ [name]: value, 'x-other': 'kept' }).keys()]).toEqual([
      'x-lockllm-request-id',
      'x-other',
      'x-request-id',
    ])
  })

  test.each([
    ['content-encoding', 'gzip'],
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', '12'],
    ['retry-after', '7'],
    ['www-authenticate', 'Bearer'],
    ['location', '/elsewhere'],
    ['cache-control', 'no-store'],
    ['x-ratelimit-remaining-requests', '3'],
    ['request-id', 'req_vendor'],
    ['etag', '"x"'],
  ])('%s passes as it is', (name, value) => {
    expect(returned({ [name]: value }).get(name)).toBe(value)
  })

  test('headers that Connection names are not passed on', () => {
    expect(returned({ connection: 'x-internal', 'x-internal': '1' }).has('x-internal')).toBe(false)
  })

  test('several Set-Cookie stay several', () => {
    const source = new Headers()
    const cookies = ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2; Path=/', 'a=3']
    for (const cookie of cookies) source.append('set-cookie', cookie)
    expect(clientHeaders(source, 'req_1').getSetCookie()).toEqual(cookies)
  })

  test("the provider's request id stays, ours is beside it", () => {
    const headers = returned({ 'x-request-id': 'req_vendor' })
    expect(headers.get('x-request-id')).toBe('req_vendor')
    expect(headers.get('x-lockllm-request-id')).toBe('req_1')
    expect(returned({}).get('x-request-id')).toBe('req_1')
  })

  test.each([
    ['text/event-stream', 'no'],
    ['text/event-stream; charset=utf-8', 'no'],
    ['application/json', null],
  ])('an nginx in front must not buffer %s: %p', (type, expected) => {
    expect(returned({ 'content-type': type }).get('x-accel-buffering')).toBe(expected)
  })
})

test('no header of any request gets a hop-by-hop or an own one past the proxy', () => {
  const names = fc.constantFrom(
    ...HOP_BY_HOP.map(([name]) => name),
    'x-lockllm-a',
    'x-a',
    'x-b',
    'host',
    'via',
  )
  const entry = fc.tuple(names, fc.constantFrom('a', 'x-a, x-b', 'close', 'X-B'))
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
      const named = new Set(
        entries
          .filter(([name]) => name === 'connection')
          .flatMap(([, value]) => value.toLowerCase().split(', ')),
      )
      const kept = new Set(
        entries.map(([name]) => name).filter((name) => /^x-[ab]$/.test(name) && !named.has(name)),
      )
      const source = new Headers()
      for (const [name, value] of entries) source.append(name, value)
      const names = [...upstreamHeaders(source, provider('openai'), upstream(), { address: 'unix' }).keys()]
      expect(new Set(names)).toEqual(new Set([...kept, 'accept-encoding', 'user-agent']))
    }),
  )
})
