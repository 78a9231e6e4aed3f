/**
 * A client on bare TCP or a unix socket: sends bytes that no HTTP library would, in pieces that no library
 * would choose, and reports the answer with its framing and whether it was whole.
 */

import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type ByteReader, readBytes } from './byte-reader.ts'
import {
  answerFraming,
  type Body,
  type Head,
  type HeaderList,
  headerValue,
  readBody,
  readHead,
  statusOf,
} from './http-message.ts'

export interface RawAnswer extends Body {
  readonly status: number
  readonly headers: HeaderList
  header(name: string): string | undefined
  json(): unknown
}

export interface RawConnection extends AsyncDisposable {
  readonly socket: Socket
  readonly reader: ByteReader
  /** Sends bytes; resolves when the system has taken them. */
  write(bytes: string | Uint8Array): Promise<void>
  /** The next answer's head; undefined when the peer closed without one. */
  head(): Promise<Head | undefined>
  /** The next final answer, 1xx ones skipped; undefined when the peer closed without one. */
  answer(method?: string): Promise<RawAnswer | undefined>
  /** Resolves when the peer has closed its side. */
  readonly closed: Promise<void>
  reset(): void
}

export interface Target {
  readonly hostname: string
  readonly port: number
  /** Our own address; the system's choice otherwise. */
  readonly from?: string
  /** TLS with a server whose certificate this one has signed, in PEM. */
  readonly ca?: string
}

/** @param limit bytes that may wait unread before the connection stops reading. */
export async function openRaw({ hostname, port, from, ca }: Target, limit?: number): Promise<RawConnection> {
  const place = { host: hostname, port, noDelay: true, ...(from !== undefined && { localAddress: from }) }
  const socket = ca === undefined ? connect(place) : connectTls({ ...place, ca, servername: 'localhost' })
  await new Promise<void>((resolve, reject) => {
    socket.once(ca === undefined ? 'connect' : 'secureConnect', resolve)
    socket.once('error', reject)
  })
  const closed = new Promise<void>((resolve) => {
    socket.once('end', resolve)
    socket.once('close', () => resolve())
  })
  const reader = readBytes(socket, limit)
  const head = () => readHead(reader)

  return {
    socket,
    reader,
    closed,
    head,
    // A peer that refuses may close before all has been sent; what it answered tells the story.
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    async answer(method = 'POST') {
      for (;;) {
        const message = await head()
        if (!message) return undefined
        const status = statusOf(message.line)
        if (status < 200) continue
        const body = await readBody(reader, answerFraming(message, method))
        return {
          ...body,
          status,
          headers: message.headers,
          header: (name) => headerValue(message.headers, name),
          json: () => JSON.parse(body.bytes.toString()),
        }
      }
    },
    reset: () => {
      socket.resetAndDestroy()
    },
    [Symbol.asyncDispose]: async () => {
      socket.destroy()
    },
  }
}

/** One request on a connection of its own. Pieces are sent one write each. */
export async function sendRaw(
  target: Target,
  pieces: string | Uint8Array | Iterable<string | Uint8Array>,
  method?: string,
): Promise<RawAnswer | undefined> {
  await using connection = await openRaw(target)
  const list = typeof pieces === 'string' || pieces instanceof Uint8Array ? [pieces] : pieces
  for (const piece of list) await connection.write(piece)
  return await connection.answer(method)
}

/** A request's bytes, Content-Length included unless the headers frame the body themselves. */
export function rawRequest(
  method: string,
  target: string,
  headers: HeaderList,
  body: string | Uint8Array = '',
): Buffer {
  const framed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  const length: HeaderList = framed ? [] : [['Content-Length', String(Buffer.byteLength(body))]]
  const fields = [...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${fields}\r\n`), Buffer.from(body)])
}
