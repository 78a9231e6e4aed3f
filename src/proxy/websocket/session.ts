/**
 * A session: events of the client one after the other through the scan to the provider, events of the provider to the
 * client as they come. Each side is read only as fast as the other takes it.
 */

import type { Signal } from '../../egress/http/abort.ts'
import type { Outcome } from '../exchange.ts'
import { ExchangeAborted } from '../stream.ts'
import type { Frame, JudgeEvent } from './event.ts'
import { mayBeSent, type UpstreamLeg } from './upstream.ts'

/** The client's side, as the edge gives it. */
export interface ClientSocket {
  /** @returns -1 when it waits for the client to read, 0 when it was dropped */
  send(frame: Frame): number
  ping(): void
  pause(): void
  resume(): void
  close(code?: number, reason?: string): void
}

/** What the edge tells of the client's side. */
export interface SocketListener {
  open(socket: ClientSocket): void
  message(frame: Frame): void
  ping(): void
  drain(): void
  close(code: number, reason: string): void
}

export interface SessionTotals {
  /** Bytes of the client's events. */
  received: number
  /** Bytes of the provider's events, and of refusals. */
  sent: number
  relayed: number
  refused: number
}

interface SessionOptions {
  readonly upstream: UpstreamLeg
  readonly judge: JudgeEvent
  readonly abort: Signal
  /** Longest silence of both sides in milliseconds. */
  readonly idleTimeoutMs: number
  /** Called exactly once. */
  readonly onEnd: (outcome: Outcome, totals: SessionTotals, cause?: unknown) => void
}

/** More than this of unscanned events, and the client is not read until there is less. */
const MAX_WAITING_BYTES = 1024 * 1024
const MAX_WAITING_EVENTS = 256
/** More than this that the provider has not taken, and the next event waits. */
const MAX_UNSENT_BYTES = 1024 * 1024

/** RFC 6455, section 7.4.1, and the registry of IANA for 1012. */
const CLOSE = { normal: 1000, goingAway: 1001, broken: 1011, restart: 1012 } as const

export function createSession(options: SessionOptions): SocketListener {
  const { upstream, judge, abort } = options
  const totals: SessionTotals = { received: 0, sent: 0, relayed: 0, refused: 0 }
  let client: ClientSocket | undefined
  let waiting: Frame[] = []
  let waitingBytes = 0
  let isReading = true
  let isWorking = false
  /** How the client closed, behind its last event. */
  let farewell: { readonly code: number; readonly reason: string } | undefined
  let ended = false
  let unsent: (() => void) | undefined
  let lastSign = performance.now()

  const end = (outcome: Outcome, cause?: unknown) => {
    if (ended) return
    ended = true
    waiting = []
    clearTimeout(idle)
    abort.removeEventListener('abort', onAbort)
    unsent?.()
    options.onEnd(outcome, totals, cause)
  }
  const finish = (outcome: Outcome, code: number, reason: string, cause?: unknown) => {
    if (ended) return
    end(outcome, cause)
    if (mayBeSent(code)) client?.close(code, reason)
    else client?.close()
    upstream.close(outcome === 'cut' ? CLOSE.goingAway : CLOSE.normal, '')
  }
  const onAbort = () => {
    // The edge says so too for a client that has left, with its code.
    if (abort.reason instanceof ExchangeAborted && abort.reason.outcome === 'client_gone') return
    finish('cut', CLOSE.restart, 'the proxy is shutting down', abort.reason)
  }
  const watch = () => {
    const silence = performance.now() - lastSign
    if (silence < options.idleTimeoutMs) idle = setTimeout(watch, options.idleTimeoutMs - silence)
    else
      finish('upstream_broken', CLOSE.goingAway, 'silent for too long', new Error('the session went silent'))
  }
  let idle = setTimeout(watch, options.idleTimeoutMs)
  const sign = () => {
    lastSign = performance.now()
  }

  const toClient = (frame: Frame) => {
    totals.sent += sizeOf(frame)
    const status = client?.send(frame) ?? 0
    if (status === -1) upstream.pause()
    // Half a conversation must not look like a whole one.
    else if (status === 0) finish('client_gone', CLOSE.broken, 'the client does not read')
  }
  const toUpstream = async (frame: Frame) => {
    totals.relayed++
    const { promise, resolve } = Promise.withResolvers<void>()
    upstream.send(frame, resolve)
    if (upstream.buffered() <= MAX_UNSENT_BYTES) return
    unsent = resolve
    await promise
    unsent = undefined
  }
  const work = async () => {
    if (isWorking) return
    isWorking = true
    for (let frame = waiting.shift(); frame !== undefined; frame = waiting.shift()) {
      const refusal = await judge(frame)
      waitingBytes -= sizeOf(frame)
      if (ended) return
      if (refusal) totals.refused++
      if (refusal?.kind === 'close') return finish('complete', refusal.code, refusal.reason)
      if (refusal) toClient(refusal.text)
      else await toUpstream(frame)
      regulate()
    }
    isWorking = false
    if (farewell && !ended) {
      const { code, reason } = farewell
      end('complete')
      upstream.close(code, reason)
    }
  }
  const regulate = () => {
    const mayRead = waitingBytes < MAX_WAITING_BYTES && waiting.length < MAX_WAITING_EVENTS
    if (mayRead === isReading || ended || farewell) return
    isReading = mayRead
    if (mayRead) client?.resume()
    else client?.pause()
  }

  return {
    open(socket) {
      client = socket
      if (abort.aborted) onAbort()
      else abort.addEventListener('abort', onAbort)
      upstream.listen({
        message(frame) {
          sign()
          if (!ended) toClient(frame)
        },
        ping() {
          sign()
          if (!ended) client?.ping()
        },
        close(code, reason) {
          const isBroken = code === 1006
          if (isBroken) finish('upstream_broken', CLOSE.broken, 'the provider is gone', new Error('closed'))
          else finish('complete', code, reason)
        },
      })
    },
    message(frame) {
      sign()
      if (ended) return
      const size = sizeOf(frame)
      totals.received += size
      waitingBytes += size
      waiting.push(frame)
      regulate()
      void work()
    },
    ping() {
      sign()
      if (!ended) upstream.ping()
    },
    drain() {
      if (!ended) upstream.resume()
    },
    close(code, reason) {
      if (ended) return
      if (code === 1006) {
        end('client_gone')
        upstream.terminate()
        return
      }
      // What it sent before is still an event.
      farewell = { code, reason }
      if (!isWorking) void work()
    },
  }
}

const sizeOf = (frame: Frame): number =>
  typeof frame === 'string' ? Buffer.byteLength(frame) : frame.byteLength
