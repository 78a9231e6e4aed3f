/** A JSON text as values with their places in its bytes. Built only for a body that is rewritten. */

export interface StringNode {
  readonly kind: 'string'
  /** Offset of its first byte, quotes included. */
  readonly start: number
  /** Behind its last byte. */
  readonly end: number
}
export interface ScalarNode {
  readonly kind: 'scalar'
  readonly start: number
  readonly end: number
}
export interface ArrayNode {
  readonly kind: 'array'
  readonly start: number
  readonly end: number
  readonly items: readonly JsonNode[]
}
export interface ObjectNode {
  readonly kind: 'object'
  readonly start: number
  readonly end: number
  /** In the order in which JavaScript enumerates them; has no prototype. */
  readonly members: Readonly<Record<string, Member>>
}
export interface Member {
  /** Where its key begins. */
  readonly start: number
  readonly value: JsonNode
}
export type JsonNode = StringNode | ScalarNode | ArrayNode | ObjectNode

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const [COMMA, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d]

/** @param bytes UTF-8 of a text that `parseJson` accepts, without duplicate keys */
export function readJsonTree(bytes: Uint8Array): JsonNode {
  let at = 0
  return readValue()

  function readValue(): JsonNode {
    skipSpace()
    const start = at
    switch (bytes[at]) {
      case QUOTE:
        return readString()
      case OPEN_BRACKET: {
        const items: JsonNode[] = []
        while (next(CLOSE_BRACKET)) items.push(readValue())
        return { kind: 'array', start, end: at, items }
      }
      case OPEN_BRACE: {
        const members = readMembers()
        return { kind: 'object', start, end: at, members }
      }
      default:
        while (at < bytes.length && !endsScalar(bytes[at] ?? 0)) at++
        return { kind: 'scalar', start, end: at }
    }
  }

  function readString(): StringNode {
    const start = at
    let close = bytes.indexOf(QUOTE, start + 1)
    while (isEscaped(bytes, close)) close = bytes.indexOf(QUOTE, close + 1)
    at = close + 1
    return { kind: 'string', start, end: at }
  }

  function readMembers(): ObjectNode['members'] {
    const members: Record<string, Member> = Object.create(null)
    while (next(CLOSE_BRACE)) {
      const { start, end } = readString()
      const key: string = JSON.parse(Buffer.from(bytes.subarray(start, end)).toString())
      skipSpace()
      at++ // the colon
      members[key] = { start, value: readValue() }
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

/** After an odd number of backslashes. */
function isEscaped(bytes: Uint8Array, quote: number): boolean {
  let before = quote
  while (bytes[before - 1] === BACKSLASH) before--
  return (quote - before) % 2 === 1
}

const endsScalar = (byte: number): boolean =>
  byte <= SPACE || byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE
