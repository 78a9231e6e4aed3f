/**
 * The answer's way from the upstream to the client: chunk by chunk, pulled by the client, so that a slow client
 * slows the upstream and memory stays bounded. A broken upstream breaks the answer; it never looks like its end.
 *
 * An answer that is there whole with its first chunk, as most JSON documents are, goes out as these bytes: a stream of
 * ours around them would cost as much as all else that is done for a small request.
 */

import type { Outcome } from './exchange.ts'

interface RelayOptions {
  /** Longest silence of the upstream in milliseconds, counted only while the client waits for more. */
  readonly idleTimeoutMs: number
  /** Aborted when the answer cannot go on: the client left, the proxy is going down. */
  readonly abort: AbortController
  /** Sees each chunk as it passes; must not change it. */
  readonly observe?: ((chunk: Uint8Array) => void) | undefined
  /** Called exactly once. */
  readonly onEnd: (outcome: Outcome, bytes: number, cause?: unknown) => void
}

interface Reader {
  read(): Promise<{ done: boolean; value?: Uint8Array<ArrayBuffer> | undefined }>
  cancel(): Promise<void>
}

/**
 * Waits for the first chunk where the answer has a Content-Length: the runtime sends no headers before it either.
 * @returns what the client's answer has as its body; null where it has none
 * @throws whatever the upstream broke off with before the first chunk; `onEnd` is not called then
 */
export async function answerBody(
  { body, headers }: Pick<Response, 'body' | 'headers'>,
  options: RelayOptions,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null> {
  const length = headers.get('content-length')
  const reader: Reader | undefined = body?.getReader()
  const first = reader && length !== null ? await firstChunk(reader, options) : undefined
  if (reader && first?.byteLength !== Number(length ?? Number.NaN)) return relay(reader, options, first)
  if (first) options.observe?.(first)
  options.onEnd('complete', first?.byteLength ?? 0)
  return first ?? null
}

async function firstChunk(reader: Reader, { idleTimeoutMs, abort }: RelayOptions) {
  const timer = setTimeout(() => abort.abort(new UpstreamSilent()), idleTimeoutMs)
  try {
    return (await reader.read()).value ?? new Uint8Array()
  } finally {
    clearTimeout(timer)
  }
}

/** @param first a chunk that has been read already */
export function relay(
  reader: Reader,
  options: RelayOptions,
  first?: Uint8Array<ArrayBuffer>,
): ReadableStream<Uint8Array> {
  const { idleTimeoutMs, abort, observe } = options
  let ahead = first
  let bytes = 0
  let waitingSince: number | undefined
  let ended = false

  const end = (outcome: Outcome, cause?: unknown) => {
    if (ended) return
    ended = true
    clearTimeout(idle)
    options.onEnd(outcome, bytes, cause)
  }
  /** One timer for the whole stream, armed anew when it fires: nothing to do for a chunk. */
  const watch = () => {
    const silence = waitingSince === undefined ? 0 : performance.now() - waitingSince
    if (silence >= idleTimeoutMs) abort.abort(new UpstreamSilent())
    else idle = setTimeout(watch, idleTimeoutMs - silence)
  }
  let idle = setTimeout(watch, idleTimeoutMs)

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const stop = () => {
          if (ended) return
          end(outcomeOf(abort.signal), abort.signal.reason)
          // Without a reason: Bun would print one to stderr, with the upstream's URL. The client's connection is cut.
          controller.error(undefined)
          reader.cancel().catch(() => {})
        }
        if (abort.signal.aborted) stop()
        else abort.signal.addEventListener('abort', stop, { once: true })
      },
      async pull(controller) {
        waitingSince = performance.now()
        try {
          const { done, value } = ahead ? { done: false, value: ahead } : await reader.read()
          ahead = undefined
          waitingSince = undefined
          if (ended) return
          if (done || !value) {
            end('complete')
            controller.close()
            return
          }
          bytes += value.byteLength
          observe?.(value)
          controller.enqueue(value)
        } catch (cause) {
          if (ended) return
          end('upstream_broken', cause)
          controller.error(undefined)
        }
      },
      cancel() {
        end('client_gone')
        abort.abort(new ExchangeAborted('client_gone'))
        return reader.cancel().catch(() => {})
      },
    },
    { highWaterMark: 0 },
  )
}

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

const outcomeOf = (signal: AbortSignal): Outcome =>
  signal.reason instanceof ExchangeAborted ? signal.reason.outcome : 'upstream_broken'
