/** The `[audit]` section: what is kept of requests that did not go their ordinary way, and how safely. */

import { Type } from '@sinclair/typebox'
import { oneOf, secret, section } from './fields.ts'

export const audit = section(
  {
    path: Type.String({
      minLength: 1,
      default: 'stdout',
      description: '"stdout", a file with a chain of hashes, or "off"',
    }),
    include_prompt: Type.Boolean({
      default: false,
      description: 'write the flagged text into the audit log',
    }),
    fsync: oneOf(
      ['always', 'interval', 'never'],
      'interval',
      'when lines of the file are forced to the disk; with "always" an answer waits for it',
    ),
    on_error: oneOf(
      ['block', 'allow'],
      'block',
      'the file cannot be written: refuse what must be audited (503), or keep lines in memory and go on',
    ),
    chain_key: Type.Optional(
      secret(
        'credential:audit-chain-key',
        'makes the hashes of the chain HMACs, which nobody can forge without it',
      ),
    ),
  },
  'One JSON line for each request that was blocked, warned, refused or passed without a verdict',
)
