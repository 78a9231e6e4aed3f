/**
 * Google's resumable uploads, which come in chunks: a request names the file, the answer an address, and further requests
 * bring its bytes there. https://ai.google.dev/api/files#method:-media.upload
 *
 * The address leads back here, or files would go past the scan. Of each chunk the last bytes are remembered, since text
 * in the next one is scanned behind them; where they are not (another process, too many uploads), text is refused.
 */

import { LRUCache } from 'lru-cache'
import type { Piece } from '../prompt/piece.ts'
import { ProxyError } from './errors.ts'
import { DIRECT_PREFIX, type Provider, routeTo } from './route.ts'

const ADDRESS = 'x-goog-upload-url'
const PATH = /^\/upload\//
const REMEMBERED_BYTES = 4096
const HOUR_MS = 3_600_000

/** Ends of chunks, by upload and offset. They outlive a reload, as uploads do. */
const ends = new LRUCache<string, { readonly bytes: Uint8Array; isAmbiguous: boolean }>({
  max: 1000,
  ttl: HOUR_MS,
})

/**
 * What a request is of an upload, and remembers its end.
 * @param upstream where it goes
 * @param bytes its body, decoded
 * @returns undefined for any other request
 * @throws {ProxyError} `invalid_header` for a chunk that Google might take for another one
 */
export function pieceOf(headers: Headers, upstream: URL, bytes: Uint8Array | undefined): Piece | undefined {
  const commands = headers
    .get('x-goog-upload-command')
    ?.toLowerCase()
    .split(/\s*,\s*/)
  if (!bytes || !commands?.includes('upload') || !PATH.test(upstream.pathname)) return undefined
  const [id, ...others] = upstream.searchParams.getAll('upload_id')
  const declared = headers.get('x-goog-upload-offset') ?? ''
  if (!id || others.length > 0 || commands.includes('start') || !/^\d{1,15}$/.test(declared)) {
    throw new ProxyError('invalid_header', {
      detail: 'A chunk of an upload must have one upload_id and one offset.',
    })
  }
  const offset = Number(declared)
  const keyOf = (end: number) =>
    new Bun.CryptoHasher('sha256').update(`${upstream.host} ${end} ${id}`).digest('hex')
  const known = offset === 0 ? undefined : ends.get(keyOf(offset))
  const before = known && !known.isAmbiguous ? known.bytes : undefined
  if (!commands.includes('finalize')) {
    const joined = before && bytes.length < REMEMBERED_BYTES ? Buffer.concat([before, bytes]) : bytes
    remember(keyOf(offset + bytes.length), Uint8Array.from(joined.subarray(-REMEMBERED_BYTES)))
  }
  return { offset, before }
}

/** Two chunks with one end: who knows which of them Google has taken. */
function remember(key: string, bytes: Uint8Array): void {
  const known = ends.get(key)
  if (known && !Buffer.from(known.bytes).equals(bytes)) known.isAmbiguous = true
  else if (!known) ends.set(key, { bytes, isAmbiguous: false })
}

/** Has an upload go on here. @param url as the client called it */
export function keepUpload(answer: Headers, request: Headers, url: URL, provider: Provider): void {
  const address = answer.get(ADDRESS)
  if (address === null || !URL.canParse(address)) return
  const { href, pathname, search } = new URL(address)
  if (routeTo(provider, pathname, search).upstream.href !== href) return
  // A client that lies here is led astray itself.
  const scheme = request.get('x-forwarded-proto') === 'https' ? 'https:' : url.protocol
  answer.set(ADDRESS, `${scheme}//${url.host}${DIRECT_PREFIX}${provider.name}${pathname}${search}`)
}
