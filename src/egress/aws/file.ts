/**
 * The shared credentials file of AWS's tools.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */

import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AwsConfig } from '../../config/schema-cloud.ts'
import type { Env } from '../../config/secrets.ts'
import { CredentialsError } from '../authorize.ts'
import { type AwsCredentials, credentialsFrom } from './keys.ts'

/** Which file and profile; what the configuration does not say is where AWS's tools look. */
const credentialsFile = ({ credentials_file, profile }: AwsConfig, env: Env) => ({
  file:
    credentials_file ?? (env.AWS_SHARED_CREDENTIALS_FILE || join(env.HOME ?? homedir(), '.aws/credentials')),
  profile: profile ?? (env.AWS_PROFILE || 'default'),
})

/** @throws {CredentialsError} */
export function fileCredentials(config: AwsConfig, env: Env): AwsCredentials {
  const { file, profile } = credentialsFile(config, env)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CredentialsError('credentials_file_unreadable', { cause })
  }
  const keys = profileOf(text, profile)
  if (!keys) throw new CredentialsError('profile_not_in_credentials_file')
  return credentialsFrom(
    {
      id: keys.get('aws_access_key_id'),
      secret: keys.get('aws_secret_access_key'),
      token: keys.get('aws_session_token'),
    },
    'profile',
  )
}

/** The settings below `[name]`; of a profile that is there twice, both. Lines that are indented are nested, and not ours. */
function profileOf(text: string, name: string): ReadonlyMap<string, string> | undefined {
  let found: Map<string, string> | undefined
  let isInside = false
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[\s*(.*?)\s*\]/.exec(line)?.[1]
    if (header !== undefined) {
      isInside = header === name
      if (isInside) found ??= new Map()
      continue
    }
    const [, key, value] = /^([^\s#;=]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (isInside && key !== undefined && value !== undefined) found?.set(key.toLowerCase(), value)
  }
  return found
}
