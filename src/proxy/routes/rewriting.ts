/** What a route changes of requests and answers, as it is configured; undefined parts cost nothing. */

import { parseFieldPath } from '../../config/field-path.ts'
import type { FieldValue } from '../../config/schema-rewriting.ts'
import type { RouteConfig } from '../../config/schema-routes.ts'
import { type Variables, VariableText } from '../../config/variables.ts'
import type { FieldChange } from '../../prompt/change-fields.ts'
import type { Json } from '../../prompt/json.ts'
import type { Exchange } from '../exchange.ts'

export interface HeaderChanges {
  readonly remove: readonly string[]
  readonly set: readonly (readonly [name: string, value: VariableText])[]
  readonly add: readonly (readonly [name: string, value: VariableText])[]
}

export interface BodyChanges {
  readonly fields: ((variables: Variables) => readonly FieldChange[]) | undefined
  readonly system: VariableText | undefined
  /** Whether OpenRouter's list of fallbacks would lead to models that are not the forced one. */
  readonly dropsModels: boolean
}

export interface Rewriting {
  readonly request: HeaderChanges | undefined
  readonly response: HeaderChanges | undefined
  readonly body: BodyChanges | undefined
}

/** @returns undefined for a route that changes nothing */
export function composeRewriting(route: RouteConfig): Rewriting | undefined {
  const fields = fieldChanges(route)
  const { system } = route
  const dropsModels = route.force_model !== undefined
  const body = fields || system || dropsModels ? { fields, system, dropsModels } : undefined
  const request = headerChanges(route.request_headers)
  const response = headerChanges(route.response_headers)
  return body || request || response ? { request, response, body } : undefined
}

export const variablesOf = ({ id, client, model, route }: Exchange): Variables => ({
  request_id: id,
  client: client.name,
  model,
  route,
})

/** A header whose value comes out empty is not sent, whatever the client says. */
export function changeHeaders(
  headers: Headers,
  changes: HeaderChanges | undefined,
  exchange: Exchange,
): void {
  if (!changes) return
  const { remove, set, add } = changes
  const variables = variablesOf(exchange)
  for (const name of remove) headers.delete(name)
  for (const [name, text] of set) {
    const value = text.fill(variables)
    if (value === '') headers.delete(name)
    else headers.set(name, value)
  }
  for (const [name, text] of add) {
    const value = text.fill(variables)
    if (value !== '') headers.append(name, value)
  }
}

function headerChanges(config: RouteConfig['request_headers']): HeaderChanges | undefined {
  if (!config) return undefined
  const { remove = [], set = {}, add = {} } = config
  return { remove, set: Object.entries(set), add: Object.entries(add) }
}

interface Leaf {
  readonly path: readonly string[]
  readonly value: FieldValue
}

/** A table says what its members are to be, and nothing of the others beside them. */
export function leavesOf(table: Readonly<Record<string, FieldValue>>, above: readonly string[] = []): Leaf[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const path = [...above, ...(parseFieldPath(name) ?? [name])]
    const isTable =
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      !(value instanceof VariableText) &&
      Object.keys(value).length > 0
    return isTable ? leavesOf(value, path) : [{ path, value }]
  })
}

function fieldChanges({ body = {} }: RouteConfig): BodyChanges['fields'] {
  const { set = {}, default: defaults = {}, cap = {}, floor = {}, remove = [] } = body
  const fixed: FieldChange[] = [
    ...remove.map((name): FieldChange => ({ kind: 'remove', path: parseFieldPath(name) ?? [name] })),
    ...boundsOf(cap, floor),
  ]
  const values = [
    ...leavesOf(set).map((leaf) => ({ kind: 'set' as const, ...leaf })),
    ...leavesOf(defaults).map((leaf) => ({ kind: 'default' as const, ...leaf })),
  ]
  if (fixed.length + values.length === 0) return undefined
  return (variables) => [
    ...values.map(({ kind, path, value }) => ({ kind, path, value: jsonOf(value, variables) })),
    ...fixed,
  ]
}

function boundsOf(
  cap: Readonly<Record<string, number>>,
  floor: Readonly<Record<string, number>>,
): FieldChange[] {
  const bounds = new Map<string, { floor: number; cap: number }>()
  const at = (name: string) => {
    const key = JSON.stringify(parseFieldPath(name) ?? [name])
    const bound = bounds.get(key) ?? { floor: Number.NEGATIVE_INFINITY, cap: Number.POSITIVE_INFINITY }
    bounds.set(key, bound)
    return bound
  }
  for (const [name, value] of Object.entries(cap)) at(name).cap = value
  for (const [name, value] of Object.entries(floor)) at(name).floor = value
  return [...bounds].map(([key, bound]) => ({ kind: 'bound', path: JSON.parse(key), ...bound }))
}

function jsonOf(value: FieldValue, variables: Variables): Json {
  if (value instanceof VariableText) return value.fill(variables)
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, jsonOf(child, variables)]))
}
