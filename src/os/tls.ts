/** TLS for listeners: what `Bun.serve({ tls })` needs, with modern suites only. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Config } from '../config/schema.ts'

type TlsConfig = NonNullable<Config['server']['tls']>

/**
 * TLS 1.2 with forward secrecy and AEAD only (RFC 9325, section 4.2; Mozilla's "intermediate" profile). TLS 1.3 suites
 * are all of that kind and are not configured here.
 */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')
/** SSL_OP_NO_TLSv1_2 of openssl/ssl.h: the runtime has no other switch for a minimum of 1.3. */
export const NO_TLS_1_2 = 0x08000000

interface TlsOptions extends Bun.TLSOptions {
  readonly cert: Buffer
  readonly key: Buffer
}

/** @throws what reading the files throws */
export function tlsOptions({ cert, key, client_ca, min_version }: TlsConfig): TlsOptions {
  return {
    cert: readFileSync(cert),
    key: readFileSync(key),
    ciphers: CIPHERS,
    ...(min_version === '1.3' && { secureOptions: NO_TLS_1_2 }),
    ...(client_ca !== undefined && {
      ca: readFileSync(client_ca),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  }
}

/** The same for equal options, and different for others; tells nothing of the key. */
export const tlsIdentity = (options: Bun.TLSOptions): string =>
  createHash('sha256').update(JSON.stringify(options)).digest('hex')
