/**
 * Changes of single values and members of a JSON text: every other byte stays, with its order, its white space and its
 * spelling of numbers. What is new in an object stands at its end.
 */

import type { Json, JsonObject } from './json.ts'
import { type ArrayNode, type JsonNode, type ObjectNode, readJsonTree, type StringNode } from './json-tree.ts'
import { type Edit, splice } from './splice.ts'

/** Each place may be changed in one way. */
export interface JsonEdit {
  readonly root: JsonNode
  /** A value as it is written. */
  written(node: JsonNode): string
  /** @param value may still grow until `apply` */
  replace(node: JsonNode, value: Json): void
  /** Puts a text before that of a string. */
  prependText(node: StringNode, text: string): void
  /** Puts an item before those of an array. */
  prependItem(node: ArrayNode, value: Json): void
  /** @param key that the object does not have @param value may still grow until `apply` */
  insert(node: ObjectNode, key: string, value: Json): void
  remove(node: ObjectNode, key: string): void
  /** @returns `bytes` themselves when nothing was changed */
  apply(): Uint8Array
}

interface Membership {
  readonly removed: Set<string>
  readonly inserted: JsonObject
}

/** @param bytes UTF-8 of a text that `parseJson` accepts, without duplicate keys */
export function editJson(bytes: Uint8Array): JsonEdit {
  const edits: Edit[] = []
  const memberships = new Map<ObjectNode, Membership>()
  const replaced = new Map<JsonNode, Json>()
  const put = (start: number, end: number, text: string) =>
    edits.push({ start, end, bytes: Buffer.from(text) })
  const membershipOf = (node: ObjectNode): Membership => {
    const known = memberships.get(node) ?? { removed: new Set(), inserted: Object.create(null) }
    memberships.set(node, known)
    return known
  }

  return {
    root: readJsonTree(bytes),
    written: ({ start, end }) => Buffer.from(bytes.subarray(start, end)).toString(),
    replace: (node, value) => void replaced.set(node, value),
    prependText({ start }, text) {
      put(start + 1, start + 1, JSON.stringify(text.toWellFormed()).slice(1, -1))
    },
    prependItem({ start, items }, value) {
      put(start + 1, start + 1, JSON.stringify(value) + (items.length > 0 ? ',' : ''))
    },
    insert(node, key, value) {
      membershipOf(node).inserted[key] = value
    },
    remove(node, key) {
      membershipOf(node).removed.add(key)
    },
    apply() {
      for (const [{ start, end }, value] of replaced) put(start, end, JSON.stringify(value))
      for (const [node, membership] of memberships) changeMembers(node, membership, put)
      return edits.length === 0 ? bytes : splice(bytes, edits)
    },
  }
}

/** A member goes with the comma behind it, those at the end with the comma before them. */
function changeMembers(
  node: ObjectNode,
  { removed, inserted }: Membership,
  put: (start: number, end: number, text: string) => void,
): void {
  const members = Object.entries(node.members).toSorted(([, a], [, b]) => a.start - b.start)
  const last = members.findLastIndex(([key]) => !removed.has(key))
  for (const [index, [key, { start }]] of members.entries()) {
    if (index < last && removed.has(key)) put(start, members[index + 1]?.[1].start ?? start, '')
  }
  const added = Object.entries(inserted).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  )
  const kept = members[last]?.[1].value.end
  const from = kept ?? members[0]?.[1].start ?? node.start + 1
  const to = members.at(-1)?.[1].value.end ?? from
  if (to > from || added.length > 0) {
    put(from, to, (kept !== undefined && added.length > 0 ? ',' : '') + added.join(','))
  }
}
