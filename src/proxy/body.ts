/**
 * The request body, as the bytes that came and as the bytes that they decode to. The first are forwarded, the second
 * are scanned; both are bounded.
 */

import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { ProxyError } from './errors.ts'
import { isWholeZstd } from './zstd-frames.ts'

export interface Body {
  /** As they came; forwarded untouched. */
  readonly raw: Uint8Array<ArrayBuffer>
  /** Without the Content-Encoding; `raw` itself when there is none. */
  readonly decoded: Uint8Array
}

interface Decoded {
  readonly buffer: Uint8Array
  /** How much of the input was used. */
  readonly engine: { readonly bytesWritten: number }
}
type Decoder = (bytes: Uint8Array, options: { info: true; maxOutputLength: number }) => Promise<Decoded>

/** The types of node:zlib do not know what comes with `info: true`. */
const withInfo = (decode: typeof gunzip | typeof zstdDecompress): Decoder =>
  promisify(decode) as unknown as Decoder

const DECODERS = new Map<string, Decoder>([
  ['gzip', withInfo(gunzip)],
  ['x-gzip', withInfo(gunzip)],
  ['deflate', withInfo(inflate)],
  ['br', withInfo(brotliDecompress)],
  ['zstd', withInfo(zstdDecompress)],
])

/** fetch cannot send a body with these methods, and no provider's API has one. */
const BODILESS = new Set(['GET', 'HEAD'])

/**
 * @param maxBytes bound of the body before and after decoding
 * @returns undefined when the request has no body
 * @throws {ProxyError} `body_too_large`, `invalid_encoding`, `unsupported_encoding`, `unscannable_request`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Body | undefined> {
  const declared = declaredLength(request.headers)
  if (declared === 0) return undefined
  if (BODILESS.has(request.method) && (declared !== undefined || request.headers.has('transfer-encoding'))) {
    throw new ProxyError('unscannable_request', {
      detail: `A ${request.method} request must not have a body.`,
    })
  }
  if (declared !== undefined && declared > maxBytes) throw tooLarge(maxBytes)
  const raw =
    declared === undefined
      ? await readChunks(request, maxBytes)
      : ((await request.bytes()) as Uint8Array<ArrayBuffer>)
  if (raw.byteLength === 0) return undefined
  const encoding = request.headers.get('content-encoding')
  return { raw, decoded: encoding === null ? raw : await decode(raw, encoding, maxBytes) }
}

/** Bytes from which on each stage takes milliseconds. */
const LARGE_BODY = 1_000_000

export const isLarge = (body: Body | undefined): boolean =>
  body !== undefined && body.raw.byteLength >= LARGE_BODY

/** Between two stages of a large body other requests and streams go on. */
export const turnOfOthers = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Equal repeated values are refused: two parsers could differ on them. */
function declaredLength(headers: Headers): number | undefined {
  const value = headers.get('content-length')
  if (value === null) return undefined
  if (!/^\d{1,15}$/.test(value))
    throw new ProxyError('invalid_encoding', { detail: 'Content-Length is no number.' })
  return Number(value)
}

async function readChunks({ body }: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of (body ?? []) as ReadableStream<Uint8Array>) {
    length += chunk.byteLength
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return new Uint8Array(Bun.concatArrayBuffers(chunks))
}

async function decode(raw: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array> {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return raw
  const decoder = DECODERS.get(name)
  if (!decoder) {
    const known = [...DECODERS.keys()].join(', ')
    throw new ProxyError('unsupported_encoding', { detail: `Content-Encoding may be one of: ${known}.` })
  }
  let result: Decoded
  try {
    result = await decoder(raw, { info: true, maxOutputLength: maxBytes })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes, cause)
    throw new ProxyError('invalid_encoding', { cause, detail: `It is not valid ${name}.` })
  }
  // What follows the end of the stream, a decoder of the provider's might read after all.
  if (result.engine.bytesWritten !== raw.byteLength || (name === 'zstd' && !isWholeZstd(raw))) {
    throw new ProxyError('invalid_encoding', { detail: `It does not end where its ${name} stream ends.` })
  }
  return result.buffer
}

const tooLarge = (maxBytes: number, cause?: unknown) =>
  new ProxyError('body_too_large', { cause, detail: `server.max_body is ${maxBytes} bytes.` })
