/**
 * The keys of `[scan]` that may differ from request to request: `[providers.NAME.scan]` and `[[scan.overrides]]` have
 * them too. There nothing has a default: what is not written is as in `[scan]`.
 */

import { type StaticDecode, type TOptional, type TProperties, type TSchema, Type } from '@sinclair/typebox'
import { ROLES } from '../prompt/segment.ts'
import { choice, oneOf, optionalSection } from './fields.ts'

const ACTIONS = ['block', 'allow_with_warning'] as const
const SENSITIVITIES = ['low', 'medium', 'high'] as const

export const perRequest = {
  engine: oneOf(['lockllm', 'local'], 'local', 'who scans'),
  on_error: oneOf(
    ['block', 'allow', 'local'],
    'block',
    'without a verdict: fail-closed, fail-open or fail-local',
  ),
  action: oneOf(ACTIONS, 'block', 'what happens to a detected injection'),
  timing: oneOf(
    ['before', 'during'],
    'before',
    'scan before forwarding, or forward at once and hold the answer until the verdict',
  ),
  trusted_roles: Type.Array(choice(['system', 'developer', 'assistant', 'tool_definition']), {
    default: [],
    description: 'roles whose segments are not scanned',
  }),
  unscannable: oneOf(['block', 'allow'], 'block', 'what happens to a body that cannot be read as text'),
  references: oneOf(
    ['allow', 'block'],
    'allow',
    'what happens to file ids, URLs and stored conversations, which only the provider can read',
  ),
  client_headers: oneOf(
    ['tighten', 'override', 'ignore'],
    'tighten',
    "what a client's x-lockllm-* headers may do",
  ),
}

export const perRequestLockllm = {
  sensitivity: oneOf(SENSITIVITIES, 'medium', 'how eagerly the API flags'),
  mode: oneOf(['normal', 'policy_only', 'combined'], 'combined', 'core security, policies, or both'),
  policy_action: oneOf(ACTIONS, 'block', 'what a policy violation does'),
  pii_action: oneOf(
    ['off', 'strip', ...ACTIONS],
    'off',
    'what detected PII does; strip sends the text without it, and blocks where it cannot',
  ),
  abuse_action: oneOf(['off', ...ACTIONS], 'off', 'what detected abuse does'),
  chunk: Type.Optional(
    Type.Boolean({
      description: 'force or forbid that the API cuts long texts into chunks',
      examples: [true],
    }),
  ),
  compression: oneOf(
    ['off', 'toon', 'compact', 'combined'],
    'off',
    'send texts as LockLLM compresses them; toon shortens JSON',
  ),
  compression_rate: Type.Optional(
    Type.Number({
      minimum: 0.3,
      maximum: 0.7,
      description: 'for compact and combined; less is shorter',
      examples: [0.5],
    }),
  ),
  compression_roles: Type.Array(choice(ROLES), {
    default: ['user', 'tool', 'document'],
    description: 'roles whose segments are compressed',
  }),
}

export const perRequestLocal = { sensitivity: oneOf(SENSITIVITIES, 'medium', 'how eagerly the engine flags') }

/** The same key, which does not have to be there; the default stays as an example for `init`. */
function optional<T extends TSchema>(schema: T): TOptional<T> {
  const copy: TSchema & { default?: unknown } = Type.Optional(schema)
  if (copy.default !== undefined) copy.examples = [copy.default]
  delete copy.default
  return copy as TOptional<T>
}

const withoutDefaults = <P extends TProperties>(properties: P) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, optional(schema)])) as {
    [K in keyof P]: TOptional<P[K]>
  }

const overridden = {
  ...withoutDefaults(perRequest),
  lockllm: Type.Optional(
    optionalSection(withoutDefaults(perRequestLockllm), 'Keys of [scan.lockllm] that differ here'),
  ),
  local: Type.Optional(
    optionalSection(withoutDefaults(perRequestLocal), 'Keys of [scan.local] that differ here'),
  ),
}

/** A partial `[scan]`, to be laid over the whole one. */
export const scanOverride = optionalSection(overridden, 'Keys of [scan] that differ here')
export type ScanOverride = StaticDecode<typeof scanOverride>

export const scanOverrides = Type.Array(
  Type.Object(
    {
      path: Type.String({
        minLength: 1,
        description: 'a path and all below it, in whatever version of the API',
        examples: ['/v1/proxy/openai/embeddings'],
      }),
      ...overridden,
    },
    { additionalProperties: false },
  ),
  {
    default: [],
    unit: 'tables',
    description:
      'Keys of [scan] that differ for some paths. A longer path wins over a shorter one, and over its provider',
  },
)
