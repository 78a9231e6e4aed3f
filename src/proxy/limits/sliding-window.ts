/**
 * A sliding window in slots: what is counted in a slot is counted until the whole slot has left the window, so that no
 * window of this length ever holds more than the limit, wherever it begins. (A token bucket lets up to twice its size
 * through in one window, a fixed window does at its edge.) The price: an amount comes back up to a twentieth of the
 * window late. Memory and time do not depend on the limit.
 */

import { SLOTS, type State, slotWidth } from './store.ts'

export interface SlidingWindow {
  /** @param cost 0 asks whether anything is left */
  look(limit: number, cost: number, now: number): State
  add(cost: number, now: number): void
}

/** Times are milliseconds of one clock that does not jump. */
export function createSlidingWindow(windowMs: number): SlidingWindow {
  const width = slotWidth(windowMs)
  /** Amounts by slot number modulo the length. */
  const amounts = new Float64Array(SLOTS + 1)
  let current = 0

  const advance = (now: number): void => {
    const slot = Math.floor(now / width)
    if (slot - current > SLOTS) amounts.fill(0)
    else for (let gone = current + 1; gone <= slot; gone++) amounts[gone % (SLOTS + 1)] = 0
    current = Math.max(slot, current)
  }
  const at = (slot: number): number => amounts[slot % (SLOTS + 1)] ?? 0
  const oldest = () => Math.max(0, current - SLOTS)
  const leavesIn = (slot: number, now: number) => (slot + SLOTS + 1) * width - now

  return {
    look(limit, cost, now) {
      advance(now)
      let used = 0
      let resetMs = 0
      for (let slot = oldest(); slot <= current; slot++) {
        if (at(slot) === 0) continue
        used += at(slot)
        resetMs = leavesIn(slot, now)
      }
      return { used, resetMs, retryMs: retryAfter(used + Math.max(cost, 1) - limit, now) }
    },
    add(cost, now) {
      advance(now)
      amounts[current % (SLOTS + 1)] = at(current) + cost
    },
  }

  /** Until `excess` has left the window; one that never can is told the whole window. */
  function retryAfter(excess: number, now: number): number {
    let rest = excess
    for (let slot = oldest(); rest > 0 && slot <= current; slot++) {
      rest -= at(slot)
      if (rest <= 0) return leavesIn(slot, now)
    }
    return rest > 0 ? width * (SLOTS + 1) : 0
  }
}
