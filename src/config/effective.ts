/** The configuration that is in effect, defaults included, as TOML; secrets are masked by the schema's encoding. */

import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { stringify } from 'smol-toml'
import { type Config, ConfigSchema } from './schema.ts'

export const effectiveToml = (config: Config): string =>
  stringify(inOrder(Value.Encode(ConfigSchema, config), ConfigSchema)).replaceAll(/(?<!\n)\n\[/g, '\n\n[')

/** In the order of the schema, which `init` has too. */
function inOrder(value: unknown, schema: TSchema): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const properties: Record<string, TSchema> = schema.properties ?? {}
  const [entrySchema = schema] = Object.values<TSchema>(schema.patternProperties ?? {})
  const rank = Object.keys(properties)
  return Object.fromEntries(
    Object.entries(value)
      // A list of tables that is empty would stand before the first section.
      .filter(([key, child]) => properties[key]?.unit !== 'tables' || child.length > 0)
      .toSorted(([a], [b]) => rank.indexOf(a) - rank.indexOf(b))
      .map(([key, child]) => [key, inOrder(child, properties[key] ?? entrySchema)]),
  )
}
