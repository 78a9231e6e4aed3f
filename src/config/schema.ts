/**
 * The configuration file as a TypeBox schema: names, types, defaults and descriptions in one place. `check`, `init`
 * and the README's table are made from it; `Config` holds the decoded values, numbers and objects that code can use.
 */

import { type StaticDecode, Type } from '@sinclair/typebox'
import {
  choice,
  duration,
  listenAddresses,
  oneOf,
  optionalSection,
  secret,
  section,
  size,
  url,
  workers,
} from './fields.ts'
import { audit } from './schema-audit.ts'
import { clients, jwt } from './schema-clients.ts'
import { aws, google } from './schema-cloud.ts'
import { egress, providerEgress } from './schema-egress.ts'
import { limits } from './schema-limits.ts'
import { routes, routing } from './schema-routes.ts'
import { scan } from './schema-scan.ts'
import { scanOverride } from './schema-scan-request.ts'
import { webhooks } from './schema-webhooks.ts'

const pemFile = (name: string, description: string) =>
  Type.String({ minLength: 1, description, examples: [`/etc/lockllm-proxy/tls/${name}.pem`] })

const tls = optionalSection(
  {
    cert: pemFile('cert', 'PEM file: the certificate and its chain'),
    key: pemFile('key', 'PEM file: the private key'),
    client_ca: Type.Optional(
      pemFile('client-ca', 'PEM file: clients must show a certificate of this CA (mTLS)'),
    ),
    min_version: oneOf(['1.2', '1.3'], '1.2', 'the oldest TLS version accepted'),
  },
  'TLS listener. Without it only loopback and unix sockets are accepted, unless insecure_http = true',
)

export const AUTH_SCHEMES = ['bearer', 'x-api-key', 'x-goog-api-key', 'api-key'] as const

/** A provider's name is a path segment of our URLs. */
const PROVIDER_NAME = '^[a-z0-9][a-z0-9-]*$'

const provider = Type.Object(
  {
    base_url: Type.Optional(
      url({
        description: 'where requests for this provider go',
        examples: ['https://llm.example.com/v1'],
      }),
    ),
    api_key: Type.Optional(secret('env:EXAMPLE_API_KEY', "replaces the client's credentials")),
    auth: Type.Optional(
      choice(AUTH_SCHEMES, { description: 'the header that carries api_key', examples: ['bearer'] }),
    ),
    allow_link_local: Type.Boolean({
      default: false,
      description: 'whether it may be, or resolve to, a link-local address or a metadata service',
    }),
    connect_timeout: duration('10s', 'time to reach the provider', { positive: true }),
    first_byte_timeout: duration('10m', "time until the answer's headers", { positive: true }),
    total_timeout: Type.Optional(
      duration(
        '1h',
        'longest time from the request to the last byte of its answer, each try; not for WebSocket',
        {
          positive: true,
          default: undefined,
          examples: ['1h'],
        },
      ),
    ),
    idle_timeout: duration('10m', 'longest silence within an answer', { positive: true }),
    scan: Type.Optional(scanOverride),
    egress: Type.Optional(providerEgress),
    aws: Type.Optional(aws),
    google: Type.Optional(google),
  },
  { additionalProperties: false, default: {} },
)

export const ConfigSchema = section(
  {
    clients_file: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'a TOML file with further [[clients]]; it is read again when it changes',
        examples: ['/etc/lockllm-proxy/clients.toml'],
      }),
    ),
    server: section(
      {
        listen: listenAddresses('127.0.0.1:8080', 'host:port, [v6]:port or unix:/path, or a list of them'),
        max_body: size('32MiB', 'largest request body, before and after decoding', { positive: true }),
        server_timing: Type.Boolean({
          default: false,
          description: 'tell the time of scan and upstream in a Server-Timing answer header',
        }),
        drain_timeout: duration('300s', 'time that streams may take to end after SIGTERM'),
        workers: workers('processes that share the work; "auto" is one for each core'),
        reuse_port: Type.Boolean({
          default: false,
          description:
            'let other processes of the same user listen on the same ports; the kernel spreads connections',
        }),
        trusted_proxies: Type.Array(Type.String(), {
          default: [],
          description:
            'whose X-Forwarded-For is believed: CIDRs, or "unix" for whoever calls over a unix socket',
        }),
        insecure_http: Type.Boolean({
          default: false,
          description: 'accept plain HTTP on addresses that are not loopback',
        }),
        open_relay: Type.Boolean({
          default: false,
          description: 'allow provider keys on a listener that anybody can reach without authentication',
        }),
        tls: Type.Optional(tls),
      },
      'The listeners that applications talk to',
    ),
    admin: section(
      {
        listen: listenAddresses(
          '127.0.0.1:9090',
          'where /healthz, /readyz and /metrics answer; or "off"',
          true,
        ),
      },
      'The listener for operators',
    ),
    clients,
    jwt: Type.Optional(jwt),
    limits,
    routes,
    routing,
    scan,
    cache: section(
      {
        ttl: duration('1h', 'how long a verdict is remembered; "0s" remembers none'),
        max_memory: size('64MiB', 'bound of the verdicts in memory'),
        redis: Type.Optional(
          secret(
            'redis://127.0.0.1:6379',
            'shares verdicts between instances: redis:, rediss:, redis+sentinel:, redis+cluster:, or env: and the like',
          ),
        ),
        prefix: Type.String({
          default: 'lockllm-proxy:',
          description: 'begins the name of every key in Redis',
        }),
        command_timeout: duration('30ms', 'longest wait for Redis; then the request goes on without it', {
          positive: true,
        }),
        secret: Type.Optional(
          secret(
            'credential:cache-secret',
            'HMAC key of cache keys and audit lines, at least 16 characters; default: made from the API key',
          ),
        ),
      },
      'Verdicts that need no second scan',
    ),
    providers: Type.Record(Type.String({ pattern: PROVIDER_NAME }), provider, {
      default: {},
      additionalProperties: false,
      unit: 'providers',
      description: 'every known provider has a default; these override it, and unknown names add one',
    }),
    egress,
    audit,
    webhooks,
    log: section(
      {
        level: oneOf(['debug', 'info', 'warn', 'error'], 'info', 'the least level that is written'),
        format: oneOf(['auto', 'json', 'pretty'], 'auto', 'auto is pretty on a terminal'),
      },
      'The log on stdout',
    ),
  },
  'lockllm-proxy',
)

/** The configuration as the code uses it: durations in milliseconds, sizes in bytes. */
export type Config = StaticDecode<typeof ConfigSchema>
