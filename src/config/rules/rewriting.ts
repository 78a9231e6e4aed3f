/** What a route may change: names that are names, nothing twice, and nothing that is the proxy's own. */

import { endpointOf } from '../../prompt/endpoint.ts'
import { hasSystemPlace } from '../../prompt/system-instruction.ts'
import { whyUnsettable } from '../../proxy/headers.ts'
import { leavesOf } from '../../proxy/routes/rewriting.ts'
import { parseFieldPath } from '../field-path.ts'
import type { Path } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { RouteConfig } from '../schema-routes.ts'
import { VariableText } from '../variables.ts'

export const rewritingRules: readonly Rule[] = [
  {
    check(config, report) {
      config.routes.forEach((route, index) => {
        const path = ['routes', index]
        checkHeaders(route, 'request', path, report)
        checkHeaders(route, 'response', path, report)
        checkFields(route, [...path, 'body'], report)
        checkModel(route, path, report)
        checkSystem(route, path, report)
      })
    },
  },
]

const CHANGES = [
  'force_model',
  'forbid_models',
  'system',
  'request_headers',
  'response_headers',
  'body',
] as const

/** Whether a route does anything to what passes. */
export const changesAnything = (route: RouteConfig): boolean =>
  CHANGES.some((key) => route[key] !== undefined)

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

function checkHeaders(route: RouteConfig, of: 'request' | 'response', path: Path, report: Report): void {
  const changes = route[`${of}_headers`]
  if (!changes) return
  const { set = {}, add = {}, remove = [] } = changes
  const named = (key: string, name: string, step: string | number) => ({
    name,
    place: [...path, `${of}_headers`, key, step],
  })
  const all = [
    ...Object.keys(set).map((name) => named('set', name, name)),
    ...Object.keys(add).map((name) => named('add', name, name)),
    ...remove.map((name, index) => named('remove', name, index)),
  ]
  const seen = new Set<string>()
  for (const { name, place } of all) {
    const folded = name.toLowerCase()
    const isRemoved = typeof place.at(-1) === 'number'
    const why = TOKEN.test(name) ? whyUnsettable(folded, of) : 'is no name of a header'
    if (why !== undefined) report.error(place, `${JSON.stringify(name)} cannot be changed: it ${why}`)
    else if (isRemoved && of === 'request' && folded === 'user-agent')
      report.error(place, 'the runtime would send a user-agent of its own; set another one')
    else if (seen.has(folded)) report.error(place, `${JSON.stringify(name)} is changed in another way too`)
    seen.add(folded)
  }
}

interface Changed {
  readonly kind: 'set' | 'default' | 'cap' | 'floor' | 'remove'
  readonly fields: readonly string[]
  readonly place: Path
}

function checkFields({ body }: RouteConfig, path: Path, report: Report): void {
  if (!body) return
  const changed: Changed[] = []
  const add = (kind: Changed['kind'], name: string, step: string | number) => {
    const fields = parseFieldPath(name)
    const place = [...path, kind, step]
    if (fields) changed.push({ kind, fields, place })
    else report.error(place, 'is no path of a field; write "metadata.team" or "/metadata/team"')
  }
  for (const kind of ['set', 'default'] as const) {
    for (const [name, value] of Object.entries(body[kind] ?? {})) {
      const place = [...path, kind, name]
      if (!parseFieldPath(name)) add(kind, name, name)
      for (const leaf of leavesOf({ [name]: value })) changed.push({ kind, fields: leaf.path, place })
      if (!isJsonValue(value))
        report.error(place, 'is no value of JSON; write dates and special numbers as text')
    }
  }
  for (const kind of ['cap', 'floor'] as const)
    for (const name of Object.keys(body[kind] ?? {})) add(kind, name, name)
  for (const [index, name] of (body.remove ?? []).entries()) add('remove', name, index)
  changed.forEach((change, index) => {
    const { fields, place } = change
    if (fields[0] === 'model' || fields[0] === 'models') {
      report.error(
        place,
        'is how a request names its model; use force_model, rename or a target with a model',
      )
    }
    const other = changed.slice(0, index).find((earlier) => collide(earlier, change))
    if (other) report.error(place, `is changed in another way too, by ${other.kind}`)
  })
  for (const [name, floor] of Object.entries(body.floor ?? {})) {
    if (floor > (body.cap?.[name] ?? floor)) report.error([...path, 'floor', name], 'is above its cap')
  }
}

/** A number may have a default and bounds. */
function collide(a: Changed, b: Changed): boolean {
  const length = Math.min(a.fields.length, b.fields.length)
  if (!a.fields.slice(0, length).every((name, index) => name === b.fields[index])) return false
  if (a.fields.length !== b.fields.length || a.kind === b.kind) return true
  return [a.kind, b.kind].some((kind) => kind === 'set' || kind === 'remove')
}

function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJsonValue)
  if (value instanceof VariableText) return true
  if (value === null || typeof value === 'bigint') return false
  return typeof value !== 'object' || Object.values(value).every(isJsonValue)
}

function checkModel(route: RouteConfig, path: Path, report: Report): void {
  if (route.force_model !== undefined && route.rename) {
    report.error([...path, 'rename'], 'gives other models other names, where force_model asks for one only')
  }
  if (route.deny === undefined) return
  for (const key of CHANGES) {
    if (route[key] !== undefined) report.error([...path, key], 'a route that denies sends nothing to change')
  }
}

/** Where the path alone says which format it is. */
function checkSystem(
  { system, paths = [], strip_prefix = '' }: RouteConfig,
  path: Path,
  report: Report,
): void {
  if (system === undefined) return
  paths.forEach((pattern, index) => {
    if (pattern.includes('*')) return
    const sent = pattern.startsWith(strip_prefix)
      ? pattern.slice(strip_prefix.replace(/\/$/, '').length)
      : pattern
    const endpoint = endpointOf(sent)
    if (hasSystemPlace(endpoint, sent)) return
    report.error(
      [...path, 'paths', index],
      `requests of this path (${endpoint.format}) have no place for the system instruction of the route`,
    )
  })
}
