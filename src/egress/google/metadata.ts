/**
 * Access tokens of the service account that a Google Cloud host runs under.
 * https://cloud.google.com/compute/docs/access/authenticate-workloads#applications
 */

import type { Env } from '../../config/secrets.ts'
import { askFor } from '../authorize.ts'
import { DIRECT, fetchBy } from '../egress.ts'
import type { Perishable } from '../renewed.ts'
import { parseToken } from './token.ts'

const HOST = 'metadata.google.internal'
const PATH = '/computeMetadata/v1/instance/service-accounts/default/token'
const WHAT = 'google_metadata'
const TIMEOUT_MS = 2000

/**
 * Never through an egress proxy. Upstreams cannot have this address; only we ask it, and only for this path.
 * @param env `GCE_METADATA_HOST`, as for Google's own libraries
 * @throws {CredentialsError}
 */
export async function metadataToken(env: Env): Promise<Perishable<string>> {
  const url = new URL(PATH, `http://${env.GCE_METADATA_HOST || HOST}`)
  const text = await askFor(
    WHAT,
    (signal) => fetchBy(DIRECT, url, { headers: { 'metadata-flavor': 'Google' }, signal, redirect: 'error' }),
    TIMEOUT_MS,
  )
  return parseToken(text, WHAT)
}
