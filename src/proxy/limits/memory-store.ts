/** Counters of this process alone, bounded in number: the one that was not used for longest is forgotten first. */

import { LRUCache } from 'lru-cache'
import { createSlidingWindow, type SlidingWindow } from './sliding-window.ts'
import { type Charge, type Check, CONCURRENT_RETRY_MS, type LimitStore, type State } from './store.ts'

/** About 40 MB of them. */
const MAX_COUNTERS = 100_000

interface MemoryOptions {
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => number
  /** How many share each limit; each gets its part, and one at the least. */
  readonly shares?: number
}

export function createMemoryStore({ now, shares = 1 }: MemoryOptions): LimitStore {
  const windows = new LRUCache<string, SlidingWindow>({ max: MAX_COUNTERS })
  const bans = new LRUCache<string, { readonly until: number }>({ max: MAX_COUNTERS })
  /** Never forgotten: each entry is a request under way. */
  const leases = new Map<string, Set<string>>()
  const share = (limit: number) => Math.max(1, Math.floor(limit / shares))

  const windowOf = (id: string, windowMs: number): SlidingWindow => {
    const known = windows.get(id)
    if (known) return known
    const window = createSlidingWindow(windowMs)
    windows.set(id, window)
    return window
  }

  function look(check: Check): State {
    switch (check.kind) {
      case 'window':
        return windowOf(check.id, check.windowMs).look(share(check.limit), check.cost, now())
      case 'concurrent': {
        const used = leases.get(check.id)?.size ?? 0
        return { used, resetMs: 0, retryMs: used < share(check.limit) ? 0 : CONCURRENT_RETRY_MS }
      }
      case 'ban': {
        const left = Math.max(0, (bans.get(check.id)?.until ?? 0) - now())
        return { used: 0, resetMs: left, retryMs: left }
      }
    }
  }

  function charge(check: Check, lease: string): void {
    if (check.kind === 'window' && check.cost > 0) windowOf(check.id, check.windowMs).add(check.cost, now())
    if (check.kind === 'concurrent') {
      const holders = leases.get(check.id) ?? new Set()
      leases.set(check.id, holders.add(lease))
    }
  }

  function settle(charge: Charge, lease: string): void {
    switch (charge.kind) {
      case 'window':
        windowOf(charge.id, charge.windowMs).add(charge.cost, now())
        return
      case 'concurrent': {
        const holders = leases.get(charge.id)
        holders?.delete(lease)
        if (holders?.size === 0) leases.delete(charge.id)
        return
      }
      case 'ban': {
        const window = windowOf(`attacks ${charge.id}`, charge.windowMs)
        window.add(1, now())
        if (window.look(charge.after, 0, now()).used >= charge.after) {
          bans.set(charge.id, { until: now() + charge.banMs })
        }
      }
    }
  }

  return {
    admit(checks, lease) {
      const states = checks.map(look)
      if (states.every(({ retryMs }) => retryMs === 0)) for (const check of checks) charge(check, lease)
      return states
    },
    settle(charges, lease) {
      for (const one of charges) settle(one, lease)
    },
  }
}
