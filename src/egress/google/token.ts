/** What Google's token endpoint and metadata server say (RFC 6749, section 5.1). */

import { CredentialsError, isToken, parseObject } from '../authorize.ts'
import type { Perishable } from '../renewed.ts'

/** @throws {CredentialsError} */
export function parseToken(text: string, what: string): Perishable<string> {
  const { access_token, expires_in } = parseObject(text, what)
  const seconds = Number(expires_in)
  if (!isToken(access_token) || !Number.isFinite(seconds) || seconds <= 0) {
    throw new CredentialsError(`${what}_incomplete`)
  }
  return { value: access_token, expiresAt: Date.now() + seconds * 1000 }
}
