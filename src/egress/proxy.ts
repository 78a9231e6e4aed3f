/** Which egress proxy a URL is reached through: that of the configuration, or else that of the environment. */

import type { EgressConfig, ProviderEgressConfig } from '../config/schema-egress.ts'
import { noProxyMatcher } from './no-proxy.ts'

type Env = Record<string, string | undefined>

/** @returns the egress proxy, with credentials; undefined for none */
export type ProxyFor = (url: URL) => URL | undefined

const VARIABLES = {
  https: ['https_proxy', 'HTTPS_PROXY'],
  http: ['http_proxy', 'HTTP_PROXY'],
  no: ['no_proxy', 'NO_PROXY'],
} as const

/**
 * What the environment says, as curl reads it: the small letters first. The variables are removed, as fetch would obey
 * them where the configuration says otherwise, even with `proxy: ''`.
 * @param env is changed
 * @throws {Error} with a message for people, which does not quote the variable
 */
export function takeProxyEnvironment(env: Env): ProxyFor {
  const [https, http, no] = [VARIABLES.https, VARIABLES.http, VARIABLES.no].map((names) => {
    const value = names.map((name) => env[name]).find((text) => text)
    for (const name of names) delete env[name]
    return value
  })
  const secure = https === undefined ? undefined : environmentProxy(https, 'HTTPS_PROXY')
  const plain = http === undefined ? undefined : environmentProxy(http, 'HTTP_PROXY')
  // A list of others' making: what we cannot read in it is no reason not to start.
  const isDirect = noProxyMatcher(
    (no ?? '').split(/[\s,]+/).filter((entry) => entry !== '' && isReadable(entry)),
  )
  return (url) => (isDirect(url) ? undefined : url.protocol === 'https:' ? secure : plain)
}

function environmentProxy(text: string, name: string): URL {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== '') return url
  throw new Error(
    `${name} in the environment is no http:// or https:// URL; mend or unset it, or set egress.proxy`,
  )
}

function isReadable(entry: string): boolean {
  try {
    noProxyMatcher([entry])
    return true
  } catch {
    return false
  }
}

/** `[egress]`, where it names a proxy or none. */
export function configuredProxy(config: EgressConfig, environment: ProxyFor): ProxyFor {
  if (config.proxy === undefined) return environment
  const proxy = proxyUrl(config)
  const isDirect = noProxyMatcher(config.no_proxy)
  return (url) => (isDirect(url) ? undefined : proxy)
}

/** Basic credentials go into the URL (RFC 7617), as fetch and the WebSocket client take them. */
export function proxyUrl({ proxy, proxy_user, proxy_password }: ProviderEgressConfig): URL | undefined {
  if (proxy === undefined || proxy === 'off') return undefined
  const url = new URL(proxy)
  if (proxy_user !== undefined) url.username = encodeURIComponent(proxy_user)
  if (proxy_password) url.password = encodeURIComponent(proxy_password.reveal())
  return url
}
