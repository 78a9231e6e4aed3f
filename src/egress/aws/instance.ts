/**
 * Credentials of an EC2 instance's role, by IMDSv2 alone: version 1 needs no token, which is why it is attacked.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */

import type { Env } from '../../config/secrets.ts'
import { askFor } from '../authorize.ts'
import { DIRECT, fetchBy } from '../egress.ts'
import type { Perishable } from '../renewed.ts'
import { type AwsCredentials, parseAnswer } from './keys.ts'

const ENDPOINT = 'http://169.254.169.254'
const ROLES = '/latest/meta-data/iam/security-credentials/'
const WHAT = 'instance_metadata'
const TIMEOUT_MS = 2000
const TOKEN_SECONDS = '21600'

/**
 * Never through an egress proxy. Upstreams cannot have this address; only we ask it, and only for these paths.
 * @param env `AWS_EC2_METADATA_SERVICE_ENDPOINT`, as for AWS's own SDKs
 * @throws {CredentialsError}
 */
export async function instanceCredentials(env: Env): Promise<Perishable<AwsCredentials>> {
  const base = env.AWS_EC2_METADATA_SERVICE_ENDPOINT || ENDPOINT
  const ask = (path: string, method: string, headers: Record<string, string>) =>
    askFor(
      WHAT,
      (signal) => fetchBy(DIRECT, new URL(path, base), { method, headers, signal, redirect: 'error' }),
      TIMEOUT_MS,
    )
  const token = await ask('/latest/api/token', 'PUT', {
    'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS,
  })
  const headers = { 'x-aws-ec2-metadata-token': token }
  const [role = ''] = (await ask(ROLES, 'GET', headers)).split('\n')
  return parseAnswer(await ask(ROLES + encodeURIComponent(role.trim()), 'GET', headers), WHAT)
}
