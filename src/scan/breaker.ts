/**
 * A circuit breaker: after repeated failures the scanner is not asked for a while, so that `scan.on_error` applies at
 * once instead of after a time-out. Then one scan is let through as a probe; its success closes the breaker.
 */

import { ScanError } from './scanner.ts'

interface BreakerOptions {
  /** Failures in a row that open the breaker. */
  readonly threshold?: number
  /** Milliseconds until the first probe; doubled with each probe that fails, up to `maxOpenMs`. */
  readonly openMs?: number
  readonly maxOpenMs?: number
  readonly now?: () => number
  readonly onChange?: (state: BreakerState) => void
}

export type BreakerState = 'closed' | 'open' | 'half_open'

export interface Breaker {
  /** Runs `task` unless the breaker is open. @throws {ScanError} `breaker_open`, or what `task` throws */
  run<T>(task: () => Promise<T>): Promise<T>
  state(): BreakerState
}

export function createBreaker(options: BreakerOptions = {}): Breaker {
  const {
    threshold = 5,
    openMs = 1000,
    maxOpenMs = 30_000,
    now = () => performance.now(),
    onChange,
  } = options
  let state: BreakerState = 'closed'
  let failures = 0
  let openUntil = 0
  let currentOpenMs = openMs

  const change = (next: BreakerState) => {
    if (next === state) return
    state = next
    onChange?.(next)
  }
  const succeeded = () => {
    failures = 0
    currentOpenMs = openMs
    change('closed')
  }
  const failed = () => {
    failures++
    if (state === 'half_open') currentOpenMs = Math.min(currentOpenMs * 2, maxOpenMs)
    else if (failures < threshold) return
    openUntil = now() + currentOpenMs
    change('open')
  }
  const saidNothing = () => {
    if (state === 'half_open') change('open')
  }
  const refuse = () => {
    const retryAfterMs = Math.max(0, openUntil - now())
    return new ScanError('breaker_open', 'the scanner failed repeatedly and is given a rest', {
      retryAfterMs,
      isUnasked: true,
    })
  }

  return {
    state: () => state,
    async run(task) {
      if (state === 'half_open' || (state === 'open' && now() < openUntil)) throw refuse()
      if (state === 'open') change('half_open')
      try {
        const result = await task()
        succeeded()
        return result
      } catch (error) {
        const reason = error instanceof ScanError ? error.reason : undefined
        // The service is up when it refuses one text; that nobody had time for it says nothing of it.
        if (reason === 'rejected') succeeded()
        else if (reason !== 'overloaded') failed()
        else saidNothing()
        throw error
      }
    },
  }
}
