/** Listen addresses as the configuration writes them: `host:port`, `[v6]:port` or `unix:/path`. */

import { isIPv4, isIPv6 } from 'node:net'

export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

/** sockaddr_un.sun_path holds 108 bytes with the closing NUL, see unix(7). */
const MAX_SOCKET_PATH = 107

/** RFC 1123, section 2.1, without a dot at the end. */
const HOST_NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/

/**
 * @returns the address; an IPv6 host without its brackets, port 0 for one that the system chooses
 * @throws {RangeError} whose message says what is wrong and what is allowed
 */
export function parseListen(text: string): ListenAddress {
  if (text.startsWith('unix:')) return parseSocketPath(text.slice('unix:'.length))
  const match = /^(?:\[(?<v6>[^\]]*)\]|(?<host>[^:]*)):(?<port>[^:]*)$/.exec(text)
  if (!match) throw new RangeError(shapeProblem(text))
  const { v6, host, port } = match.groups ?? {}
  return { kind: 'tcp', host: parseHost(v6, host), port: parsePort(port ?? '') }
}

function shapeProblem(text: string): string {
  if (isIPv6(text)) return `an IPv6 address needs brackets and a port, e.g. "[${text}]:8080"`
  if (/^\d+$/.test(text)) return `the host is missing, e.g. "127.0.0.1:${text}"`
  if (text.startsWith('/')) return `a socket's path needs the prefix "unix:", e.g. "unix:${text}"`
  if (/^https?:\/\//.test(text)) return 'must be "host:port" without http:// or https://'
  return 'must be "host:port", "[v6]:port" or "unix:/path"'
}

function parseSocketPath(path: string): ListenAddress {
  if (!path.startsWith('/')) throw new RangeError('the path after "unix:" must be absolute')
  if (path.includes('\0')) throw new RangeError('the path after "unix:" contains a NUL')
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    throw new RangeError(`the path after "unix:" is longer than ${MAX_SOCKET_PATH} bytes`)
  }
  return { kind: 'unix', path }
}

function parseHost(v6: string | undefined, host: string | undefined): string {
  if (v6 !== undefined) {
    if (!isIPv6(v6)) throw new RangeError(`not an IPv6 address: "[${v6}]"`)
    return v6
  }
  if (!host) throw new RangeError('the host is missing, e.g. "127.0.0.1:8080" or "0.0.0.0:8080"')
  if (isIPv4(host)) return host
  // 1.2.3 or 256.1.1.1 would be looked up as a name and listen who knows where.
  if (/^[\d.]+$/.test(host) || !HOST_NAME.test(host)) throw new RangeError(`not a host: "${host}"`)
  return host
}

function parsePort(port: string): number {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new RangeError('the port must be a number from 0 to 65535 (0: the system chooses)')
  }
  return Number(port)
}

/** Whether only this host can connect. A host name is loopback only when it is `localhost` (RFC 6761, 6.3). */
export function isLoopback(address: ListenAddress): boolean {
  return address.kind === 'unix' || isLoopbackHost(address.host)
}

/** `isLoopback` for the host of a URL; an IPv6 host with or without its brackets. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (bare === 'localhost') return true
  if (isIPv4(bare)) return bare.startsWith('127.')
  return isIPv6(bare) && /^(::1|::ffff:(127\.|7f[0-9a-f]{2}:).*)$/.test(canonicalIPv6(bare))
}

/** The address as the configuration would write it, for logs and messages. */
export function formatListen(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  const host = isIPv6(address.host) ? `[${address.host}]` : address.host
  return `${host}:${address.port}`
}

/** Whether listening on both at once fails or shadows one: the same socket, also by way of a wildcard. */
export function overlaps(a: ListenAddress, b: ListenAddress): boolean {
  if (a.kind === 'unix' || b.kind === 'unix') return a.kind === b.kind && formatListen(a) === formatListen(b)
  if (a.port !== b.port || a.port === 0) return false
  const [x, y] = [canonicalHost(a.host), canonicalHost(b.host)]
  // `::` takes IPv4 as well (IPV6_V6ONLY is off by default), 0.0.0.0 every IPv4 address.
  const covers = (wide: string, other: string) => wide === '::' || (wide === '0.0.0.0' && !isIPv6(other))
  return x === y || covers(x, y) || covers(y, x)
}

function canonicalHost(host: string): string {
  if (isIPv6(host)) return canonicalIPv6(host)
  return host.toLowerCase() === 'localhost' ? '127.0.0.1' : host.toLowerCase()
}

/** The URL parser compresses IPv6 addresses as RFC 5952 says. */
const canonicalIPv6 = (host: string): string =>
  new URL(`http://[${host.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
