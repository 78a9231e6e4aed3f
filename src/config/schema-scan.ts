/** The `[scan]` section of the configuration: what is scanned, by whom, and what follows. */

import { Type } from '@sinclair/typebox'
import { duration, secret, section, url } from './fields.ts'
import { perRequest, perRequestLocal, perRequestLockllm, scanOverrides } from './schema-scan-request.ts'

export const scan = section(
  {
    ...perRequest,
    pack_chars: Type.Integer({
      minimum: 1000,
      maximum: 90_000,
      default: 32_000,
      description:
        'most characters of a request in one scan call (50000 at the most); what is encoded in them comes besides',
    }),
    context_chars: Type.Integer({
      minimum: 0,
      maximum: 4000,
      default: 200,
      description:
        'characters before a segment that are scanned along, against attacks split over several; with strip or compression, of both sides, in one call more',
    }),
    locate: Type.Boolean({
      default: false,
      description: 'scan the parts of a flagged call one by one, to say which segment it was; costs calls',
    }),
    concurrency: Type.Integer({
      minimum: 1,
      maximum: 1024,
      default: 32,
      description: 'scan calls under way at once, in the whole process; half of them for one request',
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
        ...perRequestLockllm,
      },
      'The LockLLM API, with engine = "lockllm"',
    ),
    local: section(perRequestLocal, 'The embedded engine, with engine = "local" or on_error = "local"'),
    overrides: scanOverrides,
  },
  'What is scanned, by whom, and what follows',
)
