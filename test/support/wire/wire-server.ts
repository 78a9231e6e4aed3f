/**
 * A small HTTP/1.1 server on bare TCP for test doubles: it records requests as they came and leaves every byte
 * of the answer to its handler, who may split it anywhere, stall, break it off or reset the connection.
 */

import { createServer, type Socket } from 'node:net'
import { readBytes } from './byte-reader.ts'
import { type HeaderList, headerValue, readBody, readHead, requestFraming } from './http-message.ts'
import { openReply, PeerGone, type WireReply } from './wire-reply.ts'

export interface WireRequest {
  readonly method: string
  /** The request target as sent, e.g. `/v1/models?limit=1`. */
  readonly target: string
  /** The target without its query. */
  readonly path: string
  readonly headers: HeaderList
  readonly body: Buffer
  /** Resolves when the peer has closed or reset the connection that the request came on. */
  readonly peerGone: Promise<void>
  header(name: string): string | undefined
  json(): unknown
}

export type WireHandler = (request: WireRequest, reply: WireReply) => void | Promise<void>

export interface WireServer extends AsyncDisposable {
  readonly port: number
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Every request whose body has come in whole, oldest first. */
  readonly requests: readonly WireRequest[]
  /** Connections that are open now. */
  connections(): number
  /** Forgets the recorded requests. */
  clear(): void
  /** The n-th (from 1) of the recorded requests, waiting for it if needed. */
  received(count?: number): Promise<WireRequest>
  close(): Promise<void>
}

/** Starts a server on a loopback port that the system chooses. */
export async function startWireServer(handler: WireHandler): Promise<WireServer> {
  const requests: WireRequest[] = []
  const sockets = new Set<Socket>()
  const waiters = new Set<() => void>()
  const failures: unknown[] = []

  const serveConnection = async (socket: Socket): Promise<void> => {
    const reader = readBytes(socket)
    const peerGone = new Promise<void>((resolve) => {
      socket.once('end', resolve)
      socket.once('close', () => resolve())
    })
    for (;;) {
      const head = await readHead(reader)
      if (!head) return
      const body = await readBody(reader, requestFraming(head))
      if (!body.complete) return
      const [method = '', target = ''] = head.line.split(' ')
      const request: WireRequest = {
        method,
        target,
        path: target.split('?')[0] ?? '',
        headers: head.headers,
        body: body.bytes,
        peerGone,
        header: (name) => headerValue(head.headers, name),
        json: () => JSON.parse(body.bytes.toString()),
      }
      requests.push(request)
      for (const wake of waiters) wake()
      await handler(request, openReply(socket))
      if (socket.destroyed) return
    }
  }

  const server = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveConnection(socket).catch((error: unknown) => {
      if (!(error instanceof PeerGone) && !socket.destroyed) failures.push(error)
      socket.destroy()
    })
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
      else reject(new Error(`no port in ${address}`))
    })
  })

  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
    if (failures.length > 0) throw new AggregateError(failures, 'a handler of the test server failed')
  }

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => sockets.size,
    clear: () => {
      requests.length = 0
    },
    received: (count = 1) =>
      new Promise((resolve) => {
        const check = () => {
          const request = requests[count - 1]
          if (!request) return
          waiters.delete(check)
          resolve(request)
        }
        waiters.add(check)
        check()
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
