/** The way out of the compiled binary: egress proxies, authorities, client certificates, pins and addresses. Whatever is refused is refused before a byte of the request is sent. */

import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pinOf } from '../../src/egress/tls.ts'
import { makeCertificates } from '../os/certificates.ts'
import { type ConfigTable, type RunningProxy, startProxy } from '../support/binary.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { startEgressProxy } from '../support/egress-proxy.ts'
import { startFakeLockLLM } from '../support/fake-lockllm.ts'
import { startTlsUpstream } from '../support/tls-upstream.ts'

// Most start a process of their own.
setDefaultTimeout(20_000)

const made = await makeCertificates()
const read = (name: string) => readFileSync(made.file(name))
const identity = (name: string) => ({ cert: read(`${name}.pem`), key: read(`${name}-key.pem`) })
const upstream = await startTlsUpstream({ ...identity('server'), ca: read('ca.pem') })
const stranger = await startTlsUpstream(identity('stranger'))
const old = await startTlsUpstream({ ...identity('server'), maxVersion: 'TLSv1.2' })
const USER = 'lockllm'
const PASSWORD = 'p@ss:word/of the proxy'
const proxies = {
  plain: await startEgressProxy({ credentials: `${USER}:${PASSWORD}` }),
  tls: await startEgressProxy({ credentials: `${USER}:${PASSWORD}`, tls: identity('server') }),
  foreign: await startEgressProxy({ tls: identity('stranger') }),
  misnamed: await startEgressProxy({ tls: identity('server'), host: '127.0.0.2' }),
  refusing: await startEgressProxy({ refusal: 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n' }),
}
const all = [upstream, stranger, old, ...Object.values(proxies)]
beforeEach(() => {
  for (const one of all) one.clear()
})
afterAll(async () => {
  for (const one of [made, ...all]) await one[Symbol.asyncDispose]()
})

const ca = made.file('ca.pem')
const credentials = { proxy_user: USER, proxy_password: 'env:PROXY_PASSWORD' }
const pin = (name: string) => pinOf(new X509Certificate(read(`${name}.pem`)))
const otherPin = `sha256//${'A'.repeat(43)}=`
const at = (name: string, port: number) => ({ base_url: `https://${name}:${port}/v1` })

interface Case {
  readonly general?: ConfigTable
  readonly own?: ConfigTable
  readonly url?: { readonly base_url: string }
  readonly env?: Readonly<Record<string, string>>
}

type Expected = { sni?: string; client?: string; via?: keyof typeof proxies }

const REACHED: readonly [string, Case, Expected][] = [
  ['with an authority of its own', { general: { ca } }, {}],
  ['with that authority alone', { general: { ca, system_ca: false } }, {}],
  ['with an authority for one provider', { own: { ca } }, {}],
  ['over TLS 1.3', { general: { ca, min_version: '1.3' } }, {}],
  [
    'with a client certificate',
    { own: { ca, client_cert: made.file('client.pem'), client_key: made.file('client-key.pem') } },
    { client: 'client' },
  ],
  ['with a pinned key', { own: { ca, pins: [otherPin, pin('server')] } }, {}],
  [
    'at an address',
    { own: { ca, address: '127.0.0.1' }, url: at('llm.example.test', upstream.port) },
    { sni: 'llm.example.test' },
  ],
  [
    'at an address, with a pinned key',
    {
      own: { ca, address: '127.0.0.1', pins: [pin('server')] },
      url: at('llm.example.test', upstream.port),
    },
    { sni: 'llm.example.test' },
  ],
  [
    'at an address of [egress]',
    {
      general: { ca, resolve: { 'llm.example.test': '127.0.0.1' } },
      url: at('llm.example.test', upstream.port),
    },
    { sni: 'llm.example.test' },
  ],
  ['through a proxy', { general: { ca, proxy: proxies.plain.url, ...credentials } }, { via: 'plain' }],
  ['through an https proxy', { general: { ca, proxy: proxies.tls.url, ...credentials } }, { via: 'tls' }],
  ['through a proxy of its own', { own: { ca, proxy: proxies.plain.url, ...credentials } }, { via: 'plain' }],
  [
    'through a proxy, with a pinned key and a client certificate',
    {
      general: { proxy: proxies.plain.url, ...credentials },
      own: {
        ca,
        pins: [pin('server')],
        client_cert: made.file('client.pem'),
        client_key: made.file('client-key.pem'),
      },
    },
    { via: 'plain', client: 'client' },
  ],
  [
    'around the proxy, by no_proxy',
    { general: { ca, proxy: proxies.refusing.url, no_proxy: ['localhost'] } },
    {},
  ],
  [
    'around the proxy, as the provider says',
    { general: { ca, proxy: proxies.refusing.url }, own: { proxy: 'off' } },
    {},
  ],
  [
    'through the proxy of the environment',
    {
      general: { ca },
      env: {
        HTTPS_PROXY: `http://${USER}:${encodeURIComponent(PASSWORD)}@${new URL(proxies.plain.url).host}`,
      },
    },
    { via: 'plain' },
  ],
  [
    'around the proxy of the environment, by NO_PROXY',
    { general: { ca }, env: { HTTPS_PROXY: proxies.refusing.url, NO_PROXY: 'example.com, localhost' } },
    {},
  ],
  [
    'around the proxy of the environment, by egress.proxy = "off"',
    {
      general: { ca, proxy: 'off' },
      env: { HTTPS_PROXY: proxies.refusing.url, https_proxy: proxies.refusing.url },
    },
    {},
  ],
  [
    'through egress.proxy, whatever the environment says',
    {
      general: { ca, proxy: proxies.plain.url, ...credentials },
      env: { HTTPS_PROXY: proxies.refusing.url, NO_PROXY: '*' },
    },
    { via: 'plain' },
  ],
]

const REFUSED: readonly [string, Case, string][] = [
  ['to a certificate of nobody that is known', {}, 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['to one of another authority', { own: { ca: made.file('other-ca.pem') } }, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [
    'to one for another name',
    { own: { ca, address: '127.0.0.1' }, url: at('other.example.test', upstream.port) },
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  [
    'to one for another name, though its key is pinned',
    {
      own: { ca, address: '127.0.0.1', pins: [pin('server')] },
      url: at('other.example.test', upstream.port),
    },
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  ['to another key than the pinned one', { own: { ca, pins: [otherPin] } }, 'ERR_PIN_MISMATCH'],
  [
    'to a pinned key of an authority that is not known',
    { own: { ca, pins: [pin('stranger')] }, url: at('localhost', stranger.port) },
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  [
    'to another key than the pinned one, through a proxy',
    { general: { proxy: proxies.plain.url, ...credentials }, own: { ca, pins: [otherPin] } },
    'ERR_PIN_MISMATCH',
  ],
  [
    'to another key than the pinned one, through an https proxy that has it',
    {
      general: { proxy: proxies.tls.url, ...credentials },
      own: { ca: made.file('ca.pem'), pins: [pin('server')] },
      url: at('localhost', stranger.port),
    },
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  [
    'over TLS 1.2 where 1.3 is asked for',
    { own: { ca, min_version: '1.3' }, url: at('localhost', old.port) },
    'EPROTO',
  ],
  [
    'through a proxy that wants a password',
    { own: { ca, proxy: proxies.plain.url } },
    'the egress proxy wants other credentials',
  ],
  ['through a proxy that refuses', { own: { ca, proxy: proxies.refusing.url } }, 'ERR_PROXY_TUNNEL'],
  [
    'through an https proxy that is not trusted',
    { own: { ca, proxy: proxies.foreign.url } },
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  [
    'through a proxy that wants a password, of plain HTTP',
    { own: { proxy: proxies.plain.url }, url: { base_url: `http://localhost:${upstream.port}/v1` } },
    'the egress proxy wants other credentials',
  ],
  [
    'through an https proxy of another name',
    { own: { ca, proxy: proxies.misnamed.url } },
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  [
    'through an https proxy of another name, to a pinned key',
    { own: { ca, proxy: proxies.misnamed.url, pins: [pin('server')] } },
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  ['where the proxy is away', { own: { ca, proxy: 'http://127.0.0.1:1' } }, 'ECONNREFUSED'],
]

const start = (general: ConfigTable, providers: ConfigTable, env: Readonly<Record<string, string>> = {}) =>
  startProxy(
    {
      server: { listen: '127.0.0.1:0' },
      admin: { listen: '127.0.0.1:0' },
      egress: { no_proxy: [], ...general },
      providers,
      log: { format: 'json' },
    },
    { PROXY_PASSWORD: PASSWORD, ...env },
  )
const providerOf = ({ own = {}, url = at('localhost', upstream.port) }: Case) => ({ ...url, egress: own })

/** What differs by its provider alone needs no process of its own. */
const alike = [...REACHED, ...REFUSED]
  .map(([, given]) => given)
  .filter(({ general, env }) => !general && !env)
const shared = await start(
  {},
  Object.fromEntries(alike.map((given, index) => [`p${index}`, providerOf(given)])),
)
afterAll(async () => {
  await endOf(shared)
  await shared[Symbol.asyncDispose]()
})

async function ask(given: Case): Promise<{ status: number; text: string }> {
  const index = alike.indexOf(given)
  if (index !== -1) return askAt(shared, `p${index}`)
  await using proxy = await start(given.general ?? {}, { there: providerOf(given) }, given.env)
  const answer = await askAt(proxy, 'there')
  await endOf(proxy)
  return answer
}

async function askAt(proxy: RunningProxy, provider: string) {
  const response = await post(`${proxy.url}/v1/proxy/${provider}/chat/completions`, chat(freshPrompt()))
  return { status: response.status, text: await response.text() }
}

/** What it printed holds nothing of ours. */
async function endOf(proxy: RunningProxy): Promise<void> {
  await proxy.stop()
  const output = proxy.stdout() + proxy.stderr()
  expect(output).not.toContain(Buffer.from(`${USER}:${PASSWORD}`).toString('base64'))
  expect(output).not.toContain(encodeURIComponent(PASSWORD))
  expect(output).not.toContain('PRIVATE KEY')
}

describe('reaches the provider', () => {
  test.each(REACHED)('%s', async (_, given, { sni = 'localhost', client, via }) => {
    expect(await ask(given)).toMatchObject({ status: 200 })
    const [connection] = upstream.seen
    expect({ sni: connection?.sni, client: connection?.client }).toEqual({ sni, client })
    const { host } = new URL((given.url ?? at('localhost', upstream.port)).base_url)
    expect(connection?.text).toContain('POST /v1/chat/completions HTTP/1.1\r\n')
    expect(connection?.text.toLowerCase()).toContain(`\r\nhost: ${host}\r\n`)
    expect(connection?.text.toLowerCase()).not.toContain('proxy-authorization')
    for (const [name, proxy] of Object.entries(proxies)) {
      expect(proxy.requests.map(({ line }) => line)).toEqual(name === via ? [`CONNECT ${host} HTTP/1.1`] : [])
    }
  })
})

describe('sends nothing', () => {
  test.each(REFUSED)('%s', async (_, given, code) => {
    const { status, text } = await ask(given)
    expect({ status, text }).toMatchObject({ status: 502, text: expect.stringContaining(`(${code})`) })
    for (const one of [upstream, stranger, old]) expect(one.received()).toBe('')
    for (const one of [proxies.foreign, proxies.misnamed]) expect(one.requests).toEqual([])
  })
})

test('a scan by LockLLM goes through the proxy, and fails closed when the proxy refuses', async () => {
  await using lockllm = await startFakeLockLLM()
  for (const [proxy, status] of [
    [proxies.plain, 200],
    [proxies.refusing, 503],
  ] as const) {
    lockllm.reset()
    proxy.clear()
    await using running = await startProxy(
      {
        server: { listen: '127.0.0.1:0' },
        admin: { listen: '127.0.0.1:0' },
        egress: { proxy: proxy.url, no_proxy: [], ca, ...credentials },
        scan: { engine: 'lockllm', lockllm: { base_url: lockllm.url, api_key: lockllm.apiKey, retries: 0 } },
        providers: { there: { ...at('localhost', upstream.port), egress: { proxy: 'off' } } },
        log: { format: 'json' },
      },
      { PROXY_PASSWORD: PASSWORD },
    )
    const response = await post(`${running.url}/v1/proxy/there/chat/completions`, chat(freshPrompt()))
    expect(response.status).toBe(status)
    expect(proxy.requests[0]?.line).toBe(`POST ${lockllm.url}/v1/scan HTTP/1.1`)
    expect(lockllm.calls.length).toBe(status === 200 ? 1 : 0)
  }
})
