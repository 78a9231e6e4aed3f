/** The way out: egress proxies, files of certificates, and addresses in the place of names. */

import { isIP } from 'node:net'
import { noProxyMatcher } from '../../egress/no-proxy.ts'
import { PROVIDERS } from '../../proxy/providers.ts'
import { isInnerHost } from '../inner-address.ts'
import type { Path } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import type { ProviderEgressConfig } from '../schema-egress.ts'
import { readBundle, readCertificate, readKey, warnOfDates } from './pem.ts'

export const egressRules: readonly Rule[] = [
  { check: checkGeneral },
  { reads: ['egress.ca', 'egress.proxy'], check: checkProviders },
]

const INNER = 'is link-local or a metadata service, which no provider is'

function checkGeneral({ egress }: Config, report: Report): void {
  checkProxy(egress, ['egress'], report)
  egress.no_proxy.forEach((entry, index) => {
    try {
      noProxyMatcher([entry])
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      report.error(['egress', 'no_proxy', index], error.message)
    }
  })
  checkAuthorities(egress, egress.ca, ['egress'], report)
  for (const [name, address] of Object.entries(egress.resolve ?? {})) {
    const path = ['egress', 'resolve', name]
    if (!isName(name)) report.error(path, 'the key must be the name of a host, e.g. "api.example.com"')
    else if (isIP(address) === 0) report.error(path, 'is not an IP address, e.g. "10.0.0.7"')
    else if (isInnerHost(address)) report.error(path, `${address} ${INNER}`)
  }
}

function checkProviders({ egress, providers }: Config, report: Report): void {
  for (const [name, { base_url, allow_link_local, egress: own }] of Object.entries(providers)) {
    if (!own) continue
    const path = ['providers', name, 'egress']
    const url = URL.parse(base_url ?? PROVIDERS[name]?.baseUrl ?? '')
    checkProxy(own, path, report)
    checkAuthorities(own, own.ca ?? egress.ca, path, report)
    checkClientCertificate(own, path, report)
    checkAddress(own, url, allow_link_local, path, report)
    if (url?.protocol === 'http:') {
      for (const key of ['ca', 'client_cert', 'pins'] as const) {
        if (own[key] !== undefined) report.error([...path, key], 'needs a base_url that begins with https://')
      }
    }
  }
}

function checkProxy(
  { proxy, proxy_user, proxy_password }: ProviderEgressConfig,
  path: Path,
  report: Report,
): void {
  const at = [...path, 'proxy']
  const url = proxy === undefined || proxy === 'off' ? undefined : URL.parse(proxy)
  if (url === null) report.error(at, 'is not a URL, e.g. "http://proxy.example.com:3128"')
  else if (url?.username || url?.password) {
    report.error(at, 'must not hold a user name or password; they belong in proxy_user and proxy_password')
  } else if (url && (url.pathname !== '/' || url.search || url.hash)) {
    report.error(at, 'must end with the host or the port')
  }
  if (proxy_password && proxy_user === undefined) {
    report.error([...path, 'proxy_password'], 'needs proxy_user beside it')
  }
  if (proxy_user !== undefined && !url) {
    report.error([...path, 'proxy_user'], 'needs proxy beside it, the URL of the egress proxy')
  } else if (proxy_user?.includes(':')) {
    report.error([...path, 'proxy_user'], 'must not hold a colon (RFC 7617)')
  }
}

function checkAuthorities(
  own: Pick<ProviderEgressConfig, 'ca' | 'system_ca'>,
  ca: string | undefined,
  path: Path,
  report: Report,
): void {
  if (own.system_ca === false && ca === undefined) {
    report.error([...path, 'system_ca'], 'false needs ca: without any authority no certificate is good')
  }
  if (own.ca === undefined) return
  for (const certificate of readBundle(own.ca, [...path, 'ca'], report) ?? []) {
    warnOfDates(certificate, [...path, 'ca'], report)
  }
}

function checkClientCertificate(
  { client_cert, client_key }: ProviderEgressConfig,
  path: Path,
  report: Report,
): void {
  const [certAt, keyAt] = [
    [...path, 'client_cert'],
    [...path, 'client_key'],
  ]
  if (client_cert === undefined && client_key === undefined) return
  if (client_key === undefined) report.error(certAt, 'needs client_key beside it')
  if (client_cert === undefined) report.error(keyAt, 'needs client_cert beside it')
  const certificate = client_cert === undefined ? undefined : readCertificate(client_cert, certAt, report)
  const key = client_key === undefined ? undefined : readKey(client_key, keyAt, report)
  if (certificate && key && !certificate.checkPrivateKey(key)) {
    report.error(keyAt, 'is not the key of the certificate in client_cert')
  }
  if (certificate) warnOfDates(certificate, certAt, report)
}

function checkAddress(
  { address, proxy }: ProviderEgressConfig,
  url: URL | null,
  allowInner: boolean,
  path: Path,
  report: Report,
): void {
  if (address === undefined) return
  const at = [...path, 'address']
  if (isIP(address) === 0) report.error(at, 'is not an IP address, e.g. "10.0.0.7"')
  else if (!allowInner && isInnerHost(address)) {
    report.error(at, `${address} ${INNER}; if it is meant, set allow_link_local = true`)
  } else if (url && !isName(url.hostname)) {
    report.error(at, 'has no meaning, as the base_url holds an address and no name')
  } else if (proxy !== undefined && proxy !== 'off') {
    report.error(at, 'has no meaning with proxy: an egress proxy looks names up by itself')
  }
}

const isName = (host: string): boolean => /^[a-z\d_-]+(\.[a-z\d_-]+)*\.?$/.test(host) && isIP(host) === 0
