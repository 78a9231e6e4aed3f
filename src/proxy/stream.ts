/**
 * The answer's way from the upstream to the client: chunk by chunk, pulled by the client, so that a slow client
 * slows the upstream and memory stays bounded. A broken upstream breaks the answer; it never looks like its end.
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

export function relay(body: ReadableStream<Uint8Array>, options: RelayOptions): ReadableStream<Uint8Array> {
  const { idleTimeoutMs, abort, observe } = options
  const reader = body.getReader()
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
    if (silence >= idleTimeoutMs) abort.abort(new Error('the upstream went silent'))
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
          const { done, value } = await reader.read()
          waitingSince = undefined
          if (ended) return
          if (done) {
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
