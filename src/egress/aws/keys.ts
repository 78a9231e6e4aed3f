/** AWS credentials, and what the credential services of containers and instances say of them. */

import { CredentialsError, isToken, parseObject } from '../authorize.ts'
import type { Perishable } from '../renewed.ts'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
}

/** @throws {CredentialsError} when a part is missing or cannot stand in a header */
export function credentialsFrom(
  given: { readonly id: unknown; readonly secret: unknown; readonly token: unknown },
  what: string,
): AwsCredentials {
  const { id, secret, token } = given
  if (!isToken(id) || !isToken(secret) || !(token === undefined || isToken(token))) {
    throw new CredentialsError(`${what}_incomplete`)
  }
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: token }
}

/** @throws {CredentialsError} */
export function parseAnswer(text: string, what: string): Perishable<AwsCredentials> {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = parseObject(text, what)
  const value = credentialsFrom({ id: AccessKeyId, secret: SecretAccessKey, token: Token }, what)
  const expiresAt = Date.parse(String(Expiration))
  if (Number.isNaN(expiresAt)) throw new CredentialsError(`${what}_incomplete`)
  return { value, expiresAt }
}
