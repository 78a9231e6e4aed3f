/**
 * One request and its answer on a connection. The answer is there with its head; its body is read by whoever takes it,
 * and no faster: what is not read yet is bounded.
 */

import type { Signal } from './abort.ts'
import { type Answer, dropFalseLength, MalformedAnswer, type Reader } from './answer.ts'
import { type Connection, codeOf, NotConnected } from './connection.ts'
import { type Framing, framingOf, keepsAlive } from './framing.ts'
import { endOfHead, type Head, MAX_HEAD_BYTES, parseHead } from './head.ts'
import type { Pool } from './pool.ts'

/** The upstream closed before its answer was whole. */
export class Closed extends Error {
  override readonly name = 'Closed'
  readonly code = 'ECONNRESET'
}

/** Bytes that came and were not read, from which on no more are taken from the system. */
const MAX_QUEUED = 65_536
/** Bodies up to here go out with the head, in one piece. */
const SMALL_BODY = 65_536
const SWITCHING_PROTOCOLS = 101
const KEEP_ALIVE = /(?:^|[\s,])timeout=(\d{1,6})/i
const NOTHING = new Uint8Array()

type Read = Awaited<ReturnType<Reader['read']>>
const END: Read = { done: true }

export class Call implements Reader {
  readonly #connection: Connection
  readonly #pool: Pool
  readonly #method: string
  readonly #signal: Signal
  readonly #answer = Promise.withResolvers<Answer>()
  /** What the system has not taken of the request. */
  #unsent: Uint8Array[] = []
  /** What has come of the head. */
  #head: Buffer<ArrayBuffer> | undefined
  #interimBytes = 0
  #framing: Framing | undefined
  #keepsAlive = false
  #idleSeconds = Number.POSITIVE_INFINITY
  #queue: Uint8Array<ArrayBuffer>[] = []
  #queued = 0
  #isPaused = false
  #reading: PromiseWithResolvers<Read> | undefined
  #isOver = false
  #failure: { readonly reason: unknown } | undefined

  /** @param signal ends the call and its connection */
  constructor(connection: Connection, pool: Pool, method: string, signal: Signal) {
    this.#connection = connection
    this.#pool = pool
    this.#method = method
    this.#signal = signal
    connection.call = this
    signal.addEventListener('abort', this)
  }

  /**
   * @param head the request line and the headers, with the empty line, in Latin-1
   * @returns the answer once its head has come
   * @throws {Closed} @throws {MalformedAnswer} @throws the signal's reason
   */
  send(head: string, body: Uint8Array | undefined): Promise<Answer> {
    const isSmall = body !== undefined && body.length <= SMALL_BODY
    const first = Buffer.allocUnsafe(head.length + (isSmall ? body.length : 0))
    first.write(head, 'latin1')
    if (isSmall) first.set(body, head.length)
    this.#unsent = body && !isSmall ? [first, body] : [first]
    if (this.#signal.aborted) this.handleEvent()
    else this.write()
    return this.#answer.promise
  }

  /** As much as the system takes. */
  write(): void {
    for (let next = this.#unsent[0]; next && !this.#isOver; next = this.#unsent[0]) {
      const written = this.#connection.write(next)
      if (written < next.length) {
        this.#unsent[0] = next.subarray(written)
        return
      }
      this.#unsent.shift()
    }
  }

  received(bytes: Buffer<ArrayBuffer>): void {
    try {
      if (this.#framing) this.#take(bytes, this.#framing)
      else this.#readHead(this.#head ? Buffer.concat([this.#head, bytes]) : bytes)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** @param error undefined where the upstream said that it closes */
  closed(error: Error | undefined): void {
    if (this.#isOver) return
    if (!error && this.#framing?.close()) this.#finish(0)
    else if (error && this.#isUnread(error)) this.#fail(new NotConnected(codeOf(error), error))
    else this.#fail(new Closed('the upstream closed its connection', { cause: error }))
  }

  /**
   * In TLS 1.3 the upstream looks at our certificate when we are done with the handshake and may have sent the request:
   * who refuses it there has not read that (RFC 8446, section 4.4.2.4).
   */
  #isUnread(error: Error): boolean {
    return codeOf(error) === 'EPROTO' && !this.#connection.isUsed && !this.#head && !this.#framing
  }

  /** Of the abort. */
  handleEvent(): void {
    this.#queue = []
    this.#fail(this.#signal.reason)
  }

  read(): Promise<Read> {
    const next = this.#queue.shift()
    if (next) {
      this.#queued -= next.length
      if (this.#queued === 0) this.#resume()
      return Promise.resolve({ done: false, value: next })
    }
    if (this.#failure) return Promise.reject(this.#failure.reason)
    if (this.#isOver) return Promise.resolve(END)
    this.#reading = Promise.withResolvers()
    return this.#reading.promise
  }

  cancel(): Promise<void> {
    this.#queue = []
    this.#fail(new Closed('nobody reads the answer'))
    return Promise.resolve()
  }

  #readHead(given: Buffer<ArrayBuffer>): void {
    let bytes = given
    for (let end = endOfHead(bytes); end !== -1; end = endOfHead(bytes)) {
      const head = parseHead(bytes, end)
      bytes = bytes.subarray(end)
      if (head.status === SWITCHING_PROTOCOLS) throw new MalformedAnswer('another protocol')
      // RFC 9110, section 15.2: one or more interim answers, which fetch does not show either.
      if (head.status < 100 || head.status > 199) {
        this.#head = undefined
        this.#begin(head, bytes)
        return
      }
      this.#interimBytes += end
      if (this.#interimBytes > MAX_HEAD_BYTES) throw new MalformedAnswer('interim answers without end')
    }
    this.#head = bytes
  }

  #begin(head: Head, rest: Buffer<ArrayBuffer>): void {
    const { status, statusText, headers } = head
    const framing = framingOf(this.#method, head)
    this.#keepsAlive = keepsAlive(head, framing)
    dropFalseLength(headers)
    const seconds = KEEP_ALIVE.exec(headers.get('keep-alive') ?? '')?.[1]
    if (seconds !== undefined) this.#idleSeconds = Number(seconds)
    if (!framing) {
      this.#finish(rest.length)
      this.#answer.resolve({ status, statusText, headers })
      return
    }
    this.#framing = framing
    const first = rest.length === 0 ? undefined : framing.take(rest)
    if (framing.isDone) {
      this.#finish(rest.length - framing.taken)
      this.#answer.resolve({ status, statusText, headers, whole: first ?? NOTHING })
      return
    }
    if (first) this.#give(first)
    this.#answer.resolve({ status, statusText, headers, reader: this })
  }

  #take(bytes: Buffer<ArrayBuffer>, framing: Framing): void {
    const piece = framing.take(bytes)
    if (piece) this.#give(piece)
    if (framing.isDone) this.#finish(bytes.length - framing.taken)
  }

  #give(piece: Uint8Array<ArrayBuffer>): void {
    if (this.#reading) {
      this.#reading.resolve({ done: false, value: piece })
      this.#reading = undefined
      return
    }
    this.#queue.push(piece)
    this.#queued += piece.length
    if (this.#queued < MAX_QUEUED || this.#isPaused) return
    this.#isPaused = true
    this.#connection.pause()
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#connection.resume()
  }

  /** The answer has come whole. @param surplus bytes behind it */
  #finish(surplus: number): void {
    this.#end()
    this.#reading?.resolve(END)
    this.#resume()
    if (this.#keepsAlive && surplus === 0 && this.#unsent.length === 0)
      this.#pool.rest(this.#connection, this.#idleSeconds)
    else this.#connection.cut()
  }

  #fail(reason: unknown): void {
    if (this.#isOver) return
    this.#end()
    this.#failure = { reason }
    this.#unsent = []
    this.#connection.cut()
    this.#answer.reject(reason)
    this.#reading?.reject(reason)
  }

  #end(): void {
    this.#isOver = true
    this.#signal.removeEventListener('abort', this)
  }
}
