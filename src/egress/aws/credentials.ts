/** Where AWS credentials come from: the configuration, the environment, the shared file, or the host's own service. */

import type { AwsConfig } from '../../config/schema-cloud.ts'
import type { Env } from '../../config/secrets.ts'
import { createRenewed } from '../renewed.ts'
import { containerCredentials } from './container.ts'
import { fileCredentials } from './file.ts'
import { instanceCredentials } from './instance.ts'
import { type AwsCredentials, credentialsFrom } from './keys.ts'

/** AWS gives new ones at least five minutes before the old ones end. */
const EARLY_MS = 5 * 60_000
/** How long a shared credentials file is believed without another look. */
const FILE_MS = 60_000

/** @returns credentials that are good now. Rejects with a `CredentialsError` */
export function awsCredentials(config: AwsConfig, env: Env): () => Promise<AwsCredentials> {
  switch (config.credentials) {
    case 'static': {
      const credentials = {
        accessKeyId: config.access_key_id?.reveal() ?? '',
        secretAccessKey: config.secret_access_key?.reveal() ?? '',
        sessionToken: config.session_token?.reveal(),
      }
      return async () => credentials
    }
    case 'environment':
      return async () =>
        credentialsFrom(
          {
            id: env.AWS_ACCESS_KEY_ID,
            secret: env.AWS_SECRET_ACCESS_KEY,
            token: env.AWS_SESSION_TOKEN || undefined,
          },
          'environment',
        )
    case 'file':
      return createRenewed({
        obtain: async () => ({ value: fileCredentials(config, env), expiresAt: Date.now() + FILE_MS }),
        earlyMs: FILE_MS / 2,
      })
    case 'container':
      return createRenewed({ obtain: () => containerCredentials(env), earlyMs: EARLY_MS })
    case 'instance':
      return createRenewed({ obtain: () => instanceCredentials(env), earlyMs: EARLY_MS })
  }
}
