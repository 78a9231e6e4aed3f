/**
 * Addresses that no provider has and that give away keys to whoever asks: link-local ones, among them the metadata
 * services of clouds, in every spelling that reaches them.
 */

import { isIPv4 } from 'node:net'
import { networkMatcher } from './cidr.ts'

/**
 * RFC 3927 and RFC 4291, section 2.5.6; beside them the metadata services elsewhere: AWS over IPv6, Alibaba Cloud,
 * Google's and Oracle's over IPv6, Azure's wire server; Oracle's older one over IPv4.
 */
const isInner = networkMatcher([
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::/32',
  'fd20:ce::254/128',
  'fd00:c1::a9fe:a9fe/128',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
])

const INNER_NAMES =
  /^(metadata|metadata\.google\.internal|metadata\.goog|instance-data|instance-data\.ec2\.internal)\.?$/i

/** The IPv4 address at the end of a mapped, a compatible, a NAT64 and a 6to4 address (RFC 4291, 6052, 8215, 3056). */
const EMBEDDED =
  /^(?:::(?:ffff:(?:0:)?)?|64:ff9b:(?::|1:(?::|(?:[\da-f]{1,4}:){3})))(?<last>[\da-f.:]+)$|^2002:(?<first>[\da-f]{1,4}:[\da-f]{1,4})(?::|$)/

/** @param host of a URL or from a resolver: a name or an address, IPv6 with or without brackets */
export function isInnerHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (INNER_NAMES.test(bare) || isInner(bare)) return true
  const embedded = embeddedIPv4(bare)
  return embedded !== undefined && isInner(embedded)
}

function embeddedIPv4(address: string): string | undefined {
  if (!address.includes(':') || !URL.canParse(`http://[${address}]`)) return undefined
  // RFC 5952, so that there is one spelling.
  const { last, first } = EMBEDDED.exec(new URL(`http://[${address}]`).hostname.slice(1, -1))?.groups ?? {}
  const text = last ?? first ?? ''
  if (isIPv4(text)) return text
  const words = text.split(':').map((word) => Number.parseInt(word, 16))
  const [high, low] = words
  if (words.length !== 2 || high === undefined || low === undefined) return undefined
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
