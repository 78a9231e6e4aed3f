/**
 * Tells systemd that the service lives, but only after it has been seen to: each ping waits for a check of the data
 * path, and a stuck event loop sends none. When pings stop, systemd ends the service and starts it again.
 */

import type { Notify } from './sd-notify.ts'

interface WatchdogParts {
  readonly notify: Notify
  /** Milliseconds within which systemd wants a ping. */
  readonly intervalMs: number
  /** Rejects when the service would not answer its clients. */
  readonly check: (signal: AbortSignal) => Promise<void>
  /** Hears why a ping was not sent. */
  readonly onStuck: (error: unknown) => void
}

/** Of the interval: a check that takes longer has failed, and two of them fit in. */
const SHARE = 1 / 3

/** @returns stops the checks and goes on with pings alone, while the service drains */
export function startWatchdog({ notify, intervalMs, check, onStuck }: WatchdogParts): () => void {
  let isDraining = false
  let isChecking = false
  const beat = async () => {
    if (isChecking) return
    isChecking = true
    try {
      if (!isDraining) await check(AbortSignal.timeout(intervalMs * SHARE))
      notify.watchdog()
    } catch (error) {
      if (isDraining) notify.watchdog()
      else onStuck(error)
    } finally {
      isChecking = false
    }
  }
  setInterval(beat, intervalMs * SHARE).unref()
  return () => {
    isDraining = true
  }
}
