/**
 * Which hosts are reached without the egress proxy. There is no standard; the rules are those that curl and Go share:
 * a name stands for itself and all names below it, with or without a dot in front, and networks are CIDRs.
 */

import { networkMatcher } from '../config/cidr.ts'

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' }

/**
 * @param entries e.g. `example.com`, `.example.com`, `example.com:8443`, `10.0.0.0/8`, `::1`, `*`
 * @throws {RangeError} for a text that is neither a name nor a network
 */
export function noProxyMatcher(entries: readonly string[]): (url: URL) => boolean {
  const tests = entries.map(matcherOf)
  return (url) => tests.some((matches) => matches(url))
}

function matcherOf(entry: string): (url: URL) => boolean {
  if (entry === '*') return () => true
  if (isNetwork(entry)) {
    const isIn = networkMatcher([entry.replace(/^\[|\]$/g, '')])
    return ({ hostname }) => isIn(hostname.replace(/^\[|\]$/g, ''))
  }
  const { name, port } = /^\*?\.?(?<name>[^\s:/*[\]]+?)\.?(?::(?<port>\d{1,5}))?$/.exec(entry)?.groups ?? {}
  if (name === undefined)
    throw new RangeError('is neither a name, e.g. ".example.com", nor a network, e.g. "10.0.0.0/8"')
  const wanted = name.toLowerCase()
  return (url) => {
    const host = url.hostname.replace(/^\[|\]$|\.$/g, '')
    if (host !== wanted && !host.endsWith(`.${wanted}`)) return false
    return port === undefined || port === (url.port || DEFAULT_PORTS[url.protocol])
  }
}

/** Digits and dots before a slash, or colons: a name with a port has one of them and letters. */
const isNetwork = (entry: string): boolean =>
  /^[\d.]+(\/.*)?$/.test(entry) ||
  /^\[?[\da-f]*:[\da-f]*:[\da-f:.]*\]?(\/.*)?$/i.test(entry) ||
  entry.includes('/')
