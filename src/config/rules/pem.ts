/** PEM files that the configuration names: readable, and of the kind that is asked for. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileProblem } from '../file-problem.ts'
import type { Path } from '../problem.ts'
import type { Report } from '../rules.ts'

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** The first certificate is the owner's; those after it are its chain (RFC 8446, 4.4.2). */
export const readCertificate = (file: string, path: Path, report: Report): X509Certificate | undefined =>
  read(file, path, 'a certificate', (pem) => new X509Certificate(pem), report)

/** All certificates of a bundle, of which none may be broken. */
export const readBundle = (file: string, path: Path, report: Report): X509Certificate[] | undefined =>
  read(
    file,
    path,
    'certificates',
    (pem) => {
      const blocks = pem.toString('latin1').match(BLOCK) ?? []
      if (blocks.length === 0) throw new Error('no certificate')
      return blocks.map((block) => new X509Certificate(block))
    },
    report,
  )

export const readKey = (file: string, path: Path, report: Report): KeyObject | undefined =>
  read(file, path, 'an unencrypted private key', createPrivateKey, report)

function read<T>(
  file: string,
  path: Path,
  kind: string,
  parse: (pem: Buffer) => T,
  report: Report,
): T | undefined {
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    report.error(path, fileProblem('read', file, error))
    return undefined
  }
  try {
    return parse(content)
  } catch {
    // The parser's own words may quote the content.
    report.error(path, `${JSON.stringify(file)} holds no PEM of ${kind}`)
    return undefined
  }
}

export function warnOfDates(certificate: X509Certificate, path: Path, report: Report): void {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)]
  if (to.getTime() < Date.now()) report.warning(path, `the certificate expired on ${day(to)}`)
  if (from.getTime() > Date.now()) report.warning(path, `the certificate is not valid before ${day(from)}`)
}
