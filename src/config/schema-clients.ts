/** `[[clients]]` and `[jwt]`: who may call, with which keys or tokens, and what each may use. */

import { type StaticDecode, Type } from '@sinclair/typebox'
import { choice, date, duration, optionalSection, secret, textList, url } from './fields.ts'

const key = Type.Object(
  {
    hash: Type.String({
      pattern: '^sha256:[0-9a-f]{64}$',
      unit: 'key-hash',
      description: 'what "lockllm-proxy key new" printed',
    }),
    expires: Type.Optional(date('when the key ends')),
  },
  { additionalProperties: false },
)

const client = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
      unit: 'name',
      description: 'names the client in the log, in limits and routes; the name that a token claims',
      examples: ['search'],
    }),
    keys: Type.Array(key, {
      default: [],
      description: 'hashes of its keys, several for a rotation; make one with: lockllm-proxy key new NAME',
    }),
    providers: Type.Optional(textList('providers that it may use; default: all', ['openai', 'azure-*'])),
    models: Type.Optional(textList('models that it may ask for; default: all', ['gpt-4o*', 'claude-*'])),
    endpoints: Type.Optional(
      textList('endpoint formats, or paths that begin with "/"; default: all', ['openai-chat', '/v1/models']),
    ),
    networks: Type.Optional(textList('CIDRs that it calls from, or "unix"; default: any', ['10.0.0.0/8'])),
  },
  { additionalProperties: false },
)

export const clients = Type.Array(client, {
  default: [],
  unit: 'tables',
  description: 'Who may call. With clients, clients_file or [jwt], nobody else may',
})

/** The file that `clients_file` names. */
export const ClientsFileSchema = Type.Object({ clients }, { additionalProperties: false })

export type ClientConfig = StaticDecode<typeof client>

const claim = (description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, description, examples: [example] }))

export const jwt = optionalSection(
  {
    secret: Type.Optional(secret('env:JWT_SECRET', 'HS256: the shared secret, at least 32 characters')),
    jwks_file: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'RS256 and EdDSA: a file with the keys (JWKS)',
        examples: ['/etc/lockllm-proxy/jwks.json'],
      }),
    ),
    jwks_url: Type.Optional(
      url({
        description: 'RS256 and EdDSA: where the keys are (JWKS)',
        examples: ['https://idp.example.com/jwks.json'],
      }),
    ),
    audience: Type.String({
      minLength: 1,
      description: 'the "aud" that a token must be for',
      examples: ['lockllm-proxy'],
    }),
    issuer: claim('the "iss" that a token must be from; default: any', 'https://idp.example.com/'),
    name_claim: Type.String({
      minLength: 1,
      default: 'sub',
      description: "the claim with the client's name",
    }),
    providers_claim: claim('a claim that lists the allowed providers', 'llm_providers'),
    models_claim: claim('a claim that lists the allowed models', 'llm_models'),
    endpoints_claim: claim('a claim that lists the allowed endpoints', 'llm_endpoints'),
    names: choiceOfNames(),
    clock_skew: duration('30s', 'by how much clocks may differ'),
    cache: duration('10m', 'how long the keys of jwks_url are kept', { positive: true }),
  },
  'JSON Web Tokens as credentials of clients, beside keys or instead of them',
)

function choiceOfNames() {
  return choice(['any', 'clients'], {
    default: 'any',
    description: 'whether any name will do, or only those of [[clients]]',
  })
}
