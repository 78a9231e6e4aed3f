/**
 * Where the strings of a JSON text stand in its bytes. The walk (json-text.ts) numbers keys and string values in the
 * order in which JavaScript enumerates them, which is not that of the text where a key is a number; so this goes over
 * the same objects, and numbers them in the same way. It runs only for a body that is rewritten.
 */

import { type JsonNode, readJsonTree, type StringNode } from './json-tree.ts'

/**
 * @param bytes UTF-8 of a text that `parseJson` accepts, without duplicate keys
 * @param wanted numbers of string values, from 1
 */
export function stringRanges(
  bytes: Uint8Array,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, StringNode> {
  const found = new Map<number, StringNode>()
  let number = 0
  const visit = (node: JsonNode): void => {
    if (node.kind === 'string') {
      number++
      if (wanted.has(number)) found.set(number, node)
    } else if (node.kind === 'array') {
      for (const item of node.items) visit(item)
    } else if (node.kind === 'object') {
      for (const key in node.members) {
        number++
        const member = node.members[key]
        if (member) visit(member.value)
      }
    }
  }
  visit(readJsonTree(bytes))
  return found
}
