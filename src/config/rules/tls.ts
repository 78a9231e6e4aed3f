/** The files of the TLS listener: readable, certificates and a key, and a pair. */

import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import { readCertificate, readKey, warnOfDates } from './pem.ts'

export const tlsRules: readonly Rule[] = [
  {
    check: (config, report) => config.server.tls && checkFiles(config.server.tls, report),
  },
]

type Tls = NonNullable<Config['server']['tls']>

function checkFiles(tls: Tls, report: Report): void {
  const at = (name: keyof Tls) => ['server', 'tls', name]
  const certificate = readCertificate(tls.cert, at('cert'), report)
  const key = readKey(tls.key, at('key'), report)
  const ca = tls.client_ca === undefined ? undefined : readCertificate(tls.client_ca, at('client_ca'), report)
  if (certificate && key && !certificate.checkPrivateKey(key)) {
    report.error(at('key'), 'is not the key of the certificate in server.tls.cert')
  }
  if (certificate) warnOfDates(certificate, at('cert'), report)
  if (ca) warnOfDates(ca, at('client_ca'), report)
}
