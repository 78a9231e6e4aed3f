/** TLS towards upstreams: whom to trust, who we are, and which public keys the upstream may have. */

import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { checkServerIdentity, getCACertificates, type PeerCertificate } from 'node:tls'
import { NO_TLS_1_2 } from '../os/tls.ts'

export interface TlsSettings {
  readonly ca: string | undefined
  readonly systemCa: boolean
  readonly minVersion: '1.2' | '1.3'
  readonly clientCert: string | undefined
  readonly clientKey: string | undefined
  readonly pins: readonly string[] | undefined
}

/** What fetch and the WebSocket client take. */
export interface ClientTls extends Bun.TLSOptions {
  readonly rejectUnauthorized: true
  readonly checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined
}

/** The certificate is good but its key is none of those that are expected. */
class PinMismatch extends Error {
  override readonly name = 'PinMismatch'
  readonly code = 'ERR_PIN_MISMATCH'
}

/** The environment must not switch verification off (NODE_TLS_REJECT_UNAUTHORIZED). */
export const VERIFIED: ClientTls = { rejectUnauthorized: true }

/**
 * @param host that the certificate must be for
 * @throws what reading the files throws
 */
export function clientTls(settings: TlsSettings, host: string): ClientTls {
  const { ca, systemCa, minVersion, clientCert, clientKey, pins } = settings
  return {
    ...VERIFIED,
    ...(ca !== undefined && { ca: authorities(readFileSync(ca, 'utf8'), systemCa) }),
    ...(clientCert !== undefined && { cert: readFileSync(clientCert, 'utf8') }),
    ...(clientKey !== undefined && { key: readFileSync(clientKey, 'utf8') }),
    ...(minVersion === '1.3' && { secureOptions: NO_TLS_1_2 }),
    ...(pins && { checkServerIdentity: pinned(new Set(pins), host) }),
  }
}

/** `ca` stands in the place of the runtime's own list, which is therefore repeated. */
const authorities = (own: string, withSystem: boolean): string =>
  withSystem ? [own, ...trustedByDefault()].join('\n') : own

/** The runtime has many of them twice, its own and the system's, and reads the whole list for each request. */
const trustedByDefault = (): string[] => [
  ...new Map(getCACertificates('default').map((pem) => [pem.replaceAll(/\s/g, ''), pem])).values(),
]

/** The callback stands in the place of the runtime's own check of the name, which is therefore repeated. */
const pinned =
  (pins: ReadonlySet<string>, host: string) =>
  (_given: string, certificate: PeerCertificate): Error | undefined =>
    checkServerIdentity(host, certificate) ??
    (pins.has(pinOf(new X509Certificate(certificate.raw))) ? undefined : new PinMismatch(host))

/** RFC 7469, section 2.4: the hash of the SubjectPublicKeyInfo, written as curl does. */
export const pinOf = ({ publicKey }: X509Certificate): string =>
  `sha256//${createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')}`
