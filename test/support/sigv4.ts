/**
 * A second opinion on AWS Signature Version 4, written from the specification and not from the library that signs: what
 * a request's signature should be, from the request as it came over the wire.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

import { createHash, createHmac } from 'node:crypto'
import { type HeaderList, headerValues } from './wire/http-message.ts'

export interface SignedRequest {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly body: Uint8Array
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Uint8Array, data: string) => createHmac('sha256', key).update(data).digest()
/** RFC 3986, section 2.3: everything else is encoded. */
const encode = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte)
      return /[\w.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

/** @returns what is wrong with the signature, or who signed for what */
export function verifySignature(request: SignedRequest, secretOf: (keyId: string) => string | undefined) {
  const header = (name: string) =>
    headerValues(request.headers, name)
      .map((value) => value.trim().replace(/ +/g, ' '))
      .join(',')
  const { keyId, day, region, service, names, signature } =
    /^AWS4-HMAC-SHA256 Credential=(?<keyId>[^/]+)\/(?<day>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request, ?SignedHeaders=(?<names>[\w;-]+), ?Signature=(?<signature>[\da-f]{64})$/.exec(
      header('authorization'),
    )?.groups ?? {}
  if (keyId === undefined || names === undefined) return 'no signature'
  const date = header('x-amz-date')
  if (!date.startsWith(day ?? '')) return 'another day'
  const signedNames = names.split(';')
  const mustBeSigned = request.headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => /^(host|x-amz-.*)$/.test(name))
  const unsigned = mustBeSigned.find((name) => !signedNames.includes(name))
  if (unsigned !== undefined) return `${unsigned} is not signed`
  const claimed = header('x-amz-content-sha256')
  if (claimed !== '' && claimed !== sha256(request.body)) return 'another body'

  const [path = '', query = ''] = request.target.split('?')
  const parameters = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`
    })
    .sort()
  const canonical = [
    request.method,
    path.split('/').map(encode).join('/'),
    parameters.join('&'),
    ...signedNames.map((name) => `${name}:${header(name)}`),
    '',
    names,
    sha256(request.body),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const secret = secretOf(keyId)
  if (secret === undefined) return 'unknown key'
  const key = [region, service, 'aws4_request'].reduce(
    (below, part) => hmac(below, part ?? ''),
    hmac(`AWS4${secret}`, day ?? ''),
  )
  const expected = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return expected === signature
    ? { keyId, region, service, token: header('x-amz-security-token') || undefined }
    : 'another signature'
}
