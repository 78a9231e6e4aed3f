/** Changed fields against a model on parsed values, with a second parser as the witness for all other bytes. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'
import { changeFields, type FieldChange } from '../../src/prompt/change-fields.ts'
import type { Json, JsonObject } from '../../src/prompt/json.ts'
import { ProxyError } from '../../src/proxy/errors.ts'

const change = (body: string, changes: readonly FieldChange[], spelling: 'exact' | 'protobuf' = 'exact') =>
  Buffer.from(changeFields(Buffer.from(body), changes, spelling)).toString()
const set = (path: string, value: Json): FieldChange => ({ kind: 'set', path: path.split('.'), value })
const bound = (path: string, floor: number, cap: number): FieldChange => ({
  kind: 'bound',
  path: path.split('.'),
  floor,
  cap,
})

test.each([
  ['an index', '{"a":[1, {"b" : 2}]}', [set('a.1.b', 3)], '{"a":[1, {"b" : 3}]}'],
  ['an index that is a name', '{"a":{"0":1}}', [set('a.0', 2)], '{"a":{"0":2}}'],
  ['an empty object', '{ }', [set('a.b', 1), set('a.c', 2), set('d', null)], '{"a":{"b":1,"c":2},"d":null }'],
  ['null for an object', '{"a": null}', [set('a.b', 1), set('a.c.d', 2)], '{"a": {"b":1,"c":{"d":2}}}'],
  ['__proto__', '{}', [set('__proto__.x', 1)], '{"__proto__":{"x":1}}'],
  ['an exponent beyond all numbers', '{"n":1e999}', [bound('n', 1, 9)], '{"n":9}'],
  ['a number within, in its spelling', '{"n":5.00}', [bound('n', 1, 9)], '{"n":5.00}'],
  ['no end', '{"n": -1 }', [bound('n', 1, 9)], '{"n": 1 }'],
] as const)('%s', (_, body, changes, expected) => {
  expect(change(body, changes)).toBe(expected)
})

test("protocol buffers' two spellings", () => {
  const cap = [bound('generationConfig.maxOutputTokens', 0, 5)]
  const body = '{"generation_config":{"max_output_tokens":9}}'
  expect(change(body, cap, 'protobuf')).toBe(body.replace('9', '5'))
  expect(change(body, cap)).toBe(body)
  const both = '{"generation_config":{},"generationConfig":{"maxOutputTokens":9}}'
  expect(() => change(both, cap, 'protobuf')).toThrow(ProxyError)
})

test('nothing to change is nothing changed', () => {
  const body = Buffer.from('{"a":1}')
  expect(
    changeFields(body, [set('a', 1), bound('b', 1, 2), { kind: 'remove', path: ['c', 'd'] }], 'exact'),
  ).toBe(body)
})

/** What it comes to, on values. @returns false where an object was needed */
function apply(root: JsonObject, { path, ...change }: FieldChange): boolean {
  const grows = change.kind === 'set' || change.kind === 'default'
  let inner: Json = root
  for (const [depth, name] of path.entries()) {
    if (typeof inner !== 'object' || inner === null) return !grows
    if (Array.isArray(inner) && inner[Number(name)] === undefined) return !grows
    const members = inner as JsonObject
    const old = members[name]
    if (depth < path.length - 1) {
      if (old === undefined || old === null) {
        if (!grows) return true
        members[name] = {}
      }
      inner = members[name] ?? null
    } else if (change.kind === 'set') members[name] = change.value
    else if (change.kind === 'default') members[name] = old ?? change.value
    else if (change.kind === 'remove') {
      if (!Array.isArray(inner)) delete members[name]
    } else if (old !== undefined && old !== null) {
      if (typeof old !== 'number') return false
      members[name] = Math.min(Math.max(old, change.floor), change.cap)
    }
  }
  return true
}

const NAMES = ['a', 'b', 'c', '1', 'ä"']
const leaf = fc.oneof(fc.constant(null), fc.integer({ min: -9, max: 9 }), fc.string(), fc.boolean())
const { object } = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 5 }),
  value: fc.oneof({ maxDepth: 3 }, leaf, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
}))
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
const fieldChange: fc.Arbitrary<FieldChange> = fc.oneof(
  fc.record({ kind: fc.constantFrom('set', 'default'), path, value: leaf }),
  fc.record({
    kind: fc.constant('bound'),
    path,
    floor: fc.integer({ min: -5, max: 0 }),
    cap: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({ kind: fc.constant('remove'), path }),
)
const overlap = (a: readonly string[], b: readonly string[]) =>
  a.slice(0, b.length).every((name, index) => name === b[index])
const isApart = (changes: readonly FieldChange[]) =>
  changes.every((a, i) =>
    changes.every((b, j) => i === j || (!overlap(a.path, b.path) && !overlap(b.path, a.path))),
  )

/** White space of its own between all tokens. */
const spaced = (value: unknown, gaps: readonly string[]): string => {
  let turn = 0
  return JSON.stringify(value).replaceAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g, (token) => {
    turn++
    return token + (gaps[turn % gaps.length] ?? '')
  })
}

/** Every node that no change touches, with its place. */
function untouched(node: Node, changes: readonly FieldChange[], at: string[] = []): [string[], Node][] {
  if (changes.some((change) => overlap(at, change.path))) return []
  if (!changes.some((change) => overlap(change.path, at))) return [[at, node]]
  return (node.children ?? []).flatMap((child) => {
    const [key, value] = child.children ?? []
    return child.type === 'property' && key && value ? untouched(value, changes, [...at, key.value]) : []
  })
}

test('values come to what the model says, and every byte elsewhere stays', () => {
  let changed = 0
  let refused = 0
  fc.assert(
    fc.property(
      object,
      fc.array(fieldChange, { minLength: 1, maxLength: 4 }).filter(isApart),
      fc.array(fc.constantFrom('', ' ', '\n', '\t '), { minLength: 1, maxLength: 5 }),
      (value, changes, gaps) => {
        const body = spaced(value, gaps)
        const model: JsonObject = structuredClone(value)
        const fits = changes.map((change) => apply(model, change)).every((ok) => ok)
        if (!fits) {
          refused++
          expect(() => change(body, changes)).toThrow(ProxyError)
          return
        }
        const result = change(body, changes)
        if (result !== body) changed++
        expect(JSON.parse(result)).toEqual(model)
        const [before, after] = [parseTree(body), parseTree(result)]
        if (!before || !after) throw new Error('no JSON')
        const slice = (text: string, { offset, length }: Node) => text.slice(offset, offset + length)
        for (const [at, node] of untouched(before, changes)) {
          const same = findNodeAtLocation(after, at)
          expect(same && slice(result, same)).toBe(slice(body, node))
        }
        // Around the outermost object, and in the order of what stays.
        expect(result.slice(after.offset + after.length)).toBe(body.slice(before.offset + before.length))
        const keys = (node: Node) => (node.children ?? []).map((child) => String(child.children?.[0]?.value))
        const kept = keys(before).filter((key) => keys(after).includes(key))
        expect(keys(after).filter((key) => keys(before).includes(key))).toEqual(kept)
      },
    ),
    { numRuns: 3000 },
  )
  expect(changed).toBeGreaterThan(500)
  expect(refused).toBeGreaterThan(50)
})
