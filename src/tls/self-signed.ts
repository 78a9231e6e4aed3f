/**
 * A self-signed certificate, by the runtime's own crypto: for a first start, for tests and for closed networks whose
 * clients are given the certificate. Own code, since the libraries for it bring a dependency-injection container and a
 * patch of the global `Reflect` into the executable.
 */

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bits, element, integer, octets, oid, sequence, set, TRUE, time, utf8 } from './der.ts'

export interface SelfSignedOptions {
  /** DNS names and IP addresses that it is good for; the first is its common name. */
  readonly names: readonly string[]
  readonly days: number
  readonly now?: Date
}

export interface CertificateFiles {
  /** PEM. */
  readonly certificate: string
  /** PEM, PKCS #8, not encrypted. */
  readonly key: string
}

const DAY_MS = 86_400_000
/** For clocks that are behind. */
const BACKDATED_MS = 3_600_000
const SERIAL_BYTES = 16
/** RFC 5280, appendix A.1: ub-common-name. */
const MOST_NAME_CHARS = 64
const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'))

/** An ECDSA key on P-256, and a certificate that is its own CA (RFC 5280). @throws {RangeError} without a name */
export function selfSigned({ names, days, now = new Date() }: SelfSignedOptions): CertificateFiles {
  const [first] = names
  if (first === undefined) throw new RangeError('a certificate needs a name')
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicInfo = publicKey.export({ type: 'spki', format: 'der' })
  const subject = sequence(set(sequence(oid('2.5.4.3'), utf8(first.slice(0, MOST_NAME_CHARS)))))
  const from = new Date(now.getTime() - BACKDATED_MS)
  const to = new Date(now.getTime() + days * DAY_MS)
  // The first bit is off, so that the number is positive and has no byte too many (4.1.2.2).
  const serial = randomBytes(SERIAL_BYTES)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const content = sequence(
    element(0xa0, integer(Buffer.of(2))),
    integer(serial),
    ECDSA_WITH_SHA256,
    subject,
    sequence(time(from), time(to)),
    subject,
    publicInfo,
    element(0xa3, extensions(names, publicInfo)),
  )
  const signature = sign('sha256', content, privateKey)
  return {
    certificate: pem('CERTIFICATE', sequence(content, ECDSA_WITH_SHA256, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** RFC 5280, 4.2.1. It is its own CA, so that a client can be told to trust it. */
function extensions(names: readonly string[], publicInfo: Buffer): Buffer {
  const id = createHash('sha1').update(publicInfo).digest()
  const extension = (id: string, critical: boolean, value: Buffer) =>
    sequence(oid(id), ...(critical ? [TRUE] : []), octets(value))
  return sequence(
    extension('2.5.29.19', true, sequence(TRUE)),
    // digitalSignature and keyCertSign: bits 0 and 5.
    extension('2.5.29.15', true, bits(Buffer.of(0b1000_0100), 2)),
    extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.14', false, octets(id)),
    extension('2.5.29.17', false, sequence(...names.map(alternativeName))),
  )
}

function alternativeName(name: string): Buffer {
  const kind = isIP(name)
  return kind === 0 ? element(0x82, Buffer.from(name)) : element(0x87, addressBytes(name, kind))
}

function addressBytes(address: string, kind: number): Buffer {
  if (kind === 4) return Buffer.from(address.split('.').map(Number))
  // The runtime writes addresses in one way: eight groups or "::", no dotted quad.
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const [before, after] = [groups(head), groups(tail ?? '')]
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
