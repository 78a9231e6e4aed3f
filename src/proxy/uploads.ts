/**
 * Google's resumable uploads, which come in chunks: a request names the file, the answer an address, and further requests
 * bring its bytes there. https://ai.google.dev/api/files#method:-media.upload
 * Google's older clients send them as `PUT` with a Content-Range: https://developers.google.com/drive/api/guides/manage-uploads#resumable
 *
 * The address leads back here, or files would go past the scan. Of each chunk that Google has taken the last bytes are
 * remembered, since text in the next one is scanned behind them; where they are not (another process, too many uploads),
 * text is refused. So it is in a part by Content-Range: Google ignores what it has already, so that nobody knows what it
 * stands behind.
 */

import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Piece } from '../prompt/piece.ts'
import { shownInHeaders, shownInQuery } from './clients/credentials.ts'
import { ProxyError } from './errors.ts'
import type { Client } from './exchange.ts'
import { DIRECT_PREFIX, type Provider, routeTo } from './route.ts'

/** Where an answer may name the address of an upload. */
const ADDRESSES = ['x-goog-upload-url', 'location']
const PATH = /(?:^|\/)upload\//
const ID = 'upload_id'
const RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/
const OFFSET = /^\d{1,15}$/
const REMEMBERED_BYTES = 4096
const HOUR_MS = 3_600_000

/** Ends of chunks, by client, upload and offset. They outlive a reload, as uploads do. */
const ends = new LRUCache<string, { readonly bytes: Uint8Array; isAmbiguous: boolean }>({
  max: 1000,
  ttl: HOUR_MS,
})
/** HMAC key of this process: credentials are kept in no other form. */
const secret = randomBytes(32)

/** A piece of an upload, and what is to be remembered of it once Google has it. */
export interface Chunk extends Piece {
  readonly end?: { readonly key: string; readonly bytes: Uint8Array }
}

interface Sent {
  /** As the client sent them. */
  readonly headers: Headers
  /** Where it goes. */
  readonly upstream: URL
  readonly client: Client
}

/**
 * What a request is of an upload.
 * @param bytes its body, decoded
 * @returns undefined for any other request
 * @throws {ProxyError} `invalid_header` for a chunk that Google might take for another one
 */
export function chunkOf(sent: Sent, bytes: Uint8Array | undefined): Chunk | undefined {
  const { headers, upstream } = sent
  if (!bytes || !PATH.test(upstream.pathname)) return undefined
  const range = headers.get('content-range')
  const commands = headers
    .get('x-goog-upload-command')
    ?.toLowerCase()
    .split(/\s*,\s*/)
  if (range !== null) {
    if (commands) throw invalidChunk()
    return partOf(range, bytes)
  }
  if (!commands?.includes('upload')) return undefined
  const [id, ...others] = upstream.searchParams.getAll(ID)
  const declared = headers.get('x-goog-upload-offset') ?? ''
  if (!id || others.length > 0 || commands.includes('start') || !OFFSET.test(declared)) throw invalidChunk()
  const offset = Number(declared)
  const keyOf = keysOf(sent, id)
  const known = offset === 0 ? undefined : ends.get(keyOf(offset))
  const before = known && !known.isAmbiguous ? known.bytes : undefined
  if (commands.includes('finalize')) return { offset, before }
  const joined = before && bytes.length < REMEMBERED_BYTES ? Buffer.concat([before, bytes]) : bytes
  const end = {
    key: keyOf(offset + bytes.length),
    bytes: Uint8Array.from(joined.subarray(-REMEMBERED_BYTES)),
  }
  return { offset, before, end }
}

/** By its Content-Range (RFC 9110, section 14.4). */
function partOf(range: string, bytes: Uint8Array): Chunk {
  const [, first, last, size] = RANGE.exec(range) ?? []
  if (first === undefined || Number(last) - Number(first) + 1 !== bytes.length) throw invalidChunk()
  return { offset: Number(first), before: undefined, isPart: Number(size) !== bytes.length }
}

const invalidChunk = () =>
  new ProxyError('invalid_header', {
    detail: 'A chunk of an upload must have one upload_id and one offset, or a Content-Range that fits it.',
  })

/** Nobody else's upload is like the one of a client, whatever they call it. */
function keysOf({ headers, upstream, client }: Sent, id: string): (end: number) => string {
  const shown = [...shownInHeaders(headers), ...shownInQuery(upstream)]
  const whose = JSON.stringify([client.name, shown, upstream.host, id])
  return (end) => new Bun.CryptoHasher('sha256', secret).update(`${end} ${whose}`).digest('hex')
}

/** Two chunks with one end: who knows which of them Google has kept. @param status of Google's answer */
export function noteTaken(chunk: Chunk | undefined, status: number): void {
  if (!chunk?.end || status < 200 || status > 299) return
  const { key, bytes } = chunk.end
  const known = ends.get(key)
  if (known && !Buffer.from(known.bytes).equals(bytes)) known.isAmbiguous = true
  else if (!known) ends.set(key, { bytes, isAmbiguous: false })
}

/** Has an upload go on here. @param url as the client called it */
export function keepUpload(answer: Headers, request: Headers, url: URL, provider: Provider): void {
  for (const name of ADDRESSES) {
    const address = answer.get(name)
    if (address === null || !URL.canParse(address)) continue
    const { href, pathname, search, searchParams } = new URL(address)
    if (name === 'location' && !(PATH.test(pathname) && searchParams.has(ID))) continue
    if (routeTo(provider, pathname, search).upstream.href !== href) continue
    // A client that lies here is led astray itself.
    const scheme = request.get('x-forwarded-proto') === 'https' ? 'https:' : url.protocol
    answer.set(name, `${scheme}//${url.host}${DIRECT_PREFIX}${provider.name}${pathname}${search}`)
  }
}
