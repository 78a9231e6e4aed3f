/**
 * A configuration with every key, its description and its default, made from the schema so that it cannot drift.
 * Settings stand behind a `#` without a space: taking it away turns one on, and every text behind `# ` is prose.
 */

import type { TSchema } from '@sinclair/typebox'
import { PROVIDERS } from '../proxy/providers.ts'
import { ConfigSchema } from './schema.ts'

const HEAD = `# Configuration of lockllm-proxy.
#
# Every key is here with its default; lines that begin with "#" are off. A section that is on may be empty.
# Durations: "500ms", "5s", "10m", "1h". Sizes: "64KiB", "32MiB", "1GiB".
# Secrets: the secret itself, "env:NAME", "file:/path" or "credential:NAME" (systemd's LoadCredential=).
# Look for mistakes with: lockllm-proxy check --config FILE
`

/** @returns TOML that loads as the defaults */
export const configTemplate = (): string =>
  [
    HEAD,
    ...Object.entries(properties(ConfigSchema)).flatMap(([name, schema]) =>
      section(name, schema, 'default' in schema ? '' : '#'),
    ),
  ].join('\n')

/** A table, then the tables in it. @param off `#` inside of a table that is off by default */
function section(path: string, schema: TSchema, off: string): string[] {
  if (schema.unit === 'providers') return providers(path, schema)
  if (schema.unit === 'tables') return listOfTables(path, schema)
  if (!isTable(schema)) return [...setting(path, schema), '']
  const children = Object.entries(properties(schema))
  const lines = children
    .filter(([, child]) => !isTable(child))
    .flatMap(([name, child]) => setting(name, child))
  const tables = children
    .filter(([, child]) => isTable(child))
    .flatMap(([name, child]) => section(`${path}.${name}`, child, 'default' in child ? off : '#'))
  return [`# ${schema.description}`, `${off}[${path}]`, ...lines, '', ...tables]
}

function setting(name: string, schema: TSchema, value: unknown = schema.default): string[] {
  const example = value === undefined ? schema.examples?.[0] : value
  const note = value === undefined ? ' (no default; an example)' : ''
  return [`# ${schema.description}${allowed(schema)}${note}`, `#${name} = ${inline(example)}`]
}

/** A value on one line. */
function inline(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, child]) => `${JSON.stringify(key)} = ${inline(child)}`)
    .join(', ')} }`
}

/** The values of a choice, or of a list of choices. */
function allowed(schema: TSchema): string {
  const options: TSchema[] = (schema.items ?? schema).unit === 'choice' ? (schema.items ?? schema).anyOf : []
  const values = options.map((option) => JSON.stringify(option.const)).join(' | ')
  if (values === '') return ''
  return schema.items ? `; a list of ${values}` : `: ${values}`
}

/** One provider with all of its keys, then each that is known with what differs. */
function providers(path: string, schema: TSchema): string[] {
  const [entry] = Object.values<TSchema>(schema.patternProperties)
  const known = Object.entries(PROVIDERS).flatMap(([name, { baseUrl }]) =>
    baseUrl === undefined
      ? [`# ${name} has no default: its URL depends on your account or region.`]
      : [`#[${path}.${name}]`, `#base_url = ${JSON.stringify(baseUrl)}`],
  )
  return [...entryTable(`#[${path}.example]`, `${path}.example`, entry, schema), ...known, '']
}

/** One entry of a list of tables, all of it off. */
const listOfTables = (path: string, schema: TSchema): string[] =>
  entryTable(`#[[${path}]]`, path, schema.items, schema)

/** A table that stands for others like it, then the tables in it. */
function entryTable(header: string, path: string, entry: TSchema | undefined, of: TSchema): string[] {
  const children = Object.entries(properties(entry))
  const keys = children
    .filter(([, child]) => !isTable(child))
    .flatMap(([name, child]) => setting(name, child))
  const tables = children
    .filter(([, child]) => isTable(child))
    .flatMap(([name, child]) => section(`${path}.${name}`, child, '#'))
  return [`# ${of.description}`, header, ...keys, '', ...tables]
}

/** A record, such as one of headers, is a value on one line. */
const isTable = (schema: TSchema): boolean => schema.properties !== undefined || schema.unit === 'tables'

const properties = (schema: TSchema | undefined): Record<string, TSchema> => schema?.properties ?? {}
