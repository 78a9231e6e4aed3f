/** One connection to an upstream: it serves one request after the other, never two at a time. */

import type { PeerCertificate } from 'node:tls'
import type { ClientTls } from '../tls.ts'
import type { Signal } from './abort.ts'
import type { Call } from './call.ts'
import { endOfHead, parseHead } from './head.ts'
import type { Pool } from './pool.ts'

/** Where a connection goes. */
export interface Place {
  /** A name or an address, IPv6 without brackets. */
  readonly hostname: string
  readonly port: number
  /** Undefined for plain HTTP. */
  readonly tls: ClientTls | undefined
  /** What an egress proxy is asked for before TLS begins (RFC 9110, section 9.3.6), where there is one. */
  readonly tunnel: Buffer | undefined
}

/** Nothing has been sent: whoever was asked for has not read a byte. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected'
  /** Of the system or of OpenSSL, e.g. `ECONNREFUSED`, or what an egress proxy said, in words. */
  readonly code: string

  constructor(code: string, cause?: unknown) {
    super(`no connection (${code})`, { cause })
    this.code = code
  }
}

/** Nobody has answered in time; nothing has been sent. */
export class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout'
}

type Socket = Bun.Socket<Connection>

export class Connection {
  /** What it serves; undefined while it idles. */
  call: Call | undefined
  /** Whether it has served before. */
  isUsed = false
  /** As `performance.now()`: when it must not be used any more. */
  freshUntil = 0
  readonly #pool: Pool
  readonly #place: Place
  readonly #ready = Promise.withResolvers<Connection>()
  #socket: Socket | undefined
  /** What an egress proxy has answered. */
  #tunnelled: Buffer<ArrayBuffer> = Buffer.alloc(0)
  #isClosed = false

  constructor(pool: Pool, place: Place) {
    this.#pool = pool
    this.#place = place
  }

  /** @throws {NotConnected} @throws {ConnectTimeout} @throws the signal's reason */
  async open(timeoutMs: number, signal: Signal): Promise<this> {
    signal.throwIfAborted()
    const { hostname, port, tls, tunnel } = this.#place
    const handlers = tunnel ? { socket: TUNNEL_HANDLERS } : { socket: HANDLERS, ...(tls && { tls }) }
    const timer = setTimeout(() => this.#giveUp(new ConnectTimeout()), timeoutMs)
    const onAbort = () => this.#giveUp(signal.reason)
    signal.addEventListener('abort', onAbort)
    Bun.connect<Connection>({ hostname, port, data: this, ...handlers }).catch((cause: unknown) =>
      this.#giveUp(new NotConnected(codeOf(cause), cause)),
    )
    try {
      await this.#ready.promise
      return this
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** @returns how many bytes the system has taken; the call is told when it takes more */
  write(bytes: Uint8Array): number {
    return Math.max(0, this.#socket?.write(bytes) ?? 0)
  }

  pause(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#socket?.resume()
  }

  /** Waits for the next request. @param idleSeconds for which the upstream keeps it open */
  rest(idleSeconds: number): void {
    this.call = undefined
    this.isUsed = true
    this.freshUntil = performance.now() + idleSeconds * 1000
    this.#socket?.timeout(idleSeconds)
    // No reason to live on for a program that is done.
    this.#socket?.unref()
  }

  wake(): void {
    this.#socket?.timeout(0)
    this.#socket?.ref()
  }

  /** Nobody has used it for long, or the upstream has said something unasked. */
  retire(): void {
    this.#pool.forget(this)
    this.cut()
  }

  /** At once, whatever is under way. */
  cut(): void {
    this.#isClosed = true
    this.call = undefined
    this.#socket?.terminate()
  }

  opened(socket: Socket): void {
    this.#socket = socket
    if (this.#isClosed) socket.terminate()
    else if (!this.#place.tls) this.#ready.resolve(this)
  }

  proxyReached(socket: Socket): void {
    this.#socket = socket
    if (this.#isClosed) socket.terminate()
    else if (this.#place.tunnel) socket.write(this.#place.tunnel)
  }

  /** What follows a good answer is TLS, which the runtime reads. */
  proxyAnswered(socket: Socket, bytes: Buffer<ArrayBuffer>): void {
    const { tls } = this.#place
    if (this.#isClosed || this.#socket !== socket || !tls) return
    this.#tunnelled = Buffer.concat([this.#tunnelled, bytes])
    try {
      const end = endOfHead(this.#tunnelled)
      if (end === -1) return
      const { status } = parseHead(this.#tunnelled, end)
      if (status === 407) this.#giveUp(new NotConnected('the egress proxy wants other credentials'))
      else if (status < 200 || status > 299 || end !== this.#tunnelled.length) this.#giveUp(noTunnel())
      else socket.upgradeTLS<Connection>({ data: this, tls, socket: HANDLERS })
    } catch (error) {
      this.#giveUp(noTunnel(error))
    }
  }

  handshaken(socket: Socket, isGood: boolean, error: Error | null | undefined): void {
    if (this.#isClosed) return
    const refusal = isGood && socket.authorized ? this.#refusalOf(socket) : (error ?? new Error('TLS'))
    if (refusal === undefined) this.#ready.resolve(this)
    else this.#giveUp(new NotConnected(codeOf(refusal), refusal))
  }

  received(bytes: Buffer<ArrayBuffer>): void {
    if (this.call) this.call.received(bytes)
    // Nobody has asked for anything: what comes would be taken for an answer to the next request.
    else this.retire()
  }

  closed(error: Error | null | undefined): void {
    this.#isClosed = true
    this.#pool.forget(this)
    this.#ready.reject(new NotConnected(error ? codeOf(error) : 'ECONNRESET', error))
    this.call?.closed(error ?? undefined)
  }

  /** What the configuration asks for beyond what the runtime has verified. */
  #refusalOf(socket: Socket): Error | undefined {
    const { hostname, tls } = this.#place
    return tls?.checkServerIdentity?.(hostname, socket.getPeerCertificate() as unknown as PeerCertificate)
  }

  #giveUp(reason: unknown): void {
    // The first reason counts: the cut is no cause.
    this.#ready.reject(reason)
    this.cut()
  }
}

function failed(socket: Socket, error: Error): void {
  socket.data.closed(error)
  socket.terminate()
}

/** One for all connections: each has itself as its data. */
const HANDLERS: Bun.SocketHandler<Connection, 'buffer'> = {
  binaryType: 'buffer',
  open: (socket) => socket.data.opened(socket),
  handshake: (socket, isGood, error) => socket.data.handshaken(socket, isGood, error),
  data: (socket, bytes) => socket.data.received(bytes as Buffer<ArrayBuffer>),
  drain: (socket) => socket.data.call?.write(),
  timeout: (socket) => socket.data.retire(),
  close: (socket, error) => socket.data.closed(error),
  error: failed,
}

/** Until TLS begins: behind that it shows the same bytes as TLS has them. */
const TUNNEL_HANDLERS: Bun.SocketHandler<Connection, 'buffer'> = {
  binaryType: 'buffer',
  open: (socket) => socket.data.proxyReached(socket),
  data: (socket, bytes) => socket.data.proxyAnswered(socket, bytes as Buffer<ArrayBuffer>),
  close: (socket, error) => socket.data.closed(error),
  error: failed,
}

const noTunnel = (cause?: unknown) => new NotConnected('ERR_PROXY_TUNNEL', cause)

/** Never the message, which may hold a name or an address. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
