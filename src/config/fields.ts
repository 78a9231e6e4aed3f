/**
 * The kinds of fields that the configuration has, as TypeBox schemas. Transforms turn "5s" into milliseconds, "32MiB"
 * into bytes and a secret's reference into a `Secret`. `unit` says what a value is where JSON Schema has no word for
 * it; config/explain.ts words its errors.
 */

import { type SchemaOptions, type TSchema, type TString, type TTransform, Type } from '@sinclair/typebox'
import { Secret } from './secret.ts'
import {
  DURATION_PATTERN,
  formatDuration,
  formatSize,
  parseDuration,
  parseSize,
  SIZE_PATTERN,
} from './units.ts'

/** `positive: true` refuses zero, where zero would stop everything. */
export const duration = (fallback: string, description: string, options: SchemaOptions = {}) =>
  Type.Transform(
    Type.String({ pattern: DURATION_PATTERN, default: fallback, description, unit: 'duration', ...options }),
  )
    .Decode(parseDuration)
    .Encode(formatDuration)

export const size = (fallback: string, description: string, options: SchemaOptions = {}) =>
  Type.Transform(
    Type.String({ pattern: SIZE_PATTERN, default: fallback, description, unit: 'size', ...options }),
  )
    .Decode(parseSize)
    .Encode(formatSize)

/** Encoding masks: what is encoded is shown to people. */
export const secret = (example: string, description: string): TTransform<TString, Secret> =>
  Type.Transform(Type.String({ minLength: 1, description, examples: [example], unit: 'secret' }))
    .Decode((reference) => new Secret(reference))
    .Encode((value) => value.toJSON())

export const choice = <const V extends readonly string[]>(values: V, options: SchemaOptions = {}) =>
  Type.Unsafe<V[number]>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      { ...options, unit: 'choice' },
    ),
  )

export const oneOf = <const V extends readonly string[]>(
  values: V,
  fallback: V[number],
  description: string,
) => choice(values, { default: fallback, description })

/** How many processes; "auto" is as many as there are cores. */
export const workers = (description: string) =>
  Type.Unsafe<number | 'auto'>(
    Type.Union([Type.Integer({ minimum: 1, maximum: 256 }), Type.Literal('auto')], {
      default: 1,
      description,
      unit: 'workers',
    }),
  )

export const url = (options: SchemaOptions) => Type.String({ pattern: '^https?://', unit: 'url', ...options })

/** Patterns with `*`, or plain words. */
export const textList = (description: string, example: readonly string[]) =>
  Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description, examples: [example] })

/** `Date.parse` takes the 31st of February for a day in March. */
function momentOf(text: string): number {
  const moment = Date.parse(text)
  return Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== text.slice(0, 10)
    ? Number.NaN
    : moment
}

/** RFC 3339, in UTC, decoded to milliseconds since the epoch (NaN for a day that is in no calendar). */
export const date = (description: string) =>
  Type.Transform(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z)?$',
      unit: 'date',
      description,
      examples: ['2027-01-31'],
    }),
  )
    .Decode(momentOf)
    .Encode((milliseconds) => new Date(milliseconds).toISOString())

export const section = <P extends Record<string, TSchema>>(properties: P, description: string) =>
  Type.Object(properties, { additionalProperties: false, default: {}, description })

export const optionalSection = <P extends Record<string, TSchema>>(properties: P, description: string) =>
  Type.Object(properties, { additionalProperties: false, description })

/** One address or several, decoded to a list ("off" to an empty one); config/address.ts says what an address is. */
export const listenAddresses = (fallback: string, description: string, mayBeOff = false) =>
  Type.Transform(
    Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
      default: fallback,
      description,
      unit: 'listen',
    }),
  )
    .Decode((value): string[] => {
      if (mayBeOff && value === 'off') return []
      return typeof value === 'string' ? [value] : value
    })
    .Encode((list) => (list.length > 1 ? list : (list[0] ?? 'off')))
