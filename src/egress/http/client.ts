/**
 * Requests to upstreams over connections of our own (RFC 9112), directly or through an egress proxy. The runtime's fetch
 * takes more CPU time and nearly three times as much memory for an answer that streams, and takes an answer that is cut off
 * for a whole one. It cannot be done without through an https:// proxy: TLS within TLS is nothing that sockets can do.
 */

import { isIP } from 'node:net'
import { bareHost, dialled, type Egress, socketPlace } from '../egress.ts'
import type { Signal } from './abort.ts'
import type { Answer } from './answer.ts'
import { sendByFetch } from './by-fetch.ts'
import { Call, Closed } from './call.ts'
import type { Place } from './connection.ts'
import { Pool } from './pool.ts'

export interface UpstreamRequest {
  readonly method: string
  /** All that is sent, but Host and Content-Length. */
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer> | undefined
  /** Ends the request, and the answer. */
  readonly signal: Signal
  readonly connectTimeoutMs: number
}

/** Nothing happens when they are sent twice, and they have no body (RFC 9110, section 9.2.2). */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
/** A length of nothing is said of these (RFC 9110, section 8.6). */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/**
 * @returns the answer once its headers are there: undecoded, redirects and errors too
 * @throws {NotConnected} @throws {ConnectTimeout} when nothing was sent
 * @throws {Closed} @throws {MalformedAnswer} when there is no answer
 * @throws the signal's reason
 */
export async function sendBy(egress: Egress, url: URL, request: UpstreamRequest): Promise<Answer> {
  if (goesByFetch(egress)) return sendByFetch(egress, url, request)
  const { method, body, signal, connectTimeoutMs } = request
  const pool = poolOf(egress, url)
  const head = headOf(egress, url, request)
  const kept = pool.take()
  if (kept) {
    try {
      return await new Call(kept, pool, method, signal).send(head, body)
    } catch (error) {
      // The upstream closed while it idled, most likely.
      if (!(error instanceof Closed) || !REPEATABLE.has(method)) throw error
    }
  }
  const connection = await pool.open(connectTimeoutMs, signal)
  return new Call(connection, pool, method, signal).send(head, body)
}

/** Whether it takes the runtime's fetch, which has no time-out for connecting. */
export const goesByFetch = ({ proxy }: Egress): boolean => proxy?.protocol === 'https:'

/** They live as long as the configuration that they belong to. */
const pools = new WeakMap<Egress, Map<string, Pool>>()

function poolOf(egress: Egress, url: URL): Pool {
  const own = pools.get(egress)
  const known = own?.get(url.origin)
  if (known) return known
  const pool = new Pool(placeOf(egress, url))
  if (own) own.set(url.origin, pool)
  else pools.set(egress, new Map([[url.origin, pool]]))
  return pool
}

function placeOf(egress: Egress, url: URL): Place {
  const isTls = url.protocol === 'https:'
  return {
    ...socketPlace(egress.proxy ?? dialled(egress, url)),
    tls: isTls ? { ...egress.init.tls, serverName: serverNameOf(egress, bareHost(url)) } : undefined,
    tunnel: isTls && egress.proxy ? tunnelTo(egress, url) : undefined,
  }
}

/**
 * RFC 6066, section 3: an address is no server name, and strict servers hang up. Without one the certificate must be for
 * what is connected to.
 */
const serverNameOf = ({ proxy, address }: Egress, host: string): string =>
  isIP(host) !== 0 && !proxy && address === undefined ? '' : host

function tunnelTo(egress: Egress, url: URL): Buffer {
  const authority = `${url.hostname}:${socketPlace(url).port}`
  return Buffer.from(
    `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${shownToProxy(egress)}\r\n`,
    'latin1',
  )
}

const shownToProxy = ({ proxyAuthorization }: Egress): string =>
  proxyAuthorization === undefined ? '' : `Proxy-Authorization: ${proxyAuthorization}\r\n`

function headOf(egress: Egress, url: URL, { method, headers, body }: UpstreamRequest): string {
  // To a proxy that reads the request itself the whole URL is its target (RFC 9112, section 3.2.2).
  const isRead = egress.proxy !== undefined && url.protocol === 'http:'
  let text = `${method} ${isRead ? url.origin : ''}${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n`
  if (isRead) text += shownToProxy(egress)
  headers.forEach((value, name) => {
    text += `${name}: ${value}\r\n`
  })
  if (body || WITH_BODY.has(method)) text += `content-length: ${body?.length ?? 0}\r\n`
  return `${text}\r\n`
}
