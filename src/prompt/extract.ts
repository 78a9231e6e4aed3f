/** The text of a request body that a model could read. */

import { ProxyError } from '../proxy/errors.ts'
import { walkContent } from './content.ts'
import { type ContentType, isJsonType, parseContentType } from './content-type.ts'
import type { Endpoint } from './endpoint.ts'
import { walkForm } from './form.ts'
import { decodeUtf8, isJson, type Json } from './json.ts'
import { walkJsonText } from './json-text.ts'
import { walkMultipart } from './multipart.ts'
import { type Piece, walkPiece } from './piece.ts'
import type { Rewritable } from './rewrite.ts'
import type { Segment } from './segment.ts'
import { SNIFF_BYTES } from './sniff.ts'
import { forgetKeys, segmentsOf } from './spared-words.ts'
import { isToken } from './token.ts'
import { newWalk, type Walk } from './walk.ts'

const FORM = 'application/x-www-form-urlencoded'

export interface Extracted {
  /** Every text, in the order of the body. */
  readonly segments: readonly Segment[]
  /** The model that is asked for, when the body names one. */
  readonly model?: string
  /** Every model that the body names, in lists of fallbacks and repeated fields too, whatever it looks like. */
  readonly models?: readonly string[]
  /** Paths of what the provider will read and we cannot: file ids, URLs, stored conversations. */
  readonly references: readonly string[]
  /** Paths of what could hold text in a form that we cannot read; only when that is allowed. */
  readonly unscannable?: readonly string[]
  /** How to put other texts in the place of segments; only when that was asked for. */
  readonly rewritable?: Rewritable
}

export interface ExtractOptions {
  /** Whether a body may have parts that cannot be read as text: `scan.unscannable`. Default `block`. */
  readonly unscannable?: 'block' | 'allow'
  /** Whether texts may be replaced: segments then know their places. */
  readonly rewritable?: boolean
  /** Of a file that comes in several requests; undefined for a body that is whole. */
  readonly piece?: Piece | undefined
}

/**
 * @param body the decoded bytes (no Content-Encoding left), not empty
 * @param contentType the request's Content-Type; a body that is JSON is walked as JSON whatever it says
 * @throws {ProxyError} `invalid_json`, `duplicate_json_key`, `invalid_utf8`, `unsupported_encoding` (a charset
 *   of neither UTF-8 nor one byte a character), `invalid_header` (an ambiguous Content-Type), `unscannable_request` (no text format that we know)
 */
export function extract(
  body: Uint8Array,
  contentType: string | null,
  endpoint: Endpoint,
  options: ExtractOptions = {},
): Extracted {
  const walk = newWalk(options.rewritable && !options.piece)
  // What takes the place of a text would be read in the charset that is named.
  const type = parseContentType(contentType, walk.sources ? undefined : body)
  // Clients send all chunks under the type of their other requests, or none.
  const model = options.piece ? walkPiece(walk, body, options.piece) : walkBody(walk, body, type, endpoint)
  forgetKeys()
  // Before all others, so that what precedes it in a conversation is the same in each turn.
  if (walk.spared) walk.segments.unshift(...segmentsOf(walk.spared))
  const { segments, references, unscannable, models, sources, delimiter } = walk
  if (unscannable.length > 0 && options.unscannable !== 'allow')
    throw options.piece ? unscannablePiece() : unscannableRequest(unscannable)
  // It goes to headers and the log, where a prompt must not.
  const isName = model !== undefined && model !== '' && isToken(model)
  return {
    segments,
    references,
    unscannable,
    models,
    ...(isName && { model }),
    ...(sources && { rewritable: { sources, ...(delimiter !== undefined && { delimiter }) } }),
  }
}

/** @returns the model that the body names, whatever it looks like */
function walkBody(
  walk: Walk,
  bytes: Uint8Array,
  { type, boundary, charset }: ContentType,
  endpoint: Endpoint,
): string | undefined {
  const { rule } = endpoint
  const isMultipart = type.startsWith('multipart/')
  if (charset !== '' && (isMultipart || isJsonType(type) || type === FORM))
    throw new ProxyError('unsupported_encoding', { detail: 'Send JSON and forms in UTF-8.' })
  // A mail or a batch in parts is read as strictly as a form: some parsers would decode what a part says of itself.
  if (isMultipart) return walkMultipart(walk, bytes, boundary, rule)
  if (isJsonType(type)) return modelOf(walk, walkJsonText(walk, decodeUtf8(bytes), bytes, rule), endpoint)
  if (type !== FORM)
    return modelOf(
      walk,
      walkContent(walk, { bytes, type, charset, rule, role: 'unknown', path: '' }),
      endpoint,
    )

  const text = decodeUtf8(bytes)
  if (!isJson(text)) {
    const first = walk.strings
    const model = walkForm(walk, text, rule)
    walk.sources?.push({ bytes, encoding: 'form', first, last: walk.strings })
    return model
  }
  const model = modelOf(walk, walkJsonText(walk, text, bytes, rule), endpoint)
  // What is JSON and a form that says something else is read as both.
  return /[%+]/.test(text) ? (walkForm(walk, text, rule) ?? model) : model
}

function unscannableRequest(places: readonly string[]): ProxyError {
  const named = places.filter((place) => place !== '').slice(0, 5)
  if (named.length === 0) return new ProxyError('unscannable_request')
  const detail = `Send text (in UTF-8, or with its charset named) instead of what is at ${named.join(', ')}.`
  return new ProxyError('unscannable_request', { detail, fields: { paths: named } })
}

const unscannablePiece = () =>
  new ProxyError('unscannable_request', {
    detail:
      `A file in chunks must be text or media, its first chunk at least ${SNIFF_BYTES} bytes, and the end of each chunk ` +
      'of text known to this process. Upload it in one chunk.',
  })

/** Members that are requests, or settings of one, with models of their own: batches, sessions that are prepared. */
const INNER: Readonly<Record<string, readonly string[] | undefined>> = {
  'anthropic-messages': ['requests', 'params'],
  'openai-realtime': ['session'],
}

/** `models` is OpenRouter's list of fallbacks: https://openrouter.ai/docs/features/model-routing */
function modelOf(walk: Walk, body: Json | undefined, endpoint: Endpoint): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const { model, models } = body
  for (const name of [model, ...(Array.isArray(models) ? models : [])]) {
    if (typeof name === 'string') walk.models.push(name)
  }
  for (const name of INNER[endpoint.format] ?? []) {
    for (const inner of [body[name]].flat()) modelOf(walk, inner, endpoint)
  }
  return typeof model === 'string' ? model : undefined
}
