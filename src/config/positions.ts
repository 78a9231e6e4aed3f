/**
 * Where each key and value of a TOML file stands. smol-toml gives values without positions, so a second parser
 * reads the file for them, and only once there is an error to place.
 */

import { type AST, getStaticTOMLValue, parseTOML } from 'toml-eslint-parser'
import { type Path, toPointer } from './problem.ts'

interface Position {
  /** Both counted from 1. */
  readonly line: number
  readonly column: number
}

export interface Positions {
  /** Where the value at `path` stands, or else the innermost table around it that is in the file. */
  value(path: Path): Position
  /** The same for the key. */
  key(path: Path): Position
}

const START: Position = { line: 1, column: 1 }

/** Positions in a text that smol-toml has accepted; everything is at the start when the second parser differs. */
export function findPositions(text: string): Positions {
  const keys = new Map<string, Position>()
  const values = new Map<string, Position>()
  try {
    for (const node of parseTOML(text).body[0].body) {
      if (node.type === 'TOMLKeyValue') addPair(node, [])
      else addTable(node)
    }
  } catch {
    return { value: () => START, key: () => START }
  }
  return { value: (path) => nearest(values, path), key: (path) => nearest(keys, path) }

  function addTable(table: AST.TOMLTable): void {
    add(keys, table.resolvedKey, table.key)
    add(values, table.resolvedKey, table.key)
    for (const pair of table.body) addPair(pair, table.resolvedKey)
  }

  function addPair(pair: AST.TOMLKeyValue, parent: Path): void {
    let path = parent
    // A dotted key (`tls.cert = ...`) makes tables on its way.
    for (const part of pair.key.keys) {
      path = [...path, getStaticTOMLValue(part)]
      add(keys, path, part)
      if (path.length < parent.length + pair.key.keys.length) add(values, path, part)
    }
    addValue(pair.value, path)
  }

  function addValue(node: AST.TOMLContentNode, path: Path): void {
    add(values, path, node)
    if (node.type === 'TOMLArray')
      for (const [index, element] of node.elements.entries()) addValue(element, [...path, index])
    if (node.type === 'TOMLInlineTable') for (const pair of node.body) addPair(pair, path)
  }
}

function add(positions: Map<string, Position>, path: Path, node: AST.TOMLNode): void {
  const pointer = toPointer(path)
  const { line, column } = node.loc.start
  if (!positions.has(pointer)) positions.set(pointer, { line, column: column + 1 })
}

function nearest(positions: ReadonlyMap<string, Position>, path: Path): Position {
  for (let length = path.length; length > 0; length--) {
    const position = positions.get(toPointer(path.slice(0, length)))
    if (position) return position
  }
  return START
}
