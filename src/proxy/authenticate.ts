/** Who calls: from which address, and where keys are asked for, as which client. */

import { isIP } from 'node:net'
import type { Identify } from './clients/identify.ts'
import type { Client } from './exchange.ts'

/** A promise only where a token has to be checked. @throws {ProxyError} `unauthorized`, `forbidden` */
export type Authenticate = (peerAddress: string, headers: Headers, url: URL) => Client | Promise<Client>

/**
 * @param isTrustedProxy whether X-Forwarded-For of this address is believed
 * @param identify undefined where nobody has to show a key
 */
export function createAuthenticate(
  isTrustedProxy: (address: string) => boolean,
  identify?: Identify,
): Authenticate {
  return (peerAddress, headers, url) => {
    const forwarded = headers.get('x-forwarded-for')
    const address =
      forwarded === null ? peerAddress : clientAddress(peerAddress, forwarded.split(','), isTrustedProxy)
    return identify ? identify(address, headers, url) : { address }
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
    if (!isTrustedProxy(address)) break
    // Some proxies write the port too: "[2001:db8::1]:443", "192.0.2.1:443".
    const hop = (hops[i] ?? '').trim().replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3')
    // Not an address: whoever wrote it is not worth believing, and it must not reach a log.
    if (!isIP(hop)) break
    address = hop
  }
  return address
}
