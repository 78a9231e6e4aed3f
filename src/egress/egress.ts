/**
 * The way out to one origin, prepared once: options for fetch and for the WebSocket client, which keep connections of
 * different options apart. Nothing here is paid for by a request that needs none of it.
 */

import type { EgressConfig, ProviderEgressConfig } from '../config/schema-egress.ts'
import { configuredProxy, type ProxyFor, proxyUrl } from './proxy.ts'
import { type ClientTls, clientTls, VERIFIED } from './tls.ts'

export interface Egress {
  /** For fetch. */
  readonly init: { readonly tls: ClientTls; readonly proxy?: string }
  /** The egress proxy, without credentials. */
  readonly proxy: URL | undefined
  /** The header that it wants (RFC 9110, section 11.7.2). */
  readonly proxyAuthorization?: string | undefined
  /** What is connected to instead of the name in the URL; IPv6 in brackets. */
  readonly address: string | undefined
}

/** @param own of a provider @throws {Error} with a message for people when a file cannot be read */
export type EgressFor = (url: URL, own?: ProviderEgressConfig) => Egress

/** Nothing is configured. */
export const DIRECT: Egress = { init: { tls: VERIFIED }, proxy: undefined, address: undefined }

/** @param environment where `egress.proxy` is not set */
export function createEgress(config: EgressConfig, environment: ProxyFor = () => undefined): EgressFor {
  const general = configuredProxy(config, environment)
  return (url, own = {}) => {
    const proxy = own.proxy === undefined ? general(url) : proxyUrl(own)
    const named = own.address ?? config.resolve?.[url.hostname]
    // Behind an egress proxy the names are the proxy's.
    const address = proxy || named === undefined ? undefined : named.includes(':') ? `[${named}]` : named
    const settings = {
      ca: own.ca ?? config.ca,
      systemCa: own.system_ca ?? config.system_ca,
      minVersion: own.min_version ?? config.min_version,
      clientCert: own.client_cert,
      clientKey: own.client_key,
      pins: own.pins,
    }
    const host = bareHost(url)
    const tls = clientTls(settings, host)
    return {
      init: {
        tls: address === undefined ? tls : { ...tls, serverName: host },
        ...(proxy && { proxy: proxy.href }),
      },
      proxy: proxy && new URL(proxy.origin),
      proxyAuthorization: proxy && authorizationOf(proxy),
      address,
    }
  }
}

/** A name or an address, IPv6 without brackets. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/** What a socket is connected to for a URL. */
export const socketPlace = (url: URL) => ({
  hostname: bareHost(url),
  port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
})

/** RFC 7617. */
const authorizationOf = ({ username, password }: URL): string | undefined =>
  username === '' && password === ''
    ? undefined
    : `Basic ${Buffer.from(decodeURIComponent(`${username}:${password}`)).toString('base64')}`

/** `fetch` by this way. The environment's proxy is not asked (proxy.ts). @param init that follows no redirect */
export function fetchBy(egress: Egress, url: URL, init: BunFetchRequestInit): Promise<Response> {
  const { address, proxy } = egress
  // The runtime takes `tls` apart for each request, also where there is none, and that costs half as much as the request.
  const isPlain = url.protocol === 'http:' && proxy === undefined
  const own = isPlain ? init : { ...init, ...egress.init }
  if (address === undefined) return fetch(url, own)
  return fetch(dialled(egress, url), { ...own, headers: headersFor(egress, url, new Headers(init.headers)) })
}

/** The same headers with the Host that the URL has, where an address is dialled instead. */
export function headersFor({ address }: Egress, url: URL, headers: Headers): Headers {
  if (address !== undefined) headers.set('host', url.host)
  return headers
}

/** Where the first connection goes: it alone can be watched. */
export const hopOf = (egress: Egress, url: URL): URL => egress.proxy ?? dialled(egress, url)

/** The URL with the address that is connected to. */
export function dialled({ address }: Egress, url: URL): URL {
  if (address === undefined) return url
  const there = new URL(url)
  there.hostname = address
  return there
}
