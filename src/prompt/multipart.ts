/**
 * multipart/form-data (RFC 7578) and multipart/related (RFC 2387, Google's uploads), in the strictest reading of
 * RFC 2046: parsers differ in what they make of a preamble, an epilogue, bare line feeds, folded or repeated headers
 * and of a boundary inside a part, so all of these are refused rather than interpreted.
 */

import { ProxyError } from '../proxy/errors.ts'
import { batchLine } from './batch-line.ts'
import { readingsOf } from './charset.ts'
import { walkContent } from './content.ts'
import { isSoundType, isTextType, parameters, parseContentType } from './content-type.ts'
import { walkField } from './field.ts'
import { decodeUtf8 } from './json.ts'
import type { Rule } from './rule.ts'
import { memberPath } from './segment.ts'
import { sniff, withoutCutEnds } from './sniff.ts'
import { isToken } from './token.ts'
import { addText, addUnscannable, type Walk } from './walk.ts'
import { unsparedText } from './whole.ts'

interface Part {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly content: Buffer
}

/** RFC 2046, section 5.1.1. */
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/
const HEADER = /^([\w-]{1,64}): ?([^\r\n\0]*)$/
const MAX_HEADERS = 8192
/** Some parsers decode the others, most ignore them. RFC 7578, section 4.7 deprecates the header. */
const NO_TRANSFER_ENCODING = /^(binary|7bit|8bit)$/i

/**
 * @param rule what the format says of the fields, as if the form were a JSON object
 * @returns the model that the form names
 * @throws {ProxyError} `invalid_encoding` for what parsers could read differently, and as `walkContent` does
 */
export function walkMultipart(
  walk: Walk,
  body: Uint8Array,
  boundary: string,
  rule: Rule,
): string | undefined {
  let model: string | undefined
  walk.delimiter = `--${boundary}`
  splitParts(Buffer.from(body.buffer, body.byteOffset, body.length), boundary).forEach((part, index) => {
    const known = walk.sources?.length ?? 0
    const { name, filenames, type, charset } = describe(walk, part)
    const path = name === undefined ? `[${index}]` : memberPath('', name)
    if (name === 'model') walk.models.push(...modelsOf(filenames, part.content))
    // Go takes a part with an empty filename for a field, too.
    const isField = name !== undefined && filenames.every((filename) => filename === '')
    if (isField && (type === '' || isTextType(type))) {
      const readings = charset === '' ? [decodeUtf8(part.content)] : readingsOf(part.content, charset)
      for (const reading of readings) walkField(walk, name, reading, rule)
      const [value] = readings
      const last = walk.strings
      walk.sources?.push({ bytes: part.content, encoding: 'plain', first: last - 1, last })
      if (name === 'model') model = value
    } else {
      for (const text of [name ?? '', ...filenames])
        if (!isToken(text)) addText(walk, unsparedText(text), 'document', path)
      // It may be a part of a file: https://platform.openai.com/docs/api-reference/uploads/add-part
      const bytes = charset === '' ? withoutCutEnds(part.content) : part.content
      walkContent(walk, { bytes, type, charset, rule: batchLine, role: 'document', path })
      if (isOtherFile(part.content, isField, filenames, type)) addUnscannable(walk, path)
    }
    // Another length would not be the one that the part declares.
    if (walk.sources && part.headers.has('content-length')) walk.sources.length = known
  })
  return model
}

/**
 * The value of a field, as a view of the body.
 * @param body that `walkMultipart` has accepted
 * @returns undefined unless there is exactly one of that name, which is no file and declares no length
 */
export function formField(body: Uint8Array, boundary: string, name: string): Uint8Array | undefined {
  const [part, ...others] = splitParts(
    Buffer.from(body.buffer, body.byteOffset, body.length),
    boundary,
  ).filter(({ headers }) => parameters(headers.get('content-disposition') ?? '').get('name') === name)
  if (!part || others.length > 0 || part.headers.has('content-length')) return undefined
  const disposition = parameters(part.headers.get('content-disposition') ?? '')
  return disposition.has('filename') || disposition.has('filename*') ? undefined : part.content
}

/** What the headers of a part say. */
function describe(
  walk: Walk,
  { headers, content }: Part,
): { name?: string; filenames: readonly string[]; type: string; charset: string } {
  const disposition = parameters(headers.get('content-disposition') ?? '')
  const name = disposition.get('name')
  const filenames = fileNames(disposition)
  for (const [header, value] of headers) {
    if (header === 'content-length' && value !== String(content.length))
      throw malformed('a wrong Content-Length')
    if (header === 'content-transfer-encoding' && !NO_TRANSFER_ENCODING.test(value))
      throw malformed('a transfer encoding')
    const read = READ[header]
    const unread = read === undefined ? value : value.replace(read, '').trim()
    if (!isToken(unread)) addText(walk, unsparedText(unread), 'unknown', '')
  }
  const declared = headers.get('content-type') ?? null
  const { type, charset } = parseContentType(declared, walk.sources ? undefined : content)
  if (/^(multipart|message)\//.test(type)) throw malformed('another one in a part')
  return { type, charset, filenames, ...(name === undefined ? {} : { name }) }
}

/** What is read of these headers elsewhere; all else in them is text. */
const READ: Readonly<Record<string, RegExp | undefined>> = Object.assign(Object.create(null), {
  'content-disposition': /;\s*(?:name|filename\*?)\s*=\s*(?:"[^"]*"|[^\s;"]*)/gi,
  'content-type': /;\s*charset\s*=\s*(?:"[^"]*"|[^\s;"]*)/gi,
  'content-length': /^\d+$/,
  'content-transfer-encoding': NO_TRANSFER_ENCODING,
})

/**
 * None, one, or two: .NET sends each name in both ways. `filename*` is for HTTP headers (RFC 8187); RFC 7578, section 4.2
 * forbids it, and some parsers read it.
 * @throws {ProxyError} `invalid_encoding` for one in another charset or malformed
 */
function fileNames(disposition: ReadonlyMap<string, string>): readonly string[] {
  const plain = disposition.get('filename')
  const extended = disposition.get('filename*')
  const names = plain === undefined ? [] : [plain]
  if (extended === undefined) return names
  const [, encoded] = /^utf-8'[\w-]*'(.*)$/i.exec(extended) ?? []
  try {
    if (encoded !== undefined) return [...names, decodeURIComponent(encoded)]
  } catch {}
  throw malformed('a malformed name of a file')
}

/** Files that are read by their names, whatever they begin like. */
const READ_AS_TEXT =
  /\.(txt|text|md|markdown|html?|xml|jsonl?|csv|tsv|ya?ml|toml|tex|log|srt|vtt|ics|py|js|jsx|tsx|java|c|h|cc|cpp|cs|go|rs|rb|php|sh|css|sql)$/i
const HIDES_ITS_TEXT = /\.(pdf|docx?|dotx?|pptx?|ppsx?|xlsx?|od[tps]|rtf|epub|eml|msg|zip|7z|gz|tgz|tar)$/i

/** Whether a part is read as something else than it looks like: a field with the bytes of an image is a text to most. */
function isOtherFile(content: Buffer, isField: boolean, filenames: readonly string[], type: string): boolean {
  if (content.length === 0) return false
  if (filenames.some((filename) => HIDES_ITS_TEXT.test(filename.trim()))) return true
  const isText = isField || filenames.some((filename) => READ_AS_TEXT.test(filename.trim()))
  const found = isText ? sniff(content) : 'text'
  return found === 'media' || (found === 'unknown' && isSoundType(type))
}

/** --boundary CRLF part ( CRLF --boundary CRLF part )* CRLF --boundary-- [ CRLF ] */
function splitParts(body: Buffer, boundary: string): Part[] {
  if (!BOUNDARY.test(boundary)) throw malformed('no boundary in its Content-Type')
  const dashes = `--${boundary}`
  if (!body.subarray(0, dashes.length).equals(Buffer.from(dashes)))
    throw malformed('something before its first part')
  const parts: Part[] = []
  let start = dashes.length
  while (!isEnd(body, start)) {
    if (body.toString('latin1', start, start + 2) !== '\r\n') throw malformed('something after a boundary')
    const next = body.indexOf(dashes, start + 2)
    if (next === -1) throw malformed('no end')
    if (body.toString('latin1', next - 2, next) !== '\r\n') throw malformed('a boundary within a part')
    parts.push(readPart(body.subarray(start + 2, next - 2)))
    start = next + dashes.length
  }
  return parts
}

const isEnd = (body: Buffer, start: number): boolean =>
  /^--(\r\n)?$/.test(body.toString('latin1', start, start + 5))

function readPart(part: Buffer): Part {
  const end = part.subarray(0, MAX_HEADERS).indexOf('\r\n\r\n')
  if (end === -1) throw malformed('a part without headers')
  const headers = new Map<string, string>()
  for (const line of decodeUtf8(part.subarray(0, end)).split('\r\n')) {
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined || headers.has(name.toLowerCase())) {
      throw malformed('a malformed or repeated header')
    }
    headers.set(name.toLowerCase(), value.trim())
  }
  return { headers, content: part.subarray(end + 4) }
}

const malformed = (what: string): ProxyError =>
  new ProxyError('invalid_encoding', { detail: `As a multipart body it has ${what}.` })

/** A field with the name of a file is read as the one by some, and as the other by others. */
const modelsOf = (filenames: readonly string[], content: Uint8Array): string[] =>
  filenames.length === 0 ? [decodeUtf8(content)] : [...filenames, Buffer.from(content).toString()]
