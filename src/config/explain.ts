/**
 * TypeBox's errors in the words of an operator: what is wrong, what is allowed and the nearest known key.
 * A value is quoted only where it cannot be a secret.
 */

import type { TSchema } from '@sinclair/typebox'
import { type ValueError, ValueErrorType } from '@sinclair/typebox/errors'
import { nearestWord, quotedList } from './nearest.ts'
import { type Path, parsePointer } from './problem.ts'
import { ConfigSchema } from './schema.ts'

export interface Explanation {
  readonly path: Path
  readonly message: string
  /** Whether the key is what is wrong, not its value. */
  readonly atKey: boolean
  /** Whether the key is not there but has to be. */
  readonly missing: boolean
}

/** What each `unit` of the schema allows. */
const ALLOWED: Readonly<Record<string, string>> = {
  'egress-proxy': 'a URL that begins with http:// or https://, or "off"',
  'aws-region': 'a region, e.g. "eu-central-1"',
  pin: '"sha256//" and the base64 of a hash, as curl --pinnedpubkey has it',
  duration: 'a duration such as "500ms", "5s", "10m" or "1h"',
  size: 'a size such as "64KiB", "32MiB" or "1GiB"',
  secret: 'a text: the secret itself, "env:NAME", "file:/path" or "credential:NAME"',
  url: 'a URL that begins with https:// or http://',
  name: 'a name of letters, digits, ".", "_", "@" and "-", 64 characters at most',
  'key-hash': '"sha256:" and 64 hexadecimal digits, as "lockllm-proxy key new" prints it',
  'header-value': 'the value of a header, e.g. "${client}"',
  sticky: '"client" or "header:NAME"',
  date: 'a date in quotes, e.g. "2027-01-31" or "2027-01-31T12:00:00Z"',
  workers: 'a whole number from 1 to 256, or "auto"',
  listen: '"host:port", "[v6]:port" or "unix:/path", or a list of them',
}

/**
 * One explanation for each value that is wrong.
 * @param errors of a value that has no defaults yet: what is missing but has a default is no error
 */
export function explainAll(errors: Iterable<ValueError>): Explanation[] {
  const explained = new Map<string, Explanation>()
  for (const error of errors) {
    const absent = error.value === undefined
    if (absent && (error.type !== ValueErrorType.ObjectRequiredProperty || 'default' in error.schema))
      continue
    if (!explained.has(error.path)) explained.set(error.path, explain(error))
  }
  return [...explained.values()]
}

function explain(error: ValueError): Explanation {
  const path = parsePointer(error.path).map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  const { schema, type, value } = error
  if (type === ValueErrorType.ObjectAdditionalProperties) {
    return { path, message: unknownKey(schema, path.map(String)), atKey: true, missing: false }
  }
  if (type === ValueErrorType.ObjectRequiredProperty) {
    return {
      path,
      message: `is missing: ${schema.description ?? allowed(schema)}`,
      atKey: true,
      missing: true,
    }
  }
  const hint = typeof value === 'string' ? didYouMean(value, choices(schema)) : ''
  const message = `must be ${allowed(schema)}, got ${shown(value, schema)}${hint}`
  return { path, message, atKey: false, missing: false }
}

function unknownKey(parent: TSchema, path: readonly string[]): string {
  if (parent.unit === 'providers') {
    return "a provider's name is lower-case letters, digits and hyphens, and begins with a letter or digit"
  }
  const key = path.at(-1) ?? ''
  const known: string[] = Object.keys(parent.properties ?? {})
  const near = nearestWord(key, known)
  if (near !== undefined) return `unknown key; did you mean "${near}"?`
  const elsewhere = pathsOf(key, ConfigSchema).filter((found) => found !== path.join('.'))
  if (elsewhere.length > 0) return `unknown key here; did you mean ${elsewhere.join(' or ')}?`
  return `unknown key; known are ${known.join(', ')}`
}

/** Every place of the schema that has this key, in TOML's spelling. */
function pathsOf(key: string, schema: TSchema, prefix = ''): string[] {
  const properties: Record<string, TSchema> = schema.properties ?? {}
  return Object.entries(properties).flatMap(([name, child]) => [
    ...(name === key ? [prefix + name] : []),
    ...pathsOf(key, child, `${prefix}${name}.`),
  ])
}

function allowed(schema: TSchema): string {
  const known = ALLOWED[schema.unit]
  if (known) return known
  const values = choices(schema)
  if (values.length > 0) return quotedList(values)
  if (schema.type === 'integer') return `a whole number${range(schema)}`
  if (schema.type === 'number') return `a number${range(schema)}`
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'array') return 'a list'
  if (schema.type === 'object') return 'a table'
  return 'a text that is not empty'
}

function range({ minimum, maximum, exclusiveMinimum }: TSchema): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  if (minimum === undefined) return ''
  return maximum === undefined ? ` from ${minimum} up` : ` from ${minimum} to ${maximum}`
}

const choices = (schema: TSchema): string[] =>
  schema.unit === 'choice' ? schema.anyOf.map((option: TSchema) => option.const) : []

function didYouMean(value: string, known: readonly string[]): string {
  const near = nearestWord(value, known)
  return near === undefined ? '' : `; did you mean "${near}"?`
}

const MASKED = new Set(['secret', 'url', 'egress-proxy', 'key-hash', 'header-value'])

/** The value in an error message: never the text of what may be a secret. */
function shown(value: unknown, schema: TSchema): string {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' || typeof value === 'bigint') {
    return schema.unit === 'secret' || schema.unit === 'header-value' ? 'a number' : String(value)
  }
  if (typeof value === 'string') {
    if (value === '') return 'an empty text'
    if (MASKED.has(schema.unit)) return 'another text'
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value)
  }
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return value === null ? 'a date' : 'a table'
}
