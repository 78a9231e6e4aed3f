/**
 * The request target, read once: routing, scanning and forwarding all use the URL that this file returns. What two
 * HTTP parsers could read differently is refused (RFC 9112, section 3.2; RFC 9110, section 7.2).
 */

import { LRUCache } from 'lru-cache'
import type { Segment } from '../prompt/segment.ts'
import { addId, addKey, isSilentId, type Spares, segmentsOf } from '../prompt/spared-words.ts'
import { isToken } from '../prompt/token.ts'
import { unsparedText } from '../prompt/whole.ts'
import { ProxyError } from './errors.ts'

/** uri-host [ ":" port ], without user info, path or list (RFC 3986, section 3.2.2). */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/
/** CONNECT asks for a tunnel, TRACE echoes credentials: neither belongs before an API. */
const REFUSED_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK'])

/** @throws {ProxyError} `invalid_host`, `invalid_path` or `method_not_allowed` */
export function readTarget(request: Request): URL {
  if (REFUSED_METHODS.has(request.method)) throw new ProxyError('method_not_allowed')
  const host = request.headers.get('host') ?? ''
  if (!HOST.test(host)) throw new ProxyError('invalid_host')
  let url: URL
  try {
    url = new URL(request.url)
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

/** Paths that hold no text: an application calls the same few again and again. */
const LONGEST_REMEMBERED = 512
const plainPaths = new LRUCache<string, true>({ max: 1000 })

/** Text in the URL itself: some APIs take a prompt as a path segment or a query parameter. Ids and keys are no text. */
export function segmentsOfTarget(url: URL): Segment[] {
  const { pathname, search } = url
  if (search === '' && plainPaths.get(pathname)) return []
  const segments: Segment[] = []
  const add = (path: string, text: string) => {
    if (!isToken(text)) segments.push({ role: 'unknown', path, text: unsparedText(text) })
  }
  const spares: Spares = { spared: undefined }
  for (const piece of pathname.split('/')) {
    const text = decodePiece(piece)
    add('url.path', text)
    if (isToken(text) && !isSilentId(text)) addId(spares, text, 'url.path')
  }
  const isPlain = segments.length === 0 && !spares.spared
  if (isPlain && pathname.length <= LONGEST_REMEMBERED) plainPaths.set(pathname, true)
  for (const [name, value] of url.searchParams) {
    add('url.query', name)
    add('url.query', value)
    // Values may be keys, which no scanner must get.
    addKey(spares, name, undefined, true, 'url.query')
  }
  return segments.concat(segmentsOf(spares.spared))
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
