/**
 * What of a request lives on until its answer is relayed to the last byte. There may be thousands, each for minutes: so it
 * holds no more than the end needs, and nothing of it refers to the scope in which the request was handled.
 */

import { Abort } from '../egress/http/abort.ts'
import type { Exchange, Outcome } from './exchange.ts'
import type { HandlerOptions, Peer } from './handler.ts'
import type { Ticket } from './limits/limits.ts'
import type { UsageObserver } from './limits/usage.ts'
import { ExchangeAborted } from './stream.ts'

export class Ending {
  /** Ends the exchange. */
  readonly abort = new Abort()
  ticket: Ticket | undefined
  usage: UsageObserver | undefined
  readonly #exchange: Exchange
  readonly #peer: Peer
  readonly #options: Pick<HandlerOptions, 'active' | 'onEnd'>

  constructor(exchange: Exchange, peer: Peer, options: Pick<HandlerOptions, 'active' | 'onEnd'>) {
    this.#exchange = exchange
    this.#peer = peer
    this.#options = options
    options.active.set(exchange, this.abort)
  }

  /** Of the client's signal: it has left. */
  handleEvent(): void {
    this.abort.abort(new ExchangeAborted('client_gone'))
  }

  /** Once, however it ends. @param bytes of the answer's body that were sent */
  end(outcome: Outcome, bytes: number, cause?: unknown): void {
    const exchange = this.#exchange
    exchange.outcome = outcome
    exchange.responseBytes = bytes
    exchange.cause = cause
    exchange.totalMs = performance.now() - exchange.startedTick
    if (this.usage) exchange.tokens = this.usage.total(exchange.inputChars, outcome === 'complete')
    this.ticket?.settle()
    this.#options.active.delete(exchange)
    this.#peer.release()
    this.#options.onEnd(exchange)
  }
}
