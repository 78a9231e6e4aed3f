/** Who calls: the address of the peer, or of the client that a trusted proxy speaks for. */

import { isIP } from 'node:net'
import type { Client } from './exchange.ts'

export type Authenticate = (peerAddress: string, headers: Headers) => Client

/** @param isTrustedProxy whether X-Forwarded-For of this address is believed; a unix socket's peer is local software */
export function createAuthenticate(isTrustedProxy: (address: string) => boolean): Authenticate {
  return (peerAddress, headers) => {
    const forwarded = headers.get('x-forwarded-for')
    if (forwarded === null) return { address: peerAddress }
    return { address: clientAddress(peerAddress, forwarded.split(','), isTrustedProxy) }
  }
}

/** Read from the right: each entry was written by the hop after it, so it counts only while that hop is trusted. */
function clientAddress(
  peer: string,
  hops: readonly string[],
  isTrustedProxy: (address: string) => boolean,
): string {
  let address = peer
  for (let i = hops.length - 1; i >= 0; i--) {
    if (address !== 'unix' && !isTrustedProxy(address)) break
    // Some proxies write the port too: "[2001:db8::1]:443", "192.0.2.1:443".
    const hop = (hops[i] ?? '').trim().replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3')
    // Not an address: whoever wrote it is not worth believing, and it must not reach a log.
    if (!isIP(hop)) break
    address = hop
  }
  return address
}
