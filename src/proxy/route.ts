/** Which provider a request is for, and the URL that it goes to. */

import { LRUCache } from 'lru-cache'
import type { Config } from '../config/schema.ts'
import type { Secret } from '../config/secret.ts'
import type { Authorize } from '../egress/authorize.ts'
import type { AuthorizeFor } from '../egress/compose-authorize.ts'
import { createEgress, type Egress, type EgressFor } from '../egress/egress.ts'
import { type Endpoint, endpointOf } from '../prompt/endpoint.ts'
import { ProxyError } from './errors.ts'
import { type AuthScheme, PROVIDERS, type VersionedPaths } from './providers.ts'
import { shared } from './shared-url.ts'

export interface Provider {
  readonly name: string
  readonly baseUrl: URL
  /** Segments of the base URL's path. */
  readonly basePath: readonly string[]
  readonly rootPaths: readonly string[]
  readonly version: VersionedPaths | undefined
  readonly auth: AuthScheme
  readonly apiKey: Secret | undefined
  /** Whether it may resolve to a link-local address. */
  readonly allowLinkLocal: boolean
  readonly connectTimeoutMs: number
  readonly firstByteTimeoutMs: number
  readonly idleTimeoutMs: number
  /** Of one try, from its beginning to the last byte of its answer. */
  readonly totalTimeoutMs: number | undefined
  readonly egress: Egress
  /** Adds credentials that no fixed key can be. */
  readonly authorize: Authorize | undefined
}

export interface Route {
  readonly provider: Provider
  readonly upstream: URL
  readonly endpoint: Endpoint
}

export const DIRECT_PREFIX = '/v1/proxy/'
const VERSION = /^v\d+([a-z]+\d*)?$/

export const isVersion = (segment: string): boolean => VERSION.test(segment)

/** All providers that have a base URL: the known ones, overridden and extended by the configuration. */
export function createProviders(
  config: Config,
  egressFor: EgressFor = createEgress(config.egress),
  authorizeFor: AuthorizeFor = () => undefined,
): ReadonlyMap<string, Provider> {
  const providers = new Map<string, Provider>()
  for (const name of new Set([...Object.keys(PROVIDERS), ...Object.keys(config.providers)])) {
    const known = PROVIDERS[name]
    const own = config.providers[name]
    const baseUrl = own?.base_url ?? known?.baseUrl
    if (baseUrl === undefined) continue
    const url = new URL(baseUrl)
    providers.set(name, {
      name,
      baseUrl: url,
      basePath: url.pathname.split('/').filter((segment) => segment !== ''),
      rootPaths: known?.rootPaths ?? [],
      version: known?.version,
      auth: own?.auth ?? known?.auth ?? 'bearer',
      apiKey: own?.api_key,
      allowLinkLocal: own?.allow_link_local ?? false,
      connectTimeoutMs: own?.connect_timeout ?? 10_000,
      firstByteTimeoutMs: own?.first_byte_timeout ?? 600_000,
      idleTimeoutMs: own?.idle_timeout ?? 600_000,
      totalTimeoutMs: own?.total_timeout,
      egress: egressFor(url, own?.egress),
      authorize: own && authorizeFor(url, own),
    })
  }
  return providers
}

/**
 * `/v1/proxy/{provider}/{path}`, as in LockLLM's hosted proxy.
 * @throws {ProxyError} `unknown_route`, `unknown_provider`
 */
export function findRoute(url: URL, providers: ReadonlyMap<string, Provider>): Route {
  const direct = directPath(url.pathname)
  if (!direct) throw new ProxyError('unknown_route')
  return routeTo(findProvider(direct.provider, providers), direct.rest, url.search)
}

/** The provider that a path names, and what stands behind it. @returns undefined for a path of another kind */
export function directPath(path: string): { provider: string; rest: string } | undefined {
  if (!path.startsWith(DIRECT_PREFIX)) return undefined
  const slash = path.indexOf('/', DIRECT_PREFIX.length)
  const end = slash === -1 ? path.length : slash
  return { provider: path.slice(DIRECT_PREFIX.length, end), rest: path.slice(end) }
}

/** @throws {ProxyError} `unknown_provider` */
export function findProvider(name: string, providers: ReadonlyMap<string, Provider>): Provider {
  const provider = providers.get(name)
  if (provider) return provider
  throw new ProxyError('unknown_provider', {
    detail: `Configured are: ${[...providers.keys()].join(', ')}.`,
  })
}

/** Where a path leads, for the few that an application calls again and again. */
interface Place {
  /** Without a query; that of all requests there which have none, so that nobody may change it. */
  readonly upstream: URL
  readonly endpoint: Endpoint
}
/** In characters: what is remembered of what clients choose is bounded in bytes, too. */
const LONGEST_REMEMBERED = 512
const placesOf = new WeakMap<Provider, LRUCache<string, Place>>()

/**
 * @param path behind the provider, empty or beginning with a slash
 * @param search with its question mark
 * @returns an upstream that is another request's too where there is no query; one with a query may be changed
 */
export function routeTo(provider: Provider, path: string, search: string): Route {
  let places = placesOf.get(provider)
  if (!places) {
    places = new LRUCache({ max: 200 })
    placesOf.set(provider, places)
  }
  const place = places.get(path) ?? placeOf(provider, path)
  if (path.length <= LONGEST_REMEMBERED) places.set(path, place)
  const upstream = search === '' ? place.upstream : new URL(place.upstream.href + search)
  return { provider, upstream, endpoint: place.endpoint }
}

function placeOf(provider: Provider, path: string): Place {
  const upstream = new URL(provider.baseUrl)
  upstream.pathname = upstreamPath(provider, path)
  upstream.search = ''
  upstream.hash = ''
  return { upstream: shared(upstream), endpoint: endpointOf(decodeOnce(upstream.pathname)) }
}

/**
 * Joins the provider's base path and the request's, which may or may not repeat the end of the base path:
 * `/openai/v1` with `/chat/completions`, `/v1/chat/completions` or `/openai/v1/chat/completions` is one place.
 * Another version than the base's replaces it: `/v1beta` with `/v1/models` is `/v1/models`.
 */
function upstreamPath({ basePath, rootPaths, version }: Provider, path: string): string {
  const rest = path.split('/').slice(1)
  const [first = ''] = rest
  if (rootPaths.includes(first)) return path
  for (let overlap = Math.min(basePath.length, rest.length); overlap > 0; overlap--) {
    if (basePath.slice(-overlap).every((segment, index) => segment === rest[index])) {
      return join(basePath, rest.slice(overlap))
    }
  }
  if (isVersion(basePath.at(-1) ?? '')) return join(isVersion(first) ? basePath.slice(0, -1) : basePath, rest)
  return join(basePath, version ? inOneSpelling(rest, version) : rest)
}

/** With and without `/v1` is one place where the base path has no version. */
function inOneSpelling(path: readonly string[], { under, without }: VersionedPaths): readonly string[] {
  const [first, ...rest] = path
  if (first === 'v1') return begins(rest, without) ? rest : path
  return begins(path, under) ? ['v1', ...path] : path
}

const begins = (path: readonly string[], beginnings: readonly string[]): boolean =>
  beginnings.some((beginning) => beginning === '' || `${path.join('/')}/`.startsWith(`${beginning}/`))

const join = (base: readonly string[], rest: readonly string[]): string => `/${[...base, ...rest].join('/')}`

/** What is no valid percent-encoding is taken as it stands: a path has then no known format, and all of it is text. */
export function decodeOnce(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
