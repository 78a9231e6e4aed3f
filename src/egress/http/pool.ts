/** Connections to one place that wait for the next request: the last one to rest is the first to serve. */

import type { Signal } from './abort.ts'
import { Connection, type Place } from './connection.ts'

/** Of one place. */
const MAX_IDLE = 256
/**
 * Seconds for which a connection waits. A request on one that the upstream is closing is lost, and is not sent twice: so
 * less than what servers on one's own machines have (Uvicorn, Node.js: 5), and load balancers (AWS: 60).
 */
const IDLE_SECONDS = { plain: 4, tls: 55 }

export class Pool {
  readonly #place: Place
  readonly #idle: Connection[] = []
  readonly #idleSeconds: number

  constructor(place: Place) {
    this.#place = place
    this.#idleSeconds = place.tls ? IDLE_SECONDS.tls : IDLE_SECONDS.plain
  }

  /** @returns undefined when none waits */
  take(): Connection | undefined {
    const now = performance.now()
    for (let next = this.#idle.pop(); next; next = this.#idle.pop()) {
      if (next.freshUntil > now) {
        next.wake()
        return next
      }
      next.cut()
    }
    return undefined
  }

  /** @throws as `Connection.open` does */
  open(timeoutMs: number, signal: Signal): Promise<Connection> {
    return new Connection(this, this.#place).open(timeoutMs, signal)
  }

  /** @param seconds that the upstream says it waits */
  rest(connection: Connection, seconds: number): void {
    const limit = Math.min(this.#idleSeconds, seconds - 1)
    if (limit <= 0 || this.#idle.length >= MAX_IDLE) {
      connection.cut()
      return
    }
    connection.rest(limit)
    this.#idle.push(connection)
  }

  /** It is closed. */
  forget(connection: Connection): void {
    const index = this.#idle.lastIndexOf(connection)
    if (index !== -1) this.#idle.splice(index, 1)
  }
}
