/** `[[routes]]` and `[routing]`: which request goes where, and what happens when it cannot. */

import { type StaticDecode, Type } from '@sinclair/typebox'
import { choice, duration, section, textList } from './fields.ts'
import { rewriting } from './schema-rewriting.ts'
import { scanOverride } from './schema-scan-request.ts'

const target = Type.Object(
  {
    provider: Type.String({
      minLength: 1,
      description: 'a known or configured provider',
      examples: ['openai'],
    }),
    model: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'the model to ask this target for; default: as the client says',
        examples: ['gpt-4o'],
      }),
    ),
    weight: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      default: 1,
      description: 'its part of the requests',
    }),
  },
  { additionalProperties: false },
)

export type TargetConfig = StaticDecode<typeof target>

const texts = (description: string, example: Readonly<Record<string, string>>) =>
  Type.Optional(
    Type.Record(Type.String(), Type.String({ minLength: 1 }), { description, examples: [example] }),
  )

const route = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
      unit: 'name',
      description: 'names the route in the log and in x-lockllm-route',
      examples: ['chat'],
    }),
    hosts: Type.Optional(textList('for these hosts', ['llm.example.com'])),
    paths: Type.Optional(
      textList('for these paths; "*" stays within a segment, "**" does not', ['/v1/chat/**']),
    ),
    methods: Type.Optional(textList('for these methods', ['POST'])),
    headers: texts('for requests with these headers', { 'x-team': 'search*' }),
    clients: Type.Optional(textList('for these clients', ['search'])),
    models: Type.Optional(textList('for these models', ['gpt-*'])),
    deny: Type.Optional(
      Type.String({ minLength: 1, description: 'refuse with this message', examples: ['not this model'] }),
    ),
    strip_prefix: Type.Optional(
      Type.String({ pattern: '^/', description: 'taken off the path', examples: ['/team-a'] }),
    ),
    provider_from_model: Type.Boolean({
      default: false,
      description: 'a model such as "anthropic/claude-x" names its provider; other models go to the targets',
    }),
    rename: texts('models by other names', { 'gpt-4': 'gpt-4o' }),
    targets: Type.Array(target, {
      default: [],
      description: 'where it goes, by weight; none: to the provider in the path',
    }),
    fallbacks: Type.Array(target, { default: [], description: 'then in this order' }),
    fallback_on: Type.Array(choice(['connect', '429', '5xx', 'reset', 'timeout']), {
      default: ['connect', '429'],
      description: 'after what the next target is tried; the last three may bill a request twice',
    }),
    retries: Type.Integer({
      minimum: 0,
      maximum: 10,
      default: 0,
      description: 'further tries at each target, after the same failures',
    }),
    ...rewriting,
    scan: Type.Optional(scanOverride),
    sticky: Type.Optional(
      Type.String({
        pattern: "^(client|header:[!#$%&'*+.^_`|~0-9A-Za-z-]+)$",
        unit: 'sticky',
        description: 'keep to one target',
        examples: ['header:x-session'],
      }),
    ),
  },
  { additionalProperties: false },
)

export const routes = Type.Array(route, {
  default: [],
  unit: 'tables',
  description:
    'Where requests go; the first route that fits counts. Without one: /v1/proxy/{provider}/{path}',
})

export type RouteConfig = StaticDecode<typeof route>

export const routing = section(
  {
    retry_budget: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.2,
      description: 'fallbacks and retries for each request of the last 10 seconds; three are always free',
    }),
    eject_after: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 5,
      description: 'failures in a row (no connection, no answer, 5xx) that set a provider aside',
    }),
    eject_for: duration('30s', 'how long it is asked last', { positive: true }),
    probe_interval: duration('0s', 'how often the providers of routes with several are probed; "0s" never'),
    tell: Type.Boolean({
      default: true,
      description: 'answer a request header x-lockllm-route with what was chosen',
    }),
  },
  'What all routes share',
)
