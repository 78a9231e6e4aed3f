/** `[egress]` and `[providers.NAME.egress]`: how the proxy reaches providers and whomever else it calls. */

import { type StaticDecode, Type } from '@sinclair/typebox'
import { choice, oneOf, optionalSection, secret, section } from './fields.ts'

const TLS_VERSIONS = ['1.2', '1.3'] as const

const proxy = Type.Optional(
  Type.String({
    pattern: '^(https?://|off$)',
    unit: 'egress-proxy',
    description:
      'the egress proxy, http:// or https://, or "off"; without it HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment count',
    examples: ['http://proxy.example.com:3128'],
  }),
)
const credentials = {
  proxy_user: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'the name that the egress proxy knows us by',
      examples: ['lockllm'],
    }),
  ),
  proxy_password: Type.Optional(secret('credential:proxy-password', 'the password for the egress proxy')),
}
const ca = Type.Optional(
  Type.String({
    minLength: 1,
    description: 'PEM file of certificates that may sign those of upstreams, e.g. of a private CA',
    examples: ['/etc/lockllm-proxy/tls/egress-ca.pem'],
  }),
)
const resolve = Type.Optional(
  Type.Record(Type.String(), Type.String(), {
    description: 'addresses of names, which are then not looked up; TLS and Host keep the name',
    examples: [{ 'api.openai.com': '10.0.0.7' }],
  }),
)

export const egress = section(
  {
    proxy,
    ...credentials,
    no_proxy: Type.Array(Type.String({ minLength: 1 }), {
      default: ['localhost', '127.0.0.0/8', '::1'],
      description:
        'who is reached without the egress proxy: a name with all below it, an address, a CIDR or "*"; ":443" behind a name is its port',
    }),
    ca,
    system_ca: Type.Boolean({
      default: true,
      description: "whether the system's certificate authorities count beside those of ca",
    }),
    min_version: oneOf(TLS_VERSIONS, '1.2', 'the oldest TLS version that is spoken'),
    resolve,
  },
  'The way out: to providers, LockLLM, webhooks and JWKS',
)

export const providerEgress = optionalSection(
  {
    proxy,
    ...credentials,
    ca,
    system_ca: Type.Optional(
      Type.Boolean({ description: 'as egress.system_ca, for this provider', examples: [false] }),
    ),
    min_version: Type.Optional(
      choice(TLS_VERSIONS, { description: 'as egress.min_version, for this provider', examples: ['1.3'] }),
    ),
    client_cert: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'PEM file: the certificate, with its chain, that we show to the provider (mTLS)',
        examples: ['/etc/lockllm-proxy/tls/egress.pem'],
      }),
    ),
    client_key: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'PEM file: the private key of client_cert',
        examples: ['/etc/lockllm-proxy/tls/egress-key.pem'],
      }),
    ),
    pins: Type.Optional(
      Type.Array(Type.String({ pattern: '^sha256//[A-Za-z0-9+/]{43}=$', unit: 'pin' }), {
        minItems: 1,
        description:
          "public keys of which the provider's certificate must have one, as of curl --pinnedpubkey; each request is then a connection of its own",
        examples: [['sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=']],
      }),
    ),
    address: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'IP address of the provider, instead of a look-up; TLS and Host keep the name',
        examples: ['10.0.0.7'],
      }),
    ),
  },
  'Its own way out; what is not here is that of [egress]',
)

export type EgressConfig = StaticDecode<typeof egress>
export type ProviderEgressConfig = StaticDecode<typeof providerEgress>
