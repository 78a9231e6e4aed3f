/**
 * AWS Signature Version 4 by `aws4fetch`, over the bytes as they are sent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import type { Authorize } from '../authorize.ts'
import type { AwsCredentials } from './keys.ts'

interface SignOptions {
  readonly credentials: () => Promise<AwsCredentials>
  readonly region: string
  /** The signing name, e.g. `bedrock`. */
  readonly service: string
  readonly now?: () => Date
}

/** A client's own signature is over another host; what is left of it would be signed or believed. */
const OF_A_SIGNATURE =
  /^(authorization|x-amz-(date|security-token|content-sha256|algorithm|credential|signature|signedheaders|expires))$/

export function awsAuthorize({
  credentials,
  region,
  service,
  now = () => new Date(),
}: SignOptions): Authorize {
  /** Signing keys hold for a day; those of credentials that were replaced go with them. */
  let keys:
    | { readonly of: AwsCredentials; readonly day: string; readonly cache: Map<string, ArrayBuffer> }
    | undefined

  return async ({ method, url, headers, body }) => {
    const current = await credentials()
    const datetime = now()
      .toISOString()
      .replaceAll(/[:-]|\.\d{3}/g, '')
    const day = datetime.slice(0, 8)
    if (keys?.of !== current || keys.day !== day) keys = { of: current, day, cache: new Map() }
    for (const name of [...headers.keys()]) if (OF_A_SIGNATURE.test(name)) headers.delete(name)
    headers.set('x-amz-content-sha256', sha256(body))
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      // Host and AWS's own: the connection may change others.
      headers: [...headers].filter(([name]) => name.startsWith('x-amz-')),
      ...(body && { body }),
      accessKeyId: current.accessKeyId,
      secretAccessKey: current.secretAccessKey,
      ...(current.sessionToken !== undefined && { sessionToken: current.sessionToken }),
      region,
      service,
      datetime,
      cache: keys.cache,
    })
    const signed = await signer.sign()
    for (const name of ['authorization', 'x-amz-date', 'x-amz-security-token']) {
      const value = signed.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
  }
}

const sha256 = (body: Uint8Array | undefined): string =>
  createHash('sha256')
    .update(body ?? '')
    .digest('hex')

/** e.g. `bedrock-runtime.eu-central-1.amazonaws.com`, also of China, FIPS, dual stack and VPC endpoints. */
export const regionOf = ({ hostname }: URL): string | undefined =>
  /\.([a-z]{2,3}(?:-[a-z]+){1,2}-\d+)\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/.exec(
    hostname,
  )?.[1]
