/** Networks in CIDR notation (RFC 4632, RFC 4291), and whether an address is in one of them; and the peers of unix sockets. */

import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** The address of whoever calls over a unix socket, and in a list of networks all of them. */
export const UNIX = 'unix'

/**
 * @param networks such as `10.0.0.0/8`, `fd00::/8`, a single address, or `unix`
 * @returns whether an address is in one of them; IPv4 addresses also in their IPv6-mapped form
 * @throws {RangeError} for a text that is no network
 */
export function networkMatcher(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  const withUnix = networks.includes(UNIX)
  for (const network of networks) {
    if (network === UNIX) continue
    const { address, prefix, family } = parseNetwork(network)
    list.addSubnet(address, prefix, family)
  }
  return (address) => {
    if (address === UNIX) return withUnix
    const bare = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
    if (isIPv4(bare)) return list.check(bare, 'ipv4')
    return isIPv6(bare) && list.check(bare, 'ipv6')
  }
}

function parseNetwork(text: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } {
  const [address = '', length, ...rest] = text.split('/')
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined
  if (!family || rest.length > 0 || address.includes('%')) {
    throw new RangeError('not a network, e.g. "10.0.0.0/8" or "fd00::/8", or "unix"')
  }
  const longest = family === 'ipv4' ? 32 : 128
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > longest)) {
    throw new RangeError(`the prefix length must be a number from 0 to ${longest}`)
  }
  return { address, prefix: length === undefined ? longest : Number(length), family }
}
