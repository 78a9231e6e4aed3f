/** A configuration as `loadConfig` makes it, from a table in the test instead of a file. */

import { Value } from '@sinclair/typebox/value'
import { type Config, ConfigSchema } from '../../src/config/schema.ts'
import { resolveSecrets } from '../../src/config/secrets.ts'
import type { ConfigTable } from '../support/binary.ts'

/** @param table keys and values as the TOML file has them; everything else has its default */
export function configOf(table: ConfigTable = {}): Config {
  const config = Value.Decode(ConfigSchema, Value.Default(ConfigSchema, structuredClone(table)))
  const [problem] = resolveSecrets(config, {})
  if (problem) throw new Error(problem.message)
  return config
}
