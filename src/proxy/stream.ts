/**
 * The answer's way from the upstream to the client: chunk by chunk, pulled by the client, so that a slow client
 * slows the upstream and memory stays bounded. A broken upstream breaks the answer; it never looks like its end.
 *
 * An answer that is there whole with its first chunk, as most JSON documents are, goes out as these bytes: a stream of
 * ours around them would cost as much as all else that is done for a small request. One that says that it is short is
 * not even asked for a stream.
 */

import type { Abort, Signal } from '../egress/http/abort.ts'
import type { Answer, Reader } from '../egress/http/answer.ts'
import { Deadline } from './deadline.ts'
import type { Outcome } from './exchange.ts'

/** Whose answer it is. */
interface Relayed {
  /** Aborted when the answer cannot go on: the client left, the proxy is going down. */
  readonly abort: Abort
  /** Sees each chunk as it passes; must not change it. */
  readonly usage?: { see(chunk: Uint8Array): void } | undefined
  /** Called exactly once. */
  end(outcome: Outcome, bytes: number, cause?: unknown): void
}

/** Bytes that come with one read or few. */
const SHORT = 16_384

/** A document that nobody can read before its end. */
const isShort = (headers: Headers, length: number): boolean =>
  length <= SHORT && (headers.get('content-type')?.startsWith('application/json') ?? false)

/**
 * Waits for the first chunk where the answer has a Content-Length: the runtime sends no headers before it either; and for
 * all of a short document, which then breaks off as an error that the client is told, not in the middle.
 * @param idleTimeoutMs longest silence of the upstream in milliseconds, counted only while the client waits for more
 * @returns what the client's answer has as its body; null where it has none
 * @throws whatever the upstream broke off with before that; `end` is not called then
 */
export async function answerBody(
  answer: Answer,
  relayed: Relayed,
  idleTimeoutMs: number,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null> {
  const { whole, reader, headers } = answer
  let bytes = whole
  if (bytes === undefined && reader) {
    const length = Number(headers.get('content-length') ?? Number.NaN)
    if (Number.isNaN(length)) return relay(reader, relayed, idleTimeoutMs)
    bytes = await readNext(reader, relayed, idleTimeoutMs)
    if (isShort(headers, length)) bytes = await readRest(reader, relayed, idleTimeoutMs, bytes)
    else if (bytes.byteLength !== length) return relay(reader, relayed, idleTimeoutMs, bytes)
  }
  if (bytes === undefined || bytes.byteLength === 0) {
    relayed.end('complete', 0)
    return null
  }
  relayed.usage?.see(bytes)
  relayed.end('complete', bytes.byteLength)
  return bytes
}

/** @returns the next chunk; an empty one at the end */
async function readNext(
  reader: Reader,
  relayed: Relayed,
  idleTimeoutMs: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return (await whileAwake(reader.read(), relayed, idleTimeoutMs)).value ?? new Uint8Array()
}

/** What is waited for, which the time-out ends. */
async function whileAwake<T>(awaited: Promise<T>, { abort }: Relayed, idleTimeoutMs: number): Promise<T> {
  const deadline = new Deadline(idleTimeoutMs, giveUp, abort)
  try {
    return await awaited
  } finally {
    deadline.end()
  }
}

async function readRest(
  reader: Reader,
  relayed: Relayed,
  idleTimeoutMs: number,
  first: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for (let chunk = first; chunk.byteLength > 0; chunk = await readNext(reader, relayed, idleTimeoutMs))
    chunks.push(chunk)
  return chunks.length === 1 ? first : Buffer.concat(chunks)
}

const giveUp = (abort: Abort): void => abort.abort(new UpstreamSilent())

/** @param first a chunk that has been read already */
export const relay = (
  reader: Reader,
  relayed: Relayed,
  idleTimeoutMs: number,
  first?: Uint8Array<ArrayBuffer>,
): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(new Relay(reader, relayed, idleTimeoutMs, first), { highWaterMark: 0 })

/** A class and no closures, as thousands of answers may be under way. */
class Relay {
  readonly #reader: Reader
  readonly #relayed: Relayed
  readonly #idleTimeoutMs: number
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #ahead: Uint8Array<ArrayBuffer> | undefined
  #bytes = 0
  #waitingSince: number | undefined
  #ended = false
  #idle: Deadline<Relay>

  constructor(
    reader: Reader,
    relayed: Relayed,
    idleTimeoutMs: number,
    first: Uint8Array<ArrayBuffer> | undefined,
  ) {
    this.#reader = reader
    this.#relayed = relayed
    this.#idleTimeoutMs = idleTimeoutMs
    this.#ahead = first
    this.#idle = new Deadline<Relay>(idleTimeoutMs, watch, this)
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller
    const { abort } = this.#relayed
    if (abort.aborted) this.handleEvent()
    else abort.addEventListener('abort', this)
  }

  /** Of the abort. */
  handleEvent(): void {
    if (this.#ended) return
    const { abort } = this.#relayed
    this.#end(outcomeOf(abort), abort.reason)
    // Without a reason: Bun would print one to stderr, with the upstream's URL. The client's connection is cut.
    this.#controller?.error(undefined)
    this.#reader.cancel().catch(() => {})
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#waitingSince = performance.now()
    try {
      const { done, value } = this.#ahead ? { done: false, value: this.#ahead } : await this.#reader.read()
      this.#ahead = undefined
      this.#waitingSince = undefined
      if (this.#ended) return
      if (done || !value) {
        this.#end('complete')
        controller.close()
        return
      }
      this.#bytes += value.byteLength
      this.#relayed.usage?.see(value)
      controller.enqueue(value)
    } catch (cause) {
      if (this.#ended) return
      this.#end('upstream_broken', cause)
      controller.error(undefined)
    }
  }

  cancel(): Promise<void> {
    this.#end('client_gone')
    this.#relayed.abort.abort(new ExchangeAborted('client_gone'))
    return this.#reader.cancel().catch(() => {})
  }

  /** One deadline for the whole stream, begun anew when it is due: nothing to do for a chunk. */
  watch(): void {
    const silence = this.#waitingSince === undefined ? 0 : performance.now() - this.#waitingSince
    if (silence >= this.#idleTimeoutMs) this.#relayed.abort.abort(new UpstreamSilent())
    else this.#idle = new Deadline<Relay>(this.#idleTimeoutMs, watch, this, silence)
  }

  #end(outcome: Outcome, cause?: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#idle.end()
    this.#relayed.end(outcome, this.#bytes, cause)
  }
}

const watch = (relay: Relay): void => relay.watch()

/** The reason for an abort after `idle_timeout` without a byte. */
export class UpstreamSilent extends Error {
  override readonly message = 'the upstream went silent'
}

/** Reasons for an abort that are not the upstream's doing. */
export class ExchangeAborted extends Error {
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    super(outcome)
    this.name = 'ExchangeAborted'
    this.outcome = outcome
  }
}

const outcomeOf = ({ reason }: Signal): Outcome =>
  reason instanceof ExchangeAborted ? reason.outcome : 'upstream_broken'
