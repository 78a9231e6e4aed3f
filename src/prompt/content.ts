/** Bytes with a declared type: a body, or a file in one. JSON is read as JSON whatever it is called. */

import { ProxyError } from '../proxy/errors.ts'
import { batchLine } from './batch-line.ts'
import { readingsOf } from './charset.ts'
import { isJsonLinesType, isSoundType, isTextType } from './content-type.ts'
import { decodeUtf8, isJson, type Json } from './json.ts'
import { isJsonLines, walkJsonLines } from './json-lines.ts'
import { walkJsonText } from './json-text.ts'
import { textInNoise } from './noise.ts'
import type { Rule } from './rule.ts'
import type { Role } from './segment.ts'
import { isPdf, isPrintable, sniff, textInMedia } from './sniff.ts'
import { addDecoded, addText, type Walk } from './walk.ts'
import { encodedText } from './whole.ts'

interface Content {
  readonly bytes: Uint8Array
  /** Declared media type without parameters; empty when there is none. */
  readonly type: string
  /** Of one byte a character; empty or missing for UTF-8. */
  readonly charset?: string
  /** What the format says of it when it is JSON. */
  readonly rule: Rule
  /** Who says it, when it is plain text. */
  readonly role: Role
  /** Where it stands in the body; empty for the body itself. */
  readonly path: string
}

const NAME_IT = 'The charset of a text may be named: text/csv; charset=windows-1252.'
const BYTE_ORDER_MARK = /^\ufeff/

/**
 * @returns the parsed JSON, when it is a single document
 * @throws {ProxyError} `invalid_utf8`, `invalid_json`, `duplicate_json_key`, `unsupported_encoding`
 */
export function walkContent(walk: Walk, content: Content): Json | undefined {
  const { bytes, type, rule, path } = content
  if (bytes.length === 0) return undefined
  // Mail has encodings of its own, within its text.
  const found = type.startsWith('message/') ? 'container' : sniff(bytes)
  if (found !== 'text' && !isTextType(type)) {
    // Sound and images go to some endpoints as they are; raw samples of sound have no signature.
    if (isPdf(bytes)) walk.unscannable.push(path)
    else if (found === 'media') addDecoded(walk, textInMedia(bytes), content.role, path)
    else if (found === 'unknown' && isSoundType(type))
      addDecoded(walk, textInNoise(bytes), content.role, path)
    else walk.unscannable.push(path)
    return undefined
  }
  if (content.charset) {
    addReadings(walk, content, content.charset)
    return undefined
  }
  const text = decodeUtf8(bytes, NAME_IT)
  // A byte order mark before JSON is for the JSON reader to refuse.
  if (isJson(text.replace(BYTE_ORDER_MARK, ''))) return walkJsonText(walk, text, bytes, rule, path)
  if (isJsonLinesType(type) || isJsonLines(text)) walkJsonLines(walk, text, bytes, batchLine, path)
  else if (isPrintable(text) && (isTextType(type) || !isPdf(bytes))) addPlainText(walk, text, content)
  else walk.unscannable.push(path)
  return undefined
}

/** @throws {ProxyError} `unsupported_encoding` for JSON, which is UTF-8 (RFC 8259, section 8.1), and as `readingsOf` does */
function addReadings(walk: Walk, { bytes, type, role, path }: Content, charset: string): void {
  const readings = readingsOf(bytes, charset)
  const [text] = readings
  if (isJson(text) || isJsonLinesType(type) || isJsonLines(text))
    throw new ProxyError('unsupported_encoding', { detail: 'JSON is UTF-8.' })
  if (!isPrintable(text)) walk.unscannable.push(path)
  for (const reading of readings) addText(walk, encodedText(reading), role, path)
}

function addPlainText(walk: Walk, text: string, { bytes, role, path }: Content): void {
  const decoded = encodedText(text)
  walk.strings++
  addText(walk, decoded, role, path, decoded === text ? walk.strings : 0)
  walk.sources?.push({ bytes, encoding: 'plain', first: walk.strings - 1, last: walk.strings })
}
