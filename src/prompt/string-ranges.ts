/**
 * Where the strings of a JSON text stand in its bytes. The walk (json-text.ts) numbers keys and string values in the
 * order in which JavaScript enumerates them, which is not that of the text where a key is a number; so this builds the
 * same objects, with ranges for values, and numbers them in the same way. It runs only for a body that is rewritten.
 */

/** Offsets of a token, its quotes included; `end` is behind it. */
export class Range {
  readonly start: number
  readonly end: number

  constructor(start: number, end: number) {
    this.start = start
    this.end = end
  }
}

interface Members {
  [key: string]: Tree
}
type Tree = Range | Tree[] | Members | undefined

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const [COMMA, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d]

/**
 * @param bytes UTF-8 of a text that `parseJson` accepts, without duplicate keys
 * @param wanted numbers of string values, from 1
 */
export function stringRanges(bytes: Uint8Array, wanted: ReadonlySet<number>): ReadonlyMap<number, Range> {
  const found = new Map<number, Range>()
  let number = 0
  const visit = (tree: Tree): void => {
    if (tree instanceof Range) {
      number++
      if (wanted.has(number)) found.set(number, tree)
    } else if (Array.isArray(tree)) {
      for (const item of tree) visit(item)
    } else if (tree) {
      for (const key in tree) {
        number++
        visit(tree[key])
      }
    }
  }
  visit(readTree(bytes))
  return found
}

function readTree(bytes: Uint8Array): Tree {
  let at = 0
  return readValue()

  function readValue(): Tree {
    skipSpace()
    switch (bytes[at]) {
      case QUOTE:
        return readString()
      case OPEN_BRACKET:
        return readArray()
      case OPEN_BRACE:
        return readObject()
      default:
        while (at < bytes.length && !endsScalar(bytes[at] ?? 0)) at++
        return undefined
    }
  }

  function readString(): Range {
    const start = at
    at++
    while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
    at++
    return new Range(start, at)
  }

  function readArray(): Tree[] {
    const items: Tree[] = []
    while (next(CLOSE_BRACKET)) items.push(readValue())
    return items
  }

  function readObject(): Members {
    const members: Members = Object.create(null)
    while (next(CLOSE_BRACE)) {
      const { start, end } = readString()
      const key: string = JSON.parse(Buffer.from(bytes.subarray(start, end)).toString())
      skipSpace()
      at++ // the colon
      members[key] = readValue()
    }
    return members
  }

  /** Steps over what opens or separates. @returns false behind the end */
  function next(close: number): boolean {
    skipSpace()
    if (bytes[at] !== close) at++
    skipSpace()
    if (bytes[at] !== close) return true
    at++
    return false
  }

  function skipSpace(): void {
    while (at < bytes.length && (bytes[at] ?? 0) <= SPACE) at++
  }
}

const endsScalar = (byte: number): boolean =>
  byte <= SPACE || byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE
