/**
 * Addresses that carry a signature: whoever has one may fetch what it names, so that no scanner must get it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * https://cloud.google.com/storage/docs/authentication/signatures
 * https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
 */

import { readSeal } from './seal.ts'

const TIME = /^(?:\d{8}T\d{6}Z|\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?|\d{1,12})$/
const HEX = /^[0-9a-f]{32,1024}$/i
/** Shorter noise cannot be told from words. */
const SHORTEST_SEAL = 40

const isSeal = (value: string): boolean =>
  HEX.test(value) ||
  // CloudFront has characters of its own for those that base64 has.
  (value.length >= SHORTEST_SEAL &&
    readSeal(value.replace(/[-_~]+$/, '').replaceAll('~', '_')).kind === 'media')
const looksLike = (pattern: RegExp) => (value: string) => pattern.test(value)

/** What the parameters of a signature look like, by their names in small letters. */
const PARAMETERS: Readonly<Record<string, ((value: string) => boolean) | undefined>> = Object.assign(
  Object.create(null),
  ...(['x-amz', 'x-goog'] as const).map((vendor) => ({
    [`${vendor}-algorithm`]: looksLike(/^[A-Z]{3,4}\d-[A-Z\d]{3,5}-SHA\d{3}$/),
    [`${vendor}-credential`]: looksLike(
      /^[\w.@-]{4,128}\/\d{8}\/[a-z]{2,9}(?:-[a-z]{3,12}){0,2}(?:-?\d)?\/[a-z\d]{2,10}\/[a-z\d]{4,5}_request$/,
    ),
    [`${vendor}-date`]: looksLike(TIME),
    [`${vendor}-expires`]: looksLike(TIME),
    [`${vendor}-signedheaders`]: looksLike(/^host$/),
    [`${vendor}-signature`]: isSeal,
    [`${vendor}-security-token`]: isSeal,
  })),
  { awsaccesskeyid: looksLike(/^[A-Z\d]{16,32}$/), 'key-pair-id': looksLike(/^[A-Z\d]{10,32}$/) },
  { expires: looksLike(TIME), signature: isSeal, sig: isSeal },
  {
    se: looksLike(TIME),
    st: looksLike(TIME),
    sv: looksLike(TIME),
    skt: looksLike(TIME),
    ske: looksLike(TIME),
  },
  { skv: looksLike(TIME), sp: looksLike(/^[a-z]{1,8}$/), sr: looksLike(/^[a-z]{1,2}$/) },
  { spr: looksLike(/^https(?:,http)?$/), sks: looksLike(/^b$/) },
  { skoid: looksLike(/^[\da-f-]{36}$/), sktid: looksLike(/^[\da-f-]{36}$/) },
)

/** An address without what belongs to its signature; itself where it has none. */
export function withoutSignature(address: string): string {
  const at = address.indexOf('?')
  if (at === -1) return address
  const pairs = address.slice(at + 1).split('&')
  const kept = pairs.filter((pair) => !isOfSignature(pair))
  if (kept.length === pairs.length) return address
  return kept.length === 0 ? address.slice(0, at) : `${address.slice(0, at + 1)}${kept.join('&')}`
}

function isOfSignature(pair: string): boolean {
  const equals = pair.indexOf('=')
  const isOne = equals === -1 ? undefined : PARAMETERS[pair.slice(0, equals).toLowerCase()]
  if (isOne === undefined) return false
  try {
    return isOne(decodeURIComponent(pair.slice(equals + 1)))
  } catch {
    return false
  }
}
