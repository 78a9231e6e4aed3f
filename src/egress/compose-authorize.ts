/** Builds what authorizes a provider's requests from the configuration. */

import type { Config } from '../config/schema.ts'
import type { Env } from '../config/secrets.ts'
import type { Authorize } from './authorize.ts'
import { awsCredentials } from './aws/credentials.ts'
import { awsAuthorize, regionOf } from './aws/sign.ts'
import type { EgressFor } from './egress.ts'
import { metadataToken } from './google/metadata.ts'
import { serviceAccountToken } from './google/service-account.ts'
import { createRenewed } from './renewed.ts'

type ProviderConfig = Config['providers'][string]
type CloudConfig = Pick<ProviderConfig, 'aws' | 'google'>

/** @returns undefined for a provider that has neither */
export type AuthorizeFor = (baseUrl: URL, provider: CloudConfig) => Authorize | undefined

/** Google gives tokens of an hour, and the same one again until five minutes before its end. */
const EARLY_MS = 4 * 60_000

export function createAuthorizeFor(env: Env, egressFor: EgressFor): AuthorizeFor {
  return (baseUrl, { aws, google }) => {
    if (aws) {
      return awsAuthorize({
        credentials: awsCredentials(aws, env),
        region: aws.region ?? regionOf(baseUrl) ?? '',
        service: aws.service,
      })
    }
    if (!google) return undefined
    const { key_file: file, scope } = google
    const token = createRenewed({
      obtain: () => (file === undefined ? metadataToken(env) : serviceAccountToken(file, scope, egressFor)),
      earlyMs: EARLY_MS,
    })
    return async ({ headers }) => headers.set('authorization', `Bearer ${await token()}`)
  }
}
