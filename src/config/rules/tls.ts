/** The files of the TLS listener: readable, certificates and a key, and a pair. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileProblem } from '../file-problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'

export const tlsRules: readonly Rule[] = [
  {
    check: (config, report) => config.server.tls && checkFiles(config.server.tls, report),
  },
]

type Tls = NonNullable<Config['server']['tls']>
type FileKey = 'cert' | 'key' | 'client_ca'

function checkFiles(tls: Tls, report: Report): void {
  const certificate = read(tls, 'cert', firstCertificate, report)
  const key = read(tls, 'key', createPrivateKey, report)
  const ca = tls.client_ca === undefined ? undefined : read(tls, 'client_ca', firstCertificate, report)
  if (certificate && key && !belongTogether(certificate, key)) {
    report.error(['server', 'tls', 'key'], 'is not the key of the certificate in server.tls.cert')
  }
  if (certificate) warnOfDates(certificate, 'cert', report)
  if (ca) warnOfDates(ca, 'client_ca', report)
}

/** The first certificate is the server's own; those after it are its chain (RFC 8446, 4.4.2). */
const firstCertificate = (pem: Buffer): X509Certificate => new X509Certificate(pem)

function read<T>(tls: Tls, name: FileKey, parse: (pem: Buffer) => T, report: Report): T | undefined {
  const path = ['server', 'tls', name]
  let content: Buffer
  try {
    content = readFileSync(tls[name] ?? '')
  } catch (error) {
    report.error(path, fileProblem('read', tls[name] ?? '', error))
    return undefined
  }
  try {
    return parse(content)
  } catch {
    // The parser's own words may quote the content.
    const kind = name === 'key' ? 'an unencrypted private key' : 'a certificate'
    report.error(path, `${JSON.stringify(tls[name])} holds no PEM of ${kind}`)
    return undefined
  }
}

const belongTogether = (certificate: X509Certificate, key: KeyObject): boolean =>
  certificate.checkPrivateKey(key)

function warnOfDates(certificate: X509Certificate, name: FileKey, report: Report): void {
  const path = ['server', 'tls', name]
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)]
  if (to.getTime() < Date.now()) report.warning(path, `the certificate expired on ${day(to)}`)
  if (from.getTime() > Date.now()) report.warning(path, `the certificate is not valid before ${day(from)}`)
}
