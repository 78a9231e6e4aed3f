/** What a route changes: headers of requests and answers, fields of JSON bodies, the model, the system instruction. */

import { Type } from '@sinclair/typebox'
import { optionalSection, textList } from './fields.ts'
import { VariableText } from './variables.ts'

/** Their values are hardly ever for everybody's eyes. */
const SECRET_NAME = /auth|cookie|credential|key|password|secret|session|token/i

const mapped = <A, B>(table: Readonly<Record<string, A>>, of: (value: A, name: string) => B) =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name, of(value, name)]))

/** Values by the names of headers. Encoding masks what may be a secret. */
const headerTexts = (description: string, example: Readonly<Record<string, string>>) =>
  Type.Optional(
    Type.Transform(
      Type.Record(Type.String(), Type.String({ minLength: 1, unit: 'header-value' }), {
        description,
        examples: [example],
      }),
    )
      .Decode((table) => mapped(table, (text) => new VariableText(text, 'header')))
      .Encode((table) =>
        mapped(table, (text, name) => (SECRET_NAME.test(name) ? text.masked : text.written)),
      ),
  )

const headers = (of: string, example: Readonly<Record<string, string>>) =>
  Type.Optional(
    optionalSection(
      {
        set: headerTexts(
          'instead of what is there; variables: ${request_id} ${client} ${model} ${route} ${env:NAME}',
          example,
        ),
        add: headerTexts('beside what is there', { 'x-tag': 'proxied' }),
        remove: Type.Optional(textList('taken away', ['x-debug'])),
      },
      `Headers of ${of}`,
    ),
  )

/** A value of JSON as TOML writes it; the texts in it may have variables. Null is a date of TOML's, which a rule refuses. */
export type FieldValue =
  | VariableText
  | null
  | number
  | boolean
  | FieldValue[]
  | { [name: string]: FieldValue }

function withVariables(value: unknown): FieldValue {
  if (typeof value === 'string') return new VariableText(value, 'field')
  if (Array.isArray(value)) return value.map(withVariables)
  if (isTable(value)) return mapped(value, withVariables)
  return value as FieldValue
}

function written(value: FieldValue): unknown {
  if (value instanceof VariableText) return value.written
  if (Array.isArray(value)) return value.map(written)
  return isTable(value) ? mapped(value, written) : value
}

const isTable = (value: unknown): value is Readonly<Record<string, FieldValue>> =>
  typeof value === 'object' && value !== null

const fieldValues = (description: string, example: object) =>
  Type.Optional(
    Type.Transform(Type.Record(Type.String(), Type.Unknown(), { description, examples: [example] }))
      .Decode((table) => mapped(table, withVariables))
      .Encode((table) => mapped(table, written)),
  )

const bounds = (description: string, example: object) =>
  Type.Optional(Type.Record(Type.String(), Type.Number(), { description, examples: [example] }))

const body = Type.Optional(
  optionalSection(
    {
      set: fieldValues('fields of the JSON body by dotted path or JSON Pointer; with variables', {
        store: false,
        user: '${client}',
      }),
      default: fieldValues('the same where the request has none, or null', { temperature: 0.2 }),
      cap: bounds('numbers are lowered to this; what is not there stays so: see default', {
        max_tokens: 4096,
      }),
      floor: bounds('numbers are raised to this', { 'options.num_predict': 1 }),
      remove: Type.Optional(textList('taken away', ['logit_bias'])),
    },
    'Fields of the body; every other byte stays as it came',
  ),
)

export const rewriting = {
  force_model: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'the model that is asked for, whatever the client says; a target may have another one',
      examples: ['gpt-4o-mini'],
    }),
  ),
  forbid_models: Type.Optional(
    textList('a request that names one of these models is refused', ['*-preview']),
  ),
  system: Type.Optional(
    Type.Transform(
      Type.String({
        minLength: 1,
        description:
          'put before all system instructions, in the place that the format has for them; not scanned',
        examples: ['Answer in English.'],
      }),
    )
      .Decode((text) => new VariableText(text, 'instruction'))
      .Encode((text) => text.written),
  ),
  request_headers: headers('the request to the provider', { 'x-team': '${client}' }),
  response_headers: headers('the answer to the client', { 'x-route': '${route}' }),
  body,
}
