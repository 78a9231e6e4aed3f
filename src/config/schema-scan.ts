/** The `[scan]` section of the configuration: what is scanned, by whom, and what follows. */

import { Type } from '@sinclair/typebox'
import { choice, duration, oneOf, secret, section, url } from './fields.ts'

export const scan = section(
  {
    engine: oneOf(['lockllm', 'local'], 'local', 'who scans'),
    on_error: oneOf(
      ['block', 'allow', 'local'],
      'block',
      'without a verdict: fail-closed, fail-open or fail-local',
    ),
    action: oneOf(['block', 'allow_with_warning'], 'block', 'what happens to a detected injection'),
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
    pack_chars: Type.Integer({
      minimum: 1000,
      maximum: 90_000,
      default: 32_000,
      description: 'most characters that one scan call carries',
    }),
    context_chars: Type.Integer({
      minimum: 0,
      maximum: 4000,
      default: 200,
      description:
        'characters of the preceding segment that are scanned along, against attacks split over two',
    }),
    locate: Type.Boolean({
      default: false,
      description: 'scan the parts of a flagged call one by one, to say which segment it was; costs calls',
    }),
    concurrency: Type.Integer({
      minimum: 1,
      maximum: 1024,
      default: 32,
      description: 'scan calls under way at once, in the whole process',
    }),
    lockllm: section(
      {
        base_url: url({ default: 'https://api.lockllm.com', description: 'the LockLLM API' }),
        api_key: Type.Optional(
          secret(
            'env:LOCKLLM_API_KEY',
            'a literal, env:NAME, file:/path or credential:NAME ($CREDENTIALS_DIRECTORY)',
          ),
        ),
        timeout: duration('5s', 'the whole budget of one scan, retries included', { positive: true }),
        retries: Type.Integer({
          minimum: 0,
          maximum: 10,
          default: 2,
          description: 'tries after the first',
        }),
        sensitivity: oneOf(['low', 'medium', 'high'], 'medium', 'how eagerly the API flags'),
        mode: oneOf(['normal', 'policy_only', 'combined'], 'combined', 'core security, policies, or both'),
        policy_action: oneOf(['block', 'allow_with_warning'], 'block', 'what a policy violation does'),
        pii_action: oneOf(['off', 'block', 'allow_with_warning'], 'off', 'what detected PII does'),
        abuse_action: oneOf(['off', 'block', 'allow_with_warning'], 'off', 'what detected abuse does'),
        chunk: Type.Optional(
          Type.Boolean({
            description: 'force or forbid that the API cuts long texts into chunks',
            examples: [true],
          }),
        ),
      },
      'The LockLLM API, with engine = "lockllm"',
    ),
    local: section(
      { sensitivity: oneOf(['low', 'medium', 'high'], 'medium', 'how eagerly the engine flags') },
      'The embedded engine, with engine = "local" or on_error = "local"',
    ),
  },
  'What is scanned, by whom, and what follows',
)
