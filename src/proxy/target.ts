/**
 * The request target, read once: routing, scanning and forwarding all use the URL that this file returns. What two
 * HTTP parsers could read differently is refused (RFC 9112, section 3.2; RFC 9110, section 7.2).
 */

import { LRUCache } from 'lru-cache'
import type { Segment } from '../prompt/segment.ts'
import { addKey, addWords, isOneWord, type Spares, segmentsOf } from '../prompt/spared-words.ts'
import { isToken } from '../prompt/token.ts'
import { unsparedText } from '../prompt/whole.ts'
import { ProxyError } from './errors.ts'
import { DIRECT_PREFIX } from './route.ts'
import { shared } from './shared-url.ts'

/** uri-host [ ":" port ], without user info, path or list (RFC 3986, section 3.2.2). */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/
/** CONNECT asks for a tunnel, TRACE echoes credentials: neither belongs before an API. */
const REFUSED_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK'])

/** An application calls the same few URLs again and again; what is remembered of them is bounded in bytes, too. */
const LONGEST_REMEMBERED = 512
const knownTargets = new LRUCache<string, URL>({ max: 1000 })

/**
 * @returns a URL that is another request's too where there is no query
 * @throws {ProxyError} `invalid_host`, `invalid_path` or `method_not_allowed`
 */
export function readTarget(request: Request): URL {
  if (REFUSED_METHODS.has(request.method)) throw new ProxyError('method_not_allowed')
  const host = request.headers.get('host') ?? ''
  if (!HOST.test(host)) throw new ProxyError('invalid_host')
  const text = request.url
  const known = knownTargets.get(text)
  if (known) return known
  const url = parseTarget(text, host)
  // A query may hold a key.
  if (url.search === '' && text.length <= LONGEST_REMEMBERED) knownTargets.set(text, shared(url))
  return url
}

function parseTarget(text: string, host: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch (cause) {
    throw new ProxyError(URL.canParse(`http://${host}`) ? 'invalid_path' : 'invalid_host', { cause })
  }
  if (url.pathname.includes('%')) url.pathname = decodeUnreserved(url.pathname)
  return url
}

/**
 * Letters, digits and the like mean the same encoded (RFC 3986, section 6.2.2.2): in one spelling a path has one format,
 * and names one model. A second layer of encoding is none of ours to undo.
 */
function decodeUnreserved(path: string): string {
  decodeUri(path)
  return path.replace(/%(4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae]|3[0-9]|2[de])/gi, (encoded) =>
    decodeURIComponent(encoded),
  )
}

/** What paths of APIs consist of, beside what their fields do: nothing that an order would need. */
const PATH_WORDS = new Set(
  (
    'deployments projects locations publishers endpoints invocations serving openapi uploads runs invoke submit ' +
    'agents automations environments vaults connectors organization organizations analytics workspaces plugins'
  ).split(' '),
)
/** Of parameters whose values no scanner must get. */
const SECRET_NAME = /key|token|secret|sig|auth|pass|code|credential/i

/** What paths say, which is nothing mostly. */
const knownPaths = new LRUCache<string, readonly Segment[]>({ max: 1000 })

/** Text in the URL itself: some APIs take a prompt as a path segment or a query parameter. Ids and keys are no text. */
export function segmentsOfTarget(url: URL): readonly Segment[] {
  const { pathname } = url
  let segments = knownPaths.get(pathname)
  if (segments === undefined) {
    segments = segmentsOfPath(pathname)
    if (pathname.length <= LONGEST_REMEMBERED) knownPaths.set(pathname, segments)
  }
  return url.search === '' ? segments : [...segments, ...segmentsOfQuery(url.searchParams)]
}

function segmentsOfPath(pathname: string): Segment[] {
  const segments: Segment[] = []
  const spares: Spares = { spared: undefined }
  const own = pathname.startsWith(DIRECT_PREFIX) ? DIRECT_PREFIX.split('/').length : 0
  for (const [index, piece] of pathname.split('/').entries()) {
    const text = decodePiece(piece)
    addText(segments, text, 'url.path')
    if (index >= own && isToken(text)) addWords(spares, text, 'url.path', PATH_WORDS)
  }
  return segments.concat(segmentsOf(spares.spared))
}

function segmentsOfQuery(query: URLSearchParams): Segment[] {
  const segments: Segment[] = []
  const spares: Spares = { spared: undefined }
  for (const [name, value] of query) {
    addText(segments, name, 'url.query')
    addText(segments, value, 'url.query')
    addKey(spares, name, undefined, true, 'url.query')
    // Other values may be keys, which no scanner must get.
    if (isOneWord(value) && !SECRET_NAME.test(name)) addWords(spares, value, 'url.query')
  }
  return segments.concat(segmentsOf(spares.spared))
}

function addText(segments: Segment[], text: string, path: string): void {
  if (!isToken(text)) segments.push({ role: 'unknown', path, text: unsparedText(text) })
}

/** An encoded slash is legal (some model names have one); what a second decoder would make a way out of is not. */
function decodePiece(piece: string): string {
  const decoded = decodeUri(piece)
  if (/[\\\p{Cc}]|(^|\/)\.{1,2}(\/|$)/u.test(decoded)) {
    throw new ProxyError('invalid_path', {
      detail: 'It has an encoded backslash, control character or dot segment.',
    })
  }
  return decoded
}

function decodeUri(piece: string): string {
  try {
    return decodeURIComponent(piece)
  } catch (cause) {
    throw new ProxyError('invalid_path', { cause, detail: 'It has a percent-encoding that is no UTF-8.' })
  }
}
