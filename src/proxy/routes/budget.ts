/** How many further tries there may be: a part of the requests, so that an outage is not answered with a multiple of them. */

import { createSlidingWindow } from '../limits/sliding-window.ts'

export interface RetryBudget {
  /** A request begins. */
  request(): void
  /** @returns whether one more try is allowed, and takes it */
  take(): boolean
}

const WINDOW_MS = 10_000
/** So that a quiet proxy may try again at all. */
const FREE = 3

/** @param ratio tries for each request of the last ten seconds @param now milliseconds of a clock that does not jump */
export function createRetryBudget(ratio: number, now: () => number): RetryBudget {
  const requests = createSlidingWindow(WINDOW_MS)
  const tries = createSlidingWindow(WINDOW_MS)
  return {
    request: () => requests.add(1, now()),
    take() {
      const { used } = requests.look(Number.POSITIVE_INFINITY, 0, now())
      if (tries.look(Math.max(FREE, Math.floor(used * ratio)), 1, now()).retryMs > 0) return false
      tries.add(1, now())
      return true
    },
  }
}
