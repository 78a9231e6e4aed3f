/** What the proxy needs of others: LockLLM and its key, providers, Redis; and the clock, by what they say of theirs. */

import type { Config } from '../config/schema.ts'
import { type Egress, type EgressFor, fetchBy } from '../egress/egress.ts'
import { PROVIDERS } from '../proxy/providers.ts'
import { createRedisClient } from '../scan/shared/redis-client.ts'
import { parseRedisUrl } from '../scan/shared/redis-url.ts'
import { type Diagnosis, fail, ok, warn, within } from './check.ts'

const TIMEOUT_MS = 5000
/** TLS certificates and tokens fail beyond minutes; seconds are the network's. */
const SKEW_MS = 60_000

interface Asked {
  readonly diagnosis: Diagnosis
  /** By how much their clock is before ours, in milliseconds. */
  readonly skewMs?: number
}

/** @param egressFor the way that the service would take */
export async function checkRemotes(config: Config, egressFor: EgressFor): Promise<Diagnosis[]> {
  const [asked, redis] = await Promise.all([
    Promise.all([
      checkLockllm(config, egressFor),
      ...providersOf(config).map(([name, url]) =>
        checkProvider(name, url, egressFor(url, config.providers[name]?.egress)),
      ),
    ]),
    checkRedis(config),
  ])
  return [...asked.map(({ diagnosis }) => diagnosis), redis, checkClock(asked)]
}

/** Asks for one small verdict: that alone shows that a key is accepted. */
async function checkLockllm({ scan }: Config, egressFor: EgressFor): Promise<Asked> {
  const subject = 'lockllm'
  const { api_key: key, base_url: base } = scan.lockllm
  if (scan.engine === 'local' || !key)
    return { diagnosis: ok(subject, 'not used: the embedded engine scans') }
  const url = new URL(`${base.replace(/\/+$/, '')}/v1/scan`)
  const egress = egressFor(url)
  try {
    const response = await request(egress, url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.reveal()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'hello' }),
    })
    const skewMs = skewOf(response)
    const text = await response.text()
    return {
      diagnosis: lockllmDiagnosis(subject, response.status, text),
      ...(skewMs !== undefined && { skewMs }),
    }
  } catch (error) {
    return { diagnosis: unreachable(subject, url, egress, error) }
  }
}

function lockllmDiagnosis(subject: string, status: number, text: string): Diagnosis {
  if (status === 401)
    return fail(subject, 'the API key is refused', 'set scan.lockllm.api_key to a valid one')
  if (status === 402) return fail(subject, 'no credits left', 'add credits to the account')
  if (status === 429)
    return warn(subject, 'the rate limit is reached', 'a higher tier, or a longer cache.ttl')
  if (status === 200 && /"safe"\s*:\s*(true|false)/.test(text))
    return ok(subject, 'reachable, and the key is accepted')
  return fail(
    subject,
    `answers ${status} without a verdict`,
    'see scan.lockllm.base_url, and whether a proxy is in between',
  )
}

function providersOf({ providers }: Config): [string, URL][] {
  const configured = Object.entries(providers).map(([name, { base_url }]): [string, string | undefined] => [
    name,
    base_url ?? PROVIDERS[name]?.baseUrl,
  ])
  const asked =
    configured.length > 0
      ? configured
      : DEFAULT_PROVIDERS.map((name) => [name, PROVIDERS[name]?.baseUrl] as const)
  return asked.flatMap(([name, url]) => (url === undefined ? [] : [[name, new URL(url)]]))
}
/** Asked when none is configured: then any may be used. */
const DEFAULT_PROVIDERS = ['openai', 'anthropic']

/** Any answer will do: without a key there is none but a refusal. */
async function checkProvider(name: string, url: URL, egress: Egress): Promise<Asked> {
  const subject = `provider ${name}`
  try {
    const response = await request(egress, url, { method: 'HEAD' })
    const skewMs = skewOf(response)
    await response.body?.cancel()
    if (response.status === 407 && egress.proxy) {
      const finding = `the egress proxy ${egress.proxy.host} wants other credentials`
      return { diagnosis: fail(subject, finding, 'egress.proxy_user and proxy_password') }
    }
    const diagnosis = ok(
      subject,
      `${url.host} answers${egress.proxy ? `, through ${egress.proxy.host}` : ''}`,
    )
    return { diagnosis, ...(skewMs !== undefined && { skewMs }) }
  } catch (error) {
    return { diagnosis: unreachable(subject, url, egress, error) }
  }
}

function unreachable(subject: string, { host }: URL, { proxy }: Egress, error: unknown): Diagnosis {
  const code = reason(error)
  const way = proxy ? ` through ${proxy.host}` : ''
  return fail(subject, `${host} cannot be reached${way}: ${code}`, adviceOn(code, proxy))
}

/** By the runtime's codes. */
function adviceOn(code: string, proxy: URL | undefined): string {
  if (code === 'ERR_PROXY_TUNNEL')
    return 'the egress proxy refuses: its rules, or egress.proxy_user and proxy_password?'
  if (code === 'ERR_PIN_MISMATCH') return 'the certificate has another public key than those in pins'
  if (/CERT|VERIFY|ISSUER|ALTNAME/.test(code)) return 'an authority of your own? Name it in egress.ca'
  return proxy
    ? 'is egress.proxy right and running?'
    : 'DNS, firewall, or an egress proxy that is to be used?'
}

async function checkRedis({ cache }: Config): Promise<Diagnosis> {
  const subject = 'redis'
  if (!cache.redis) return ok(subject, 'not used')
  const client = createRedisClient(parseRedisUrl(cache.redis.reveal()), TIMEOUT_MS)
  client.on('error', () => {})
  try {
    const started = performance.now()
    await within(
      TIMEOUT_MS,
      new Promise<void>((resolve, reject) => {
        client.once('ready', () => client.ping().then(() => resolve(), reject))
        client.once('error', reject)
      }),
    )
    const took = performance.now() - started
    return ok(subject, `answers (connection and ping took ${took.toFixed(0)} ms)`)
  } catch (error) {
    return fail(
      subject,
      `does not answer: ${reason(error)}`,
      'requests go on without it; see cache.redis and its password',
    )
  } finally {
    client.disconnect()
  }
}

function checkClock(asked: readonly Asked[]): Diagnosis {
  const skews = asked.flatMap(({ skewMs }) => (skewMs === undefined ? [] : [skewMs]))
  if (skews.length === 0) return warn('clock', 'nobody to compare it with was reached', 'see above')
  const skew = skews.sort((a, b) => a - b)[Math.floor(skews.length / 2)] ?? 0
  const seconds = Math.round(Math.abs(skew) / 1000)
  return Math.abs(skew) > SKEW_MS
    ? fail('clock', `${seconds} s ${skew > 0 ? 'slow' : 'fast'}`, 'set it: timedatectl set-ntp true')
    : ok('clock', `within ${Math.max(1, seconds)} s of what others say`)
}

const request = (egress: Egress, url: URL, init: RequestInit): Promise<Response> =>
  fetchBy(egress, url, {
    ...init,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })

function skewOf(response: Response): number | undefined {
  const theirs = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(theirs) ? undefined : theirs - Date.now()
}

/** Messages of the runtime may quote URLs: the code is enough. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
