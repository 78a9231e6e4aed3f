/**
 * Signatures as in Standard Webhooks (https://www.standardwebhooks.com), for which there are libraries in most
 * languages: HMAC-SHA-256 over `id.timestamp.body`. The id is the same in every try, so that a receiver can drop what
 * it has already; the timestamp is that of the try, so that it can refuse what is old.
 */

import { createHmac } from 'node:crypto'

const BASE64_PREFIX = 'whsec_'

/** @param secret `whsec_` and base64, or any text, whose bytes are the key */
export function signedHeaders(
  id: string,
  seconds: number,
  body: string,
  secret: string,
): Record<string, string> {
  const key = secret.startsWith(BASE64_PREFIX)
    ? Buffer.from(secret.slice(BASE64_PREFIX.length), 'base64')
    : Buffer.from(secret)
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-signature': `v1,${signature}` }
}
