/** Calls under way, so that equal scans are one call, also across requests. */

import type { Verdict } from './scanner.ts'

/** Its verdict holds for each of its units when it finds nothing, or when it has just one. */
export interface Flight {
  readonly verdict: Promise<Verdict>
  readonly units: number
  /** When its request gives up, by `performance.now()`. */
  readonly until: number
}

export interface Flights {
  /**
   * A call that is worth waiting for: it is none when its request gives up too soon, or later than the one that asks.
   * @param until when the request that asks gives up, by `performance.now()`
   */
  find(key: string, until: number): Flight | undefined
  /** @param keys of each unit and of the whole pack @returns what forgets the flight */
  add(flight: Flight, keys: ReadonlySet<string>): () => void
}

/** How much longer than its own time a request waits for another's call: Redis may have answered that one sooner. */
const MOST_OVERTIME_MS = 100

/** @param budgetMs milliseconds that the calls of one request may take together; may be infinite */
export function createFlights(budgetMs: number): Flights {
  const flights = new Map<string, Flight>()
  return {
    find(key, until) {
      const flight = flights.get(key)
      if (!flight || flight.until > until + MOST_OVERTIME_MS) return undefined
      return flight.until - performance.now() >= budgetMs / 2 ? flight : undefined
    },
    add(flight, keys) {
      for (const key of keys) flights.set(key, flight)
      return () => {
        for (const key of keys) if (flights.get(key) === flight) flights.delete(key)
      }
    },
  }
}
