/**
 * Credentials of an ECS task or an EKS pod.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */

import { readFileSync } from 'node:fs'
import { isLoopbackHost } from '../../config/address.ts'
import type { Env } from '../../config/secrets.ts'
import { askFor, CredentialsError } from '../authorize.ts'
import { DIRECT, fetchBy } from '../egress.ts'
import type { Perishable } from '../renewed.ts'
import { type AwsCredentials, parseAnswer } from './keys.ts'

const ENDPOINT = 'http://169.254.170.2'
/** ECS's, and EKS's in both families. */
const KNOWN_HOSTS = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]']
const WHAT = 'container_credentials'
const TIMEOUT_MS = 2000

/** Never through an egress proxy. @throws {CredentialsError} */
export async function containerCredentials(env: Env): Promise<Perishable<AwsCredentials>> {
  const url = endpointOf(env)
  const authorization = authorizationOf(env)
  const text = await askFor(
    WHAT,
    (signal) =>
      fetchBy(DIRECT, url, {
        headers: { accept: 'application/json', ...(authorization !== undefined && { authorization }) },
        signal,
        redirect: 'error',
      }),
    TIMEOUT_MS,
  )
  return parseAnswer(text, WHAT)
}

function endpointOf(env: Env): URL {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env
  if (relative) return new URL(`${ENDPOINT}${relative.startsWith('/') ? '' : '/'}${relative}`)
  if (!full) throw new CredentialsError(`${WHAT}_uri_not_set`)
  const url = URL.parse(full)
  // A token goes there: in the clear only to this host, or to AWS's own addresses.
  const isTrusted =
    url?.protocol === 'https:' ||
    isLoopbackHost(url?.hostname ?? '') ||
    KNOWN_HOSTS.includes(url?.hostname ?? '')
  if (!url || !isTrusted) throw new CredentialsError(`${WHAT}_uri_refused`)
  return url
}

/** The file is written anew while we run, so that it is read each time. */
function authorizationOf(env: Env): string | undefined {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  let token = env.AWS_CONTAINER_AUTHORIZATION_TOKEN || undefined
  if (file) {
    try {
      token = readFileSync(file, 'utf8').trim()
    } catch (cause) {
      throw new CredentialsError(`${WHAT}_token_file_unreadable`, { cause })
    }
  }
  if (token === undefined || /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(token)) return token
  throw new CredentialsError(`${WHAT}_token_unusable`)
}
