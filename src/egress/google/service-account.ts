/**
 * Access tokens for a Google service account's key: a signed assertion for a token (RFC 7523, section 2.1).
 * https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */

import { readFileSync } from 'node:fs'
import { importPKCS8, SignJWT } from 'jose'
import { isLoopbackHost } from '../../config/address.ts'
import { isInnerHost } from '../../config/inner-address.ts'
import { askFor, CredentialsError, isToken, parseObject } from '../authorize.ts'
import { type EgressFor, fetchBy } from '../egress.ts'
import type { Perishable } from '../renewed.ts'
import { parseToken } from './token.ts'

export interface ServiceAccount {
  readonly email: string
  readonly privateKey: string
  readonly keyId: string | undefined
  readonly tokenUri: URL
}

const TOKEN_URI = 'https://oauth2.googleapis.com/token'
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const WHAT = 'token_endpoint'
const TIMEOUT_MS = 10_000

/** @throws {CredentialsError} for a file that is none, without a word of its content */
export function readServiceAccount(file: string): ServiceAccount {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CredentialsError('key_file_unreadable', { cause })
  }
  const {
    type,
    client_email,
    private_key,
    private_key_id,
    token_uri = TOKEN_URI,
  } = parseObject(text, 'key_file')
  if (type !== 'service_account' || !isToken(client_email) || typeof private_key !== 'string') {
    throw new CredentialsError('key_file_no_service_account')
  }
  const tokenUri = URL.parse(String(token_uri))
  const isSafe = tokenUri?.protocol === 'https:' || isLoopbackHost(tokenUri?.hostname ?? '')
  if (!tokenUri || !isSafe || isInnerHost(tokenUri.hostname)) throw new CredentialsError('key_file_token_uri')
  return {
    email: client_email,
    privateKey: private_key,
    keyId: isToken(private_key_id) ? private_key_id : undefined,
    tokenUri,
  }
}

/** By the way of `[egress]`. @throws {CredentialsError} */
export async function serviceAccountToken(
  file: string,
  scope: string,
  egressFor: EgressFor,
): Promise<Perishable<string>> {
  // Read each time: a new key needs no reload.
  const account = readServiceAccount(file)
  const { tokenUri } = account
  const body = new URLSearchParams({ grant_type: GRANT, assertion: await assertionOf(account, scope) })
  const text = await askFor(
    WHAT,
    (signal) =>
      fetchBy(egressFor(tokenUri), tokenUri, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: body.toString(),
        signal,
        redirect: 'error',
      }),
    TIMEOUT_MS,
  )
  return parseToken(text, WHAT)
}

async function assertionOf(account: ServiceAccount, scope: string): Promise<string> {
  try {
    const key = await importPKCS8(account.privateKey, 'RS256')
    return await new SignJWT({ scope })
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'JWT',
        ...(account.keyId !== undefined && { kid: account.keyId }),
      })
      .setIssuer(account.email)
      .setAudience(account.tokenUri.href)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key)
  } catch {
    // Its words, or its cause, may hold the key.
    throw new CredentialsError('key_file_private_key')
  }
}
