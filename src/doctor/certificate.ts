/** The certificate of the listener: dates, key, chain, and who may read the key. */

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { fileProblem } from '../config/file-problem.ts'
import type { Config } from '../config/schema.ts'
import { type Diagnosis, fail, ok, warn } from './check.ts'

const DAY_MS = 86_400_000
/** What renewal usually leaves: Let's Encrypt's certificates are renewed with 30 days left. */
const SOON_DAYS = 21
const SUBJECT = 'certificate'

export function checkCertificate({ server: { tls } }: Config, now = Date.now()): Diagnosis[] {
  if (!tls) return [ok('tls', 'off: loopback and unix sockets alone, or insecure_http')]
  let chain: X509Certificate[]
  let key: ReturnType<typeof createPrivateKey>
  try {
    chain = certificatesIn(readFileSync(tls.cert, 'utf8'))
    key = createPrivateKey(readFileSync(tls.key))
  } catch (error) {
    const file = error instanceof Error && 'path' in error ? String(error.path) : tls.cert
    return [
      fail(SUBJECT, fileProblem('read', file, error), 'run this as root, or as the account of the service'),
    ]
  }
  const [own] = chain
  if (!own)
    return [fail(SUBJECT, `${tls.cert} holds no certificate`, 'put the certificate and its chain there')]
  return [
    checkDates(own, now),
    own.checkPrivateKey(key)
      ? ok('key', 'belongs to the certificate')
      : fail('key', 'is not the key of the certificate', 'put the pair in place, then reload'),
    checkChain(chain),
    checkKeyMode(tls.key),
  ]
}

const certificatesIn = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  )

function checkDates(own: X509Certificate, now: number): Diagnosis {
  const [from, to] = [Date.parse(own.validFrom), Date.parse(own.validTo)]
  const day = (time: number) => new Date(time).toISOString().slice(0, 10)
  if (to < now) return fail(SUBJECT, `expired on ${day(to)}`, 'renew it; a new file is noticed by itself')
  if (from > now) return fail(SUBJECT, `not valid before ${day(from)}`, 'wait, or set the clock')
  const days = Math.floor((to - now) / DAY_MS)
  return days < SOON_DAYS
    ? warn(SUBJECT, `ends in ${days} days`, 'renew it; a new file is noticed by itself')
    : ok(SUBJECT, `valid until ${day(to)}, for ${own.subjectAltName ?? own.subject}`)
}

/** Each certificate is issued by the one after it (RFC 8446, 4.4.2). */
function checkChain(chain: readonly X509Certificate[]): Diagnosis {
  const broken = chain.findIndex((each, index) => {
    const issuer = chain[index + 1]
    return issuer !== undefined && !(each.checkIssued(issuer) && each.verify(issuer.publicKey))
  })
  if (broken !== -1) {
    return fail('chain', `certificate ${broken + 1} is not issued by the one after it`, 'put them in order')
  }
  const [own] = chain
  if (chain.length > 1) return ok('chain', `${chain.length} certificates`)
  return own?.checkIssued(own)
    ? warn('chain', 'self-signed', 'clients must be given the certificate; or use one of a CA')
    : warn(
        'chain',
        'no intermediate certificates',
        'clients that do not know the issuer will refuse; use fullchain.pem',
      )
}

function checkKeyMode(file: string): Diagnosis {
  const mode = statSync(file).mode & 0o777
  return (mode & 0o007) === 0
    ? ok('key file', `mode ${mode.toString(8)}`)
    : fail('key file', `mode ${mode.toString(8)}: anybody on this host can read it`, `chmod o= ${file}`)
}
