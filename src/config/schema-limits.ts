/** `[limits]`: how much of what, for whom, within which time. */

import { type StaticDecode, Type } from '@sinclair/typebox'
import { choice, duration, oneOf, optionalSection, secret, section, textList } from './fields.ts'

const SUBJECTS = ['client', 'key', 'address', 'provider', 'model'] as const

const amount = (description: string, example: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 1e15, description, examples: [example] }))

const rule = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
      unit: 'name',
      description: 'names the limit in headers, errors, the log and metrics',
      examples: ['per-client'],
    }),
    per: Type.Array(choice(SUBJECTS), {
      default: [],
      description: 'what counts apart; an empty list counts everything together',
    }),
    window: duration('1m', 'the time in which no more than the amounts below go through', {
      positive: true,
    }),
    requests: amount('requests', 60),
    input_chars: amount('characters of text that is scanned', 1_000_000),
    tokens: amount('tokens, as the provider reports them in its answers', 100_000),
    blocked: amount('requests that were blocked; after these every request is refused', 10),
    concurrent: amount('requests under way at once, streams included', 8),
    clients: Type.Optional(textList('only for these clients', ['search'])),
    providers: Type.Optional(textList('only for these providers', ['openai'])),
    models: Type.Optional(textList('only for these models', ['gpt-4o*'])),
  },
  { additionalProperties: false },
)

export type LimitRule = StaticDecode<typeof rule>

const ban = optionalSection(
  {
    after: Type.Integer({
      minimum: 1,
      maximum: 1e6,
      description: 'blocked requests that it takes',
      examples: [5],
    }),
    within: duration('10m', 'the time in which they count', { positive: true }),
    for: duration('1h', 'how long the client is put aside', { positive: true }),
    per: oneOf(
      ['client', 'key', 'address'],
      'client',
      'who is put aside; a client without a name by its address',
    ),
  },
  'Puts a client aside that keeps sending attacks',
)

export const limits = section(
  {
    redis: Type.Optional(
      secret(
        'redis://127.0.0.1:6379',
        'counts for all instances together, as cache.redis; default: each process by itself',
      ),
    ),
    prefix: Type.String({ default: 'lockllm-proxy:', description: 'begins the name of every key in Redis' }),
    command_timeout: duration('50ms', 'longest wait for Redis', { positive: true }),
    redis_down: oneOf(
      ['memory', 'open', 'closed'],
      'memory',
      "while Redis is away: this instance's share in memory, no limits, or nothing goes through",
    ),
    instances: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 1,
      description: 'how many instances share the limits, for redis_down = "memory"',
    }),
    headers: Type.Boolean({ default: true, description: 'tell clients in ratelimit headers what is left' }),
    ban: Type.Optional(ban),
    rules: Type.Array(rule, {
      default: [],
      unit: 'tables',
      description: 'One limit or several that belong together',
    }),
  },
  'How much of what, for whom, within which time',
)
