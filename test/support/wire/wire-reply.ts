/**
 * An answer under byte control: head, then bytes when and as the handler says. Each write is one chunk of a
 * chunked body and resolves when the bytes have left this process, so a slow peer slows the handler.
 */

import type { Socket } from 'node:net'
import type { HeaderList } from './http-message.ts'

/** The peer closed the connection while an answer was being written. */
export class PeerGone extends Error {
  override readonly name = 'PeerGone'
}

export interface WireReply {
  /** A whole answer with Content-Length. */
  send(status: number, headers: HeaderList, body?: string | Uint8Array): Promise<void>
  /** A whole JSON answer. */
  json(status: number, value: unknown, headers?: HeaderList): Promise<void>
  /** The head alone, exactly these headers; the body's framing is the caller's. */
  head(status: number, headers: HeaderList): Promise<void>
  /** Bytes as they are, without framing. */
  raw(bytes: string | Uint8Array): Promise<void>
  /** The head of a chunked answer; `write` and `end` follow. */
  stream(status: number, headers: HeaderList): Promise<void>
  /** One chunk of a chunked answer. */
  write(bytes: string | Uint8Array): Promise<void>
  /** Ends a chunked answer. */
  end(): Promise<void>
  /** Closes the connection in the ordinary way (FIN), whatever was promised. */
  close(): void
  /** Resets the connection (RST). */
  reset(): void
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
}

export function openReply(socket: Socket): WireReply {
  const raw = (bytes: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(new PeerGone())
      const gone = () => reject(new PeerGone())
      socket.once('close', gone)
      socket.write(bytes, (error) => {
        socket.off('close', gone)
        if (error) gone()
        else resolve()
      })
    })
  const head = (status: number, headers: HeaderList): Promise<void> =>
    raw(
      `HTTP/1.1 ${status} ${REASONS[status] ?? 'Status'}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    )
  const send = async (status: number, headers: HeaderList, body: string | Uint8Array = ''): Promise<void> => {
    await head(status, [...headers, ['Content-Length', String(Buffer.byteLength(body))]])
    if (body.length > 0) await raw(body)
  }

  return {
    raw,
    head,
    send,
    json: (status, value, headers = []) =>
      send(status, [['Content-Type', 'application/json'], ...headers], JSON.stringify(value)),
    stream: (status, headers) => head(status, [...headers, ['Transfer-Encoding', 'chunked']]),
    write: (bytes) => {
      const size = `${Buffer.byteLength(bytes).toString(16)}\r\n`
      return raw(Buffer.concat([Buffer.from(size), Buffer.from(bytes), Buffer.from('\r\n')]))
    },
    end: () => raw('0\r\n\r\n'),
    close: () => {
      socket.end()
    },
    reset: () => {
      socket.resetAndDestroy()
    },
  }
}
