/**
 * JSON that every parser reads alike (RFC 8259, I-JSON of RFC 7493): UTF-8 without byte order mark, one document,
 * no duplicate keys, no lone surrogates, bounded depth. Anything else is refused, since the scanner and the provider
 * might see two different requests.
 *
 * `JSON.parse` drops duplicates silently, so they are found by counting: a duplicate is a string token of the text
 * that is missing from the parsed value. The walk counts the values, string-tokens.ts the tokens; that costs a
 * fraction of a parser of our own, and proves for each request that the walk has seen every string of it.
 */

import { ProxyError } from '../proxy/errors.ts'
import { findDuplicateKey } from './duplicate-key.ts'
import type { Glance } from './string-tokens.ts'

export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

const BYTE_ORDER_MARK = 0xfeff

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * @param detail what to do instead
 * @throws {ProxyError} `invalid_utf8` when the bytes are not well-formed UTF-8
 */
export function decodeUtf8(bytes: Uint8Array, detail?: string): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new ProxyError('invalid_utf8', { cause, ...(detail !== undefined && { detail }) })
  }
}

/**
 * Parses a text; duplicates are still to be excluded by `assertNoDuplicates`.
 * @throws {ProxyError} `invalid_json`, never with a word of the content
 */
export function parseJson(text: string, { hasEscapes }: Glance): Json {
  if (text.charCodeAt(0) === BYTE_ORDER_MARK) {
    throw new ProxyError('invalid_json', {
      detail: 'It begins with a byte order mark (RFC 8259, section 8.1).',
    })
  }
  const value = parse(text)
  if (hasEscapes && /\\u[dD][89a-fA-F]/.test(text)) assertWellFormed(value)
  return value
}

/** Whether a text is JSON at all, ambiguous or not. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The engine's message quotes the text around the error, so only its kind is passed on.
    const nested = cause instanceof RangeError
    throw new ProxyError('invalid_json', nested ? { cause, detail: 'It is nested too deeply.' } : { cause })
  }
}

/**
 * @param visited how many keys and string values its parsed value has
 * @throws {ProxyError} `duplicate_json_key`, naming the place
 */
export function assertNoDuplicates(text: string, { strings }: Glance, visited: number): void {
  if (visited === strings) return
  const path = findDuplicateKey(text)
  throw new ProxyError('duplicate_json_key', { detail: `The second one is at ${path}.`, fields: { path } })
}

/** No key and no string may hold one half of a surrogate pair, which only a \u escape can bring about. */
function assertWellFormed(value: Json): void {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return
    throw new ProxyError('invalid_json', { detail: 'A \\u escape is one half of a surrogate pair.' })
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    assertWellFormed(key)
    assertWellFormed(member)
  }
}
