/** Which headers cross the proxy, in both directions (RFC 9110, section 7.6). */

import { removeShown } from './clients/credentials.ts'
import type { Client } from './exchange.ts'
import type { Provider } from './route.ts'

/** Meant for the next hop alone (RFC 9110, section 7.6.1, and the older names of RFC 2616). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** Ours to set, or facts about the inside of a network that a provider has no need to know. */
const NOT_FORWARDED = [
  'host',
  'content-length',
  'expect',
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
]
/** What some servers, Google's among them, take for method or target: it would get past every rule for these. */
const OVERRIDES = [
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
  'x-forwarded-prefix',
]
const OF_THIS_LEG: ReadonlySet<string> = new Set([...HOP_BY_HOP, ...NOT_FORWARDED, ...OVERRIDES])
/** Of an answer: the hop's, and what is true of the provider's host name, not of ours (RFC 6797, RFC 7838). */
const NOT_RETURNED: ReadonlySet<string> = new Set([...HOP_BY_HOP, 'strict-transport-security', 'alt-svc'])
export const CREDENTIALS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']
/** Google's key and ephemeral token, Azure's key for browsers' WebSockets. */
const IN_QUERY = ['key', 'access_token', 'api-key']
const OURS = 'x-lockllm-'

/** To servers behind a gateway of RFC 3875 (section 4.1.18) and its heirs `Content_Type` is `Content-Type`. */
const isAlias = (name: string): boolean => name.includes('_') && isOfThisLeg(name.replaceAll('_', '-'))
const isOfThisLeg = (name: string): boolean =>
  OF_THIS_LEG.has(name) || /^(content-|x-lockllm-|sec-websocket-)/.test(name)

/** Whether a header of a request, in lower case, never leaves. */
export const isDropped = (name: string): boolean =>
  OF_THIS_LEG.has(name) || name.startsWith(OURS) || isAlias(name)

const isNotReturned = (name: string): boolean => NOT_RETURNED.has(name) || name.startsWith(OURS)

const DESCRIBES_BODY = 'describes bytes, and who sends them says it'
const OWN = "is the proxy's own"
const UNSETTABLE: Readonly<
  Record<'request' | 'response', readonly (readonly [name: RegExp, why: string])[]>
> = {
  request: [
    [
      /^(authorization|x-api-key|api-key|x-goog-api-key|x-amz-(security-token|date|content-sha256))$/,
      'is for credentials; a key belongs into providers.NAME.api_key, from where it goes to that provider alone',
    ],
    [/^host$/, 'comes from providers.NAME.base_url'],
    [/^(content-|digest$|repr-digest$)/, DESCRIBES_BODY],
    [/^expect$/, 'is between the client and the proxy'],
    [/^accept-encoding$/, 'is what the client can read; the answer goes to it as it comes'],
  ],
  response: [
    [/^(content-(length|encoding|type|range|digest|md5)|digest|repr-digest)$/, DESCRIBES_BODY],
    [/^(x-)?request-id$/, OWN],
  ],
}

/** Why a configuration must not change a header, in lower case; undefined for those that it may. */
export function whyUnsettable(name: string, of: 'request' | 'response'): string | undefined {
  if (HOP_BY_HOP.includes(name) || name.startsWith('sec-websocket-'))
    return 'belongs to a connection (RFC 9110, section 7.6.1)'
  if (name.startsWith(OURS)) return OWN
  return UNSETTABLE[of].find(([pattern]) => pattern.test(name))?.[1]
}

/** The headers of a request as the provider shall see them. What the client showed to us leaves `upstream` too. */
export function upstreamHeaders(
  request: Headers,
  provider: Provider,
  upstream: URL,
  { credentials }: Client,
): Headers {
  const headers = without(new Headers(request), isDropped)
  // fetch would ask for compression by itself, and the answer would reach a client that never did.
  if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'identity')
  if (!headers.has('user-agent')) headers.set('user-agent', 'lockllm-proxy')
  if (credentials) removeShown(headers, upstream, credentials)
  if (provider.apiKey) setCredentials(headers, provider, provider.apiKey.reveal(), upstream)
  else if (provider.authorize) removeCredentials(headers, upstream)
  return headers
}

/** Describe the bytes that came (RFC 9110, section 8.4; RFC 9530; RFC 1864), not those that leave in their place. */
const OF_THE_BODY = ['content-encoding', 'content-md5', 'digest', 'content-digest', 'repr-digest']

/** For a body that was written anew: decoded, and with other texts in it. */
export function describeRewritten(headers: Headers): void {
  for (const name of OF_THE_BODY) headers.delete(name)
}

/** Whatever the client sent, in all the places where a provider would look. */
function removeCredentials(headers: Headers, upstream: URL): void {
  for (const name of CREDENTIALS)
    for (const spelling of [name, name.replaceAll('-', '_')]) headers.delete(spelling)
  // Only the pair itself: a query that is written anew would not be the one that came.
  if (upstream.search !== '' && IN_QUERY.some((name) => upstream.searchParams.has(name)))
    upstream.search = withoutKeys(upstream.search)
}

/** In the place of whatever the client sent. */
function setCredentials(headers: Headers, provider: Provider, key: string, upstream: URL): void {
  removeCredentials(headers, upstream)
  // Gemini's OpenAI-compatible endpoints take the key as OpenAI does: https://ai.google.dev/gemini-api/docs/openai
  const scheme =
    provider.auth === 'x-goog-api-key' && upstream.pathname.includes('/openai/') ? 'bearer' : provider.auth
  if (scheme === 'bearer') headers.set('authorization', `Bearer ${key}`)
  else headers.set(scheme, key)
}

const withoutKeys = (search: string): string =>
  search
    .slice(1)
    .split('&')
    .filter((pair) => {
      const parameters = new URLSearchParams(pair)
      return !IN_QUERY.some((name) => parameters.has(name))
    })
    .join('&')

/** The headers of an upstream's answer as the client shall see them. @param upstream becomes what is returned */
export function clientHeaders(upstream: Headers, requestId: string): Headers {
  const headers = without(upstream, isNotReturned)
  // The provider's own id is what its support asks for, and what its SDKs show.
  if (!headers.has('x-request-id')) headers.set('x-request-id', requestId)
  headers.set('x-lockllm-request-id', requestId)
  // Otherwise an nginx before us would collect the events: https://nginx.org/en/docs/http/ngx_http_proxy_module.html
  if (headers.get('content-type')?.startsWith('text/event-stream')) headers.set('x-accel-buffering', 'no')
  return headers
}

/** Takes out what is meant for this hop: what `isDropped` names, and what the `Connection` header names. */
function without(headers: Headers, isDropped: (name: string) => boolean): Headers {
  const named = headers.get('connection')
  if (named !== null) removeNamed(headers, named)
  // Most headers stay: a look at each name costs less than to delete every one that there might be.
  const dropped: string[] = []
  headers.forEach((_, name) => {
    if (isDropped(name)) dropped.push(name)
  })
  for (const name of dropped) headers.delete(name)
  return headers
}

/** @param named the value of a `Connection` header */
function removeNamed(headers: Headers, named: string): void {
  for (const option of named.toLowerCase().split(',')) {
    const name = option.trim()
    // What describes the body stays with it, or the provider would read another text than was scanned (section 7.6.1).
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && !name.startsWith('content-')) headers.delete(name)
  }
}
