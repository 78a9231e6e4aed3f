/** Where a request may carry what its client shows to us, and how that is kept from the provider. */

import type { Secret } from '../../config/secret.ts'
import { shownInProtocols } from '../websocket/protocols.ts'
import { holdsKey } from './key.ts'

/** Ours alone: with it, `Authorization` and the like are the provider's. */
export const OWN_HEADER = 'x-lockllm-proxy-key'
/** As the vendors' SDKs send a key. */
const VENDOR_HEADERS = ['x-api-key', 'api-key', 'x-goog-api-key']
const BEARER = /^Bearer +([\w.~+/=-]+)$/i

/** @returns what the headers show, each once */
export function shownInHeaders(headers: Headers): string[] {
  const bearer = BEARER.exec(headers.get('authorization')?.trim() ?? '')?.[1]
  const shown = [
    bearer,
    ...VENDOR_HEADERS.map((name) => headers.get(name)?.trim()),
    ...(headers.has('sec-websocket-protocol') ? shownInProtocols(headers) : []),
  ]
  return [...new Set(shown.filter((value) => value !== undefined && value !== ''))] as string[]
}

/** Keys of Google's kind; a token does not belong in a URL (RFC 9700, section 4.3.2). */
export const shownInQuery = (url: URL): string[] => (url.search === '' ? [] : url.searchParams.getAll('key'))

/** Takes every header and every pair of the query that holds one of them, or another key of our own. */
export function removeShown(headers: Headers, upstream: URL, shown: readonly Secret[]): void {
  const values = shown.map((secret) => secret.reveal())
  const isOurs = (text: string) => holdsKey(text) || values.some((value) => text.includes(value))
  for (const [name, value] of [...headers]) if (isOurs(value)) headers.delete(name)
  if (upstream.search === '') return
  // Pair by pair: a query that is written anew would not be the one that came.
  const pairs = upstream.search.slice(1).split('&')
  const kept = pairs.filter((pair) => {
    const [entry] = new URLSearchParams(pair)
    return !isOurs(pair) && !entry?.some(isOurs)
  })
  if (kept.length < pairs.length) upstream.search = kept.join('&')
}
