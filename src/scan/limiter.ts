/** At most so many scan calls at once, and a bounded queue before them: beyond it `on_error` decides, not memory. */

import { ScanError } from './scanner.ts'

interface LimiterOptions {
  /** Tasks under way at once. */
  readonly concurrency: number
  /** Tasks that may wait. */
  readonly queue: number
}

export interface Limiter {
  /**
   * @param signal ends the wait for a place, not the task
   * @throws {ScanError} `overloaded` when the queue is full or the wait is ended; else what `task` throws
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>
  active(): number
  waiting(): number
}

export function createLimiter({ concurrency, queue }: LimiterOptions): Limiter {
  let active = 0
  const waiters = new Set<() => void>()

  const enter = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveUp = () => {
        waiters.delete(admit)
        reject(noPlace())
      }
      const admit = () => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      waiters.add(admit)
    })

  /** Hands the place to the longest waiting task, or gives it back. */
  const leave = () => {
    const [next] = waiters
    if (!next) {
      active--
      return
    }
    waiters.delete(next)
    next()
  }

  return {
    active: () => active,
    waiting: () => waiters.size,
    async run(task, signal) {
      if (signal?.aborted) throw noPlace()
      if (active < concurrency) active++
      else if (waiters.size >= queue) throw unasked('too many scan calls are waiting')
      else await enter(signal)
      try {
        return await task()
      } finally {
        leave()
      }
    },
  }
}

const noPlace = () => unasked('no place for a scan call within scan.lockllm.timeout')
const unasked = (message: string) => new ScanError('overloaded', message, { isUnasked: true })
