/** The Content-Type header, and which types are text. https://www.rfc-editor.org/rfc/rfc9110#name-content-type */

import { isAscii } from 'node:buffer'
import { ProxyError } from '../proxy/errors.ts'
import { isSingleByte } from './charset.ts'

export interface ContentType {
  /** In lower case, e.g. `multipart/form-data`; empty when there is none. */
  readonly type: string
  /** Of a multipart body; empty when there is none. */
  readonly boundary: string
  /** Of one byte a character, where there is more than ASCII; empty for UTF-8. */
  readonly charset: string
}

const TEXT_SUBTYPES =
  'json xml yaml toml javascript typescript ecmascript sh csv sql tex latex graphql markdown python httpd-php ' +
  'x-www-form-urlencoded ndjson jsonl jsonlines json-lines rtf'
const TEXT_TYPE = new RegExp(
  `^text/|^application/(x-)?(${TEXT_SUBTYPES.replaceAll(' ', '|')})$|\\+(json|xml|yaml)$`,
)
const JSON_TYPE = /^(application|text)\/(x-)?json$|\+json$/
const JSON_LINES_TYPE = /^(application|text)\/(x-)?(ndjson|jsonl|jsonlines|json-lines)$/
const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g
/** type "/" subtype and parameters: two such headers are joined by a comma, and who knows which one counts. */
const HEADER = /^$|^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;(?:[^",]|"(?:[^"\\]|\\.)*")*)?$/
/** What nearly all requests say. */
const PLAIN_JSON: ContentType = { type: 'application/json', boundary: '', charset: '' }
const UTF8 = /^(utf-?8|us-ascii)$/i

/** @param type a media type, with or without parameters */
export const isTextType = (type: string): boolean => TEXT_TYPE.test(essence(type))
export const isSoundType = (type: string): boolean => type.startsWith('audio/')
export const isJsonType = (type: string): boolean => JSON_TYPE.test(type)
export const isJsonLinesType = (type: string): boolean => JSON_LINES_TYPE.test(type)

const essence = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase()

/**
 * The parameters of a header such as `text/plain; charset=utf-8`, by lower-case name.
 * @throws {ProxyError} `invalid_header` for one that stands there twice, for a backslash in one, and for one in the
 *   notation of RFC 2231 (`boundary*`, `name*0`) but `filename*`: what counts then depends on the parser (RFC 9110 drops
 *   the backslash, browsers and RFC 7578 know no escapes; Go prefers `boundary*` to `boundary`, others do not know it)
 */
export function parameters(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', quoted, plain] of header.matchAll(PARAMETER)) {
    if (found.has(name.toLowerCase())) {
      throw new ProxyError('invalid_header', { detail: 'A parameter of a header is repeated.' })
    }
    if (quoted?.includes('\\')) {
      throw new ProxyError('invalid_header', { detail: 'A parameter of a header has a backslash.' })
    }
    if (name.includes('*') && name.toLowerCase() !== 'filename*') {
      throw new ProxyError('invalid_header', { detail: 'A parameter of a header is encoded or in pieces.' })
    }
    found.set(name.toLowerCase(), quoted ?? plain ?? '')
  }
  return found
}

/**
 * @param header the value of a Content-Type header; null when there is none
 * @param bytes what it describes; given when a charset other than UTF-8 may be read
 * @throws {ProxyError} `unsupported_encoding` for any other charset, `invalid_header` as `parameters`
 */
export function parseContentType(header: string | null, bytes?: Uint8Array): ContentType {
  if (header === PLAIN_JSON.type) return PLAIN_JSON
  if (header !== null && !HEADER.test(header.trim())) {
    throw new ProxyError('invalid_header', { detail: 'Content-Type must be one media type.' })
  }
  const known = parameters(header ?? '')
  const type = essence(header ?? '')
  const boundary = known.get('boundary') ?? ''
  const charset = known.get('charset')
  if (charset === undefined || UTF8.test(charset)) return { type, boundary, charset: '' }
  if (bytes && isSingleByte(charset)) return { type, boundary, charset: isAscii(bytes) ? '' : charset }
  throw new ProxyError('unsupported_encoding', { detail: 'Send UTF-8.' })
}
