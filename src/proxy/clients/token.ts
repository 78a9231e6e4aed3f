/** JSON Web Tokens (RFC 7519) as credentials: checked by `jose`, read into what a client is and may use. */

import { readFileSync } from 'node:fs'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose'
import type { Config } from '../../config/schema.ts'
import { type EgressFor, fetchBy } from '../../egress/egress.ts'
import { ProxyError } from '../errors.ts'
import { type Access, accessOf } from './access.ts'

type JwtConfig = NonNullable<Config['jwt']>

export interface TokenClaims {
  readonly name: string
  readonly access: Access
}

/** @returns undefined for a text that is no valid token of ours @throws {ProxyError} when it cannot be checked */
export type CheckToken = (token: string) => Promise<TokenClaims | undefined>

/** Three parts of base64url (RFC 7515, section 7.1): whatever else it is, it is no provider's key. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** Printable and short: it goes to the log. */
const NAME = /^[\x21-\x7e]{1,128}$/
/** Of jose: the key set did not come, was no 200, or is none. */
const NO_KEYS = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID'])
const FETCH_TIMEOUT_MS = 5000

export function createCheckToken(config: JwtConfig, egressFor: EgressFor): CheckToken {
  const verify = createVerify(config, egressFor)
  return async (token) => {
    if (!COMPACT.test(token)) return undefined
    try {
      return claimsOf(await verify(token), config)
    } catch (cause) {
      if (cause instanceof errors.JOSEError && !NO_KEYS.has(cause.code)) return undefined
      throw new ProxyError('unauthorized', {
        cause,
        detail: 'The keys for tokens cannot be read at the moment.',
      })
    }
  }
}

/** Whether a text is a token for this audience, good or not: it was meant for us, and is nobody else's to see. */
export function isMeantFor(audience: string, text: string): boolean {
  if (!COMPACT.test(text)) return false
  try {
    return [decodeJwt(text).aud].flat().includes(audience)
  } catch {
    return false
  }
}

/** The kind of key decides the algorithm, never the token (RFC 8725, section 3.1). */
function createVerify(config: JwtConfig, egressFor: EgressFor): (token: string) => Promise<JWTPayload> {
  const common = {
    audience: config.audience,
    clockTolerance: config.clock_skew / 1000,
    requiredClaims: ['exp', config.name_claim],
    ...(config.issuer !== undefined && { issuer: config.issuer }),
  }
  if (config.secret) {
    const secret = new TextEncoder().encode(config.secret.reveal())
    return async (token) => (await jwtVerify(token, secret, { ...common, algorithms: ['HS256'] })).payload
  }
  const keys =
    config.jwks_url === undefined
      ? createLocalJWKSet(JSON.parse(readFileSync(config.jwks_file ?? '', 'utf8')))
      : remoteKeys(new URL(config.jwks_url), config.cache, egressFor)
  const algorithms = ['RS256', 'EdDSA']
  return async (token) => (await jwtVerify(token, keys, { ...common, algorithms })).payload
}

/**
 * Jose knows the age of a key set by the clock alone: when that is set back, a set would be fresh until the clock is there
 * again, and the keys of tokens that were made since would not be looked for. A new set begins with a look.
 */
function remoteKeys(url: URL, cacheMaxAge: number, egressFor: EgressFor): JWTVerifyGetKey {
  const egress = egressFor(url)
  let fetchedAt = 0
  const create = () =>
    createRemoteJWKSet(url, {
      timeoutDuration: FETCH_TIMEOUT_MS,
      cacheMaxAge,
      [customFetch]: async (_url, init) => {
        const response = await fetchBy(egress, url, init)
        fetchedAt = Date.now()
        return response
      },
    })
  let keys = create()
  return (header, token) => {
    if (Date.now() < fetchedAt) {
      fetchedAt = 0
      keys = create()
    }
    return keys(header, token)
  }
}

function claimsOf(payload: JWTPayload, config: JwtConfig): TokenClaims | undefined {
  const name = payload[config.name_claim]
  if (typeof name !== 'string' || !NAME.test(name)) return undefined
  const list = (claim: string | undefined) => (claim === undefined ? undefined : listOf(payload[claim]))
  const access = accessOf({
    providers: list(config.providers_claim),
    models: list(config.models_claim),
    endpoints: list(config.endpoints_claim),
  })
  return { name, access }
}

/** A list, or words between spaces as in `scope` (RFC 8693, section 4.2). A claim that is not there allows nothing. */
function listOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '')
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []
}
