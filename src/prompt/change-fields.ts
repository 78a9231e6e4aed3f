/**
 * Fields of a JSON body that are set, bounded or taken away. What two parsers could take for the same field is refused:
 * a name that differs in case only is another one for JavaScript and Python, and the same one for Go.
 */

import { ProxyError } from '../proxy/errors.ts'
import type { Json, JsonObject } from './json.ts'
import { editJson, type JsonEdit } from './json-edit.ts'
import type { JsonNode, ObjectNode } from './json-tree.ts'

export type FieldChange = { readonly path: readonly string[] } & (
  | { readonly kind: 'set'; readonly value: Json }
  /** Where there is nothing, or null. */
  | { readonly kind: 'default'; readonly value: Json }
  /** A number is moved to the nearest one that is allowed; what is not there stays so. */
  | { readonly kind: 'bound'; readonly floor: number; readonly cap: number }
  | { readonly kind: 'remove' }
)

/** How a format spells the names of its fields: protocol buffers take `maxTokens` and `max_tokens` for one. */
export type Spelling = 'exact' | 'protobuf'

/**
 * @param body UTF-8 of a JSON object that was walked
 * @param changes of which none is within another, other than a default and a bound of the same field
 * @returns `body` itself when nothing is different
 * @throws {ProxyError} `unrewritable_request`, `duplicate_json_key`
 */
export function changeFields(
  body: Uint8Array,
  changes: readonly FieldChange[],
  spelling: Spelling,
): Uint8Array {
  const edit = editJson(body)
  const fresh = new Map<JsonNode, JsonObject>()
  for (const change of changes) {
    const { path, kind } = change
    const place = find(edit, path, spelling)
    if (place.kind === 'blocked') {
      if (kind === 'set' || kind === 'default') throw notAnObject(path, place.depth)
    } else if (place.kind === 'missing') {
      if (kind === 'set' || kind === 'default') grow(edit, fresh, place, change.value)
    } else if (kind === 'remove') {
      if (place.parent) edit.remove(place.parent, place.key)
    } else if (kind === 'bound') {
      bound(edit, place.node, change)
    } else if (kind === 'set' || edit.written(place.node) === 'null') {
      if (edit.written(place.node) !== JSON.stringify(change.value)) edit.replace(place.node, change.value)
    }
  }
  return edit.apply()
}

type Place =
  | {
      readonly kind: 'found'
      readonly node: JsonNode
      readonly parent: ObjectNode | undefined
      readonly key: string
    }
  /** `node` is an object without the next name, or null. */
  | { readonly kind: 'missing'; readonly node: JsonNode; readonly rest: readonly string[] }
  /** Something that has no members stands where an object should. */
  | { readonly kind: 'blocked'; readonly depth: number }

function find(edit: JsonEdit, path: readonly string[], spelling: Spelling): Place {
  let node = edit.root
  let parent: ObjectNode | undefined
  let key = ''
  for (const [depth, name] of path.entries()) {
    if (node.kind === 'scalar' && edit.written(node) === 'null') {
      return { kind: 'missing', node, rest: path.slice(depth) }
    }
    if (node.kind === 'array') {
      const item: JsonNode | undefined = /^\d+$/.test(name) ? node.items[Number(name)] : undefined
      if (!item) return { kind: 'blocked', depth }
      node = item
      parent = undefined
      continue
    }
    if (node.kind !== 'object') return { kind: 'blocked', depth }
    const known = keyOf(node, name, spelling)
    const member = known === undefined ? undefined : node.members[known]
    if (known === undefined || !member) return { kind: 'missing', node, rest: path.slice(depth) }
    parent = node
    key = known
    node = member.value
  }
  return { kind: 'found', node, parent, key }
}

/** @returns the name under which an object has a field; undefined when it has not @throws {ProxyError} for look-alikes */
export function keyOf({ members }: ObjectNode, name: string, spelling: Spelling): string | undefined {
  const camel = spelling === 'protobuf' ? camelCase(name) : name
  let found: string | undefined
  for (const key in members) {
    const isSame = key === name || (spelling === 'protobuf' && camelCase(key) === camel)
    if (isSame ? found !== undefined : key.toLowerCase() === name.toLowerCase()) {
      throw new ProxyError('duplicate_json_key', {
        detail: `The route changes ${JSON.stringify(name)}, which this body spells otherwise, too.`,
      })
    }
    if (isSame) found = key
  }
  return found
}

/** https://protobuf.dev/programming-guides/json/ */
const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** Several new fields may have the same new object around them. */
function grow(
  edit: JsonEdit,
  fresh: Map<JsonNode, JsonObject>,
  { node, rest }: Extract<Place, { kind: 'missing' }>,
  value: Json,
): void {
  const top: JsonObject = fresh.get(node) ?? Object.create(null)
  fresh.set(node, top)
  let inner = top
  for (const name of rest.slice(0, -1)) {
    const next: Json = inner[name] ?? Object.create(null)
    inner[name] = next
    inner = next as JsonObject
  }
  inner[rest.at(-1) ?? ''] = value
  const [first = ''] = rest
  if (node.kind === 'object') edit.insert(node, first, top[first] ?? null)
  else edit.replace(node, top)
}

function bound(
  edit: JsonEdit,
  node: JsonNode,
  { floor, cap, path }: Extract<FieldChange, { kind: 'bound' }>,
): void {
  const written = edit.written(node)
  if (written === 'null') return
  const number = node.kind === 'scalar' ? Number(written) : Number.NaN
  if (Number.isNaN(number)) {
    throw new ProxyError('unrewritable_request', { detail: `What is at ${path.join('.')} must be a number.` })
  }
  const nearest = Math.min(Math.max(number, floor), cap)
  if (nearest !== number) edit.replace(node, nearest)
}

const notAnObject = (path: readonly string[], depth: number): ProxyError =>
  new ProxyError('unrewritable_request', {
    detail: `What is at ${path.slice(0, depth).join('.')} must be an object.`,
  })
