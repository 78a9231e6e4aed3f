/** `[providers.NAME.aws]` and `[providers.NAME.google]`: credentials that clouds give, for Bedrock and Vertex AI. */

import { type StaticDecode, Type } from '@sinclair/typebox'
import { oneOf, optionalSection, secret } from './fields.ts'

export const aws = optionalSection(
  {
    credentials: oneOf(
      ['static', 'environment', 'file', 'container', 'instance'],
      'environment',
      'where they come from: the keys below, AWS_ACCESS_KEY_ID and its like, the shared credentials file, the ECS or EKS endpoint, or the instance (IMDSv2)',
    ),
    region: Type.Optional(
      Type.String({
        pattern: '^[a-z]{2,3}(-[a-z]+){1,2}-\\d+$',
        unit: 'aws-region',
        description: 'the region that signs; needed where base_url does not name it',
        examples: ['eu-central-1'],
      }),
    ),
    service: Type.String({
      pattern: '^[a-z][a-z0-9-]*$',
      default: 'bedrock',
      description: 'the name that the service signs by; all of Bedrock is "bedrock"',
    }),
    access_key_id: Type.Optional(secret('env:BEDROCK_ACCESS_KEY_ID', 'for static credentials')),
    secret_access_key: Type.Optional(secret('credential:bedrock-secret-key', 'for static credentials')),
    session_token: Type.Optional(secret('env:BEDROCK_SESSION_TOKEN', 'for static credentials that end')),
    credentials_file: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'for credentials of a file; without it AWS_SHARED_CREDENTIALS_FILE or ~/.aws/credentials. It is read again each minute',
        examples: ['/etc/lockllm-proxy/aws-credentials'],
      }),
    ),
    profile: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'the profile in that file; without it AWS_PROFILE or "default"',
        examples: ['bedrock'],
      }),
    ),
  },
  'Signs requests (AWS SigV4) with credentials of ours; what clients send is replaced',
)

export const google = optionalSection(
  {
    key_file: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'JSON key of a service account; without it the metadata server of the host gives tokens',
        examples: ['/etc/lockllm-proxy/vertex.json'],
      }),
    ),
    scope: Type.String({
      minLength: 1,
      default: 'https://www.googleapis.com/auth/cloud-platform',
      description: 'the OAuth scope of the tokens of key_file',
    }),
  },
  'Adds access tokens of a Google service account; what clients send is replaced',
)

export type AwsConfig = StaticDecode<typeof aws>
