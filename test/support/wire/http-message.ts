/**
 * HTTP/1.1 messages as they are on the wire (RFC 9112), kept raw: names in their own case and order, bodies as
 * bytes. Used on both sides: by the fake servers to record requests and by the raw client to judge answers.
 */

import { type ByteReader, EndOfStream } from './byte-reader.ts'

export type HeaderList = readonly (readonly [name: string, value: string])[]

export interface Head {
  /** The request line or status line, without its CRLF. */
  readonly line: string
  readonly headers: HeaderList
  readonly raw: Buffer
}

export interface Body {
  /** The content, without its framing. */
  readonly bytes: Buffer
  /** Sizes of the chunks it came in, with Transfer-Encoding: chunked. */
  readonly chunks?: readonly number[]
  /** False when the connection ended before the framing said so. */
  readonly complete: boolean
}

export type Framing = 'none' | 'chunked' | 'until-close' | { readonly length: number }

/** All values of a header, in order. */
export const headerValues = (headers: HeaderList, name: string): string[] =>
  headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value)

/** The first value of a header. */
export const headerValue = (headers: HeaderList, name: string): string | undefined =>
  headerValues(headers, name)[0]

/** @returns undefined when the peer closed before the first byte of a message. */
export async function readHead(reader: ByteReader): Promise<Head | undefined> {
  try {
    const raw = await reader.until('\r\n\r\n')
    const [line = '', ...fields] = raw.toString('latin1').slice(0, -4).split('\r\n')
    const headers = fields.map((field): readonly [string, string] => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon), field.slice(colon + 1).trim()]
    })
    return { line, headers, raw }
  } catch (error) {
    if (error instanceof EndOfStream && error.partial.length === 0) return undefined
    throw error
  }
}

/** How a request's body is framed (RFC 9112, 6.3). */
export function requestFraming({ headers }: Head): Framing {
  if (headerValue(headers, 'transfer-encoding')) return 'chunked'
  return { length: Number(headerValue(headers, 'content-length') ?? 0) }
}

/** How an answer's body is framed (RFC 9112, 6.3), which also depends on the request's method. */
export function answerFraming({ line, headers }: Head, method: string): Framing {
  const status = statusOf(line)
  if (method === 'HEAD' || status === 204 || status === 304 || status < 200) return 'none'
  if (headerValue(headers, 'transfer-encoding')) return 'chunked'
  const length = headerValue(headers, 'content-length')
  return length === undefined ? 'until-close' : { length: Number(length) }
}

export const statusOf = (statusLine: string): number => Number(statusLine.split(' ')[1])

export async function readBody(reader: ByteReader, framing: Framing): Promise<Body> {
  if (framing === 'none') return { bytes: Buffer.alloc(0), complete: true }
  if (framing === 'chunked') return readChunked(reader)
  if (framing === 'until-close') {
    const bytes = await reader.rest()
    return { bytes, complete: !reader.broken }
  }
  try {
    return { bytes: await reader.exactly(framing.length), complete: true }
  } catch (error) {
    if (error instanceof EndOfStream) return { bytes: error.partial, complete: false }
    throw error
  }
}

/** One chunk; undefined for the last, empty one, whose trailers are read as well. @throws {EndOfStream} */
export async function readChunk(reader: ByteReader): Promise<Buffer | undefined> {
  const size = Number.parseInt((await reader.until('\r\n')).toString('latin1'), 16)
  if (size === 0) {
    while ((await reader.until('\r\n')).length > 2);
    return undefined
  }
  const bytes = await reader.exactly(size + 2)
  return bytes.subarray(0, size)
}

async function readChunked(reader: ByteReader): Promise<Body> {
  const pieces: Buffer[] = []
  const finish = (complete: boolean): Body => ({
    bytes: Buffer.concat(pieces),
    chunks: pieces.map((piece) => piece.length),
    complete,
  })
  try {
    for (;;) {
      const piece = await readChunk(reader)
      if (piece === undefined) return finish(true)
      pieces.push(piece)
    }
  } catch (error) {
    if (error instanceof EndOfStream) return finish(false)
    throw error
  }
}
