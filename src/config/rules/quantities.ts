/** Durations and sizes that have the right shape but cannot be meant, or cannot be kept. */

import type { TSchema } from '@sinclair/typebox'
import type { Path } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import { ConfigSchema } from '../schema.ts'
import { formatDuration } from '../units.ts'

export const quantityRules: readonly Rule[] = [
  { check: (config, report) => checkTable(config, ConfigSchema, [], report) },
]

/** Timers hold milliseconds in 31 bits; a longer one would fire at once. */
const LONGEST_MS = 24 * 86_400_000

function checkTable(table: object, schema: TSchema, path: Path, report: Report): void {
  const [entrySchema = schema.items] = Object.values<TSchema>(schema.patternProperties ?? {})
  for (const [key, value] of Object.entries(table)) {
    const child = schema.properties?.[key] ?? entrySchema
    if (child?.unit === 'duration' || child?.unit === 'size') check(value, child, [...path, key], report)
    else if (isTable(child))
      checkTable(value, child, [...path, Array.isArray(table) ? Number(key) : key], report)
  }
}

/** A table, or a list of them. */
const isTable = (schema: TSchema | undefined): boolean =>
  schema?.type === 'object' || schema?.items?.type === 'object'

function check(value: number, schema: TSchema, path: Path, report: Report): void {
  if (schema.positive && value === 0) report.error(path, 'must be more than zero')
  if (schema.unit === 'duration' && value > LONGEST_MS) {
    report.error(path, `must be at most ${formatDuration(LONGEST_MS)}`)
  }
  if (!Number.isSafeInteger(value)) report.error(path, 'is too large')
}
