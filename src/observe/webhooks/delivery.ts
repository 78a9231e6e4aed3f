/**
 * Delivery to one receiver: a bounded queue, a few messages under way, retries with exponential backoff and full jitter.
 * Nothing here is awaited by a request.
 */

import { type Egress, fetchBy } from '../../egress/egress.ts'
import { describeCause } from '../cause.ts'
import { signedHeaders } from './sign.ts'

export type DeliveryOutcome = 'sent' | 'failed' | 'dropped'

export interface DeliveryOptions {
  readonly url: URL
  readonly egress: Egress
  readonly secret: string | undefined
  readonly timeoutMs: number
  /** Tries after the first one. */
  readonly retries: number
  /** Messages that may wait, those under way included. */
  readonly queue: number
  readonly onOutcome: (outcome: DeliveryOutcome, reason?: string) => void
}

export interface Delivery {
  /** @param id names the message, in every try */
  send(id: string, body: string): void
  /** Messages that wait or are under way. */
  pending(): number
  /** Delivers what is left, for `timeoutMs` at most; then it is dropped. */
  close(timeoutMs: number): Promise<void>
}

interface Message {
  readonly id: string
  readonly body: string
}

const MOST_UNDER_WAY = 4
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
/** What may be better next time: RFC 9110, 15.5.9 and 15.6; RFC 8470; RFC 6585. */
const isTemporary = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500

export function createDelivery(options: DeliveryOptions): Delivery {
  const waiting: Message[] = []
  const ending = new AbortController()
  const idle = new Set<() => void>()
  let underWay = 0

  const next = () => {
    while (underWay < MOST_UNDER_WAY) {
      const message = waiting.shift()
      if (!message) break
      underWay++
      void deliver(message, ending.signal, options).then((failure) => {
        underWay--
        if (failure === undefined) options.onOutcome('sent')
        else options.onOutcome(ending.signal.aborted ? 'dropped' : 'failed', failure)
        next()
      })
    }
    if (underWay === 0) for (const wake of idle) wake()
  }
  return {
    pending: () => waiting.length + underWay,
    send(id, body) {
      if (ending.signal.aborted || waiting.length + underWay >= options.queue) {
        options.onOutcome('dropped', 'queue is full')
        return
      }
      waiting.push({ id, body })
      next()
    },
    async close(timeoutMs) {
      const timer = setTimeout(() => {
        for (const _ of waiting.splice(0)) options.onOutcome('dropped', 'shutting down')
        ending.abort()
      }, timeoutMs)
      const { promise, resolve } = Promise.withResolvers<void>()
      idle.add(resolve)
      next()
      await promise
      clearTimeout(timer)
      ending.abort()
    },
  }
}

/** @returns why it failed for good; undefined when it was taken */
async function deliver(
  message: Message,
  ending: AbortSignal,
  options: DeliveryOptions,
): Promise<string | undefined> {
  for (let attempt = 0; ; attempt++) {
    const { failure, retryAfterMs, isFinal } = await post(message, ending, options)
    if (failure === undefined || isFinal || attempt >= options.retries || ending.aborted) return failure
    const backoff = Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt)
    await pause(Math.min(LONGEST_WAIT_MS, retryAfterMs ?? backoff), ending)
    if (ending.aborted) return failure
  }
}

interface Attempt {
  readonly failure?: string
  readonly retryAfterMs?: number
  readonly isFinal?: boolean
}

async function post({ id, body }: Message, ending: AbortSignal, options: DeliveryOptions): Promise<Attempt> {
  const seconds = Math.floor(Date.now() / 1000)
  const { secret } = options
  try {
    const response = await fetchBy(options.egress, options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'lockllm-proxy',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        ...(secret !== undefined && signedHeaders(id, seconds, body, secret)),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(options.timeoutMs), ending]),
    })
    await response.body?.cancel()
    if (response.ok) return {}
    const after = Number(response.headers.get('retry-after') ?? Number.NaN)
    return {
      failure: `status ${response.status}`,
      isFinal: !isTemporary(response.status),
      ...(Number.isFinite(after) && { retryAfterMs: after * 1000 }),
    }
  } catch (error) {
    return { failure: describeCause(error) ?? 'error' }
  }
}

function pause(milliseconds: number, ending: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  const stop = () => {
    clearTimeout(timer)
    resolve()
  }
  ending.addEventListener('abort', stop, { once: true })
  return promise.finally(() => ending.removeEventListener('abort', stop))
}
