/** At most so many scan calls at once, and a bounded queue before them: beyond it `on_error` decides, not memory. */

import { ScanError } from './scanner.ts'

interface LimiterOptions {
  /** Tasks under way at once. */
  readonly concurrency: number
  /** Tasks that may wait. */
  readonly queue: number
  /** Milliseconds that a task may wait. */
  readonly maxWaitMs: number
}

export interface Limiter {
  /** @throws {ScanError} `overloaded` when the queue is full or the wait too long; else what `task` throws */
  run<T>(task: () => Promise<T>): Promise<T>
  active(): number
  waiting(): number
}

export function createLimiter({ concurrency, queue, maxWaitMs }: LimiterOptions): Limiter {
  let active = 0
  const waiters = new Set<() => void>()

  const enter = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiters.delete(admit)
        reject(new ScanError('overloaded', 'no place for a scan call within scan.lockllm.timeout'))
      }, maxWaitMs)
      const admit = () => {
        clearTimeout(timer)
        resolve()
      }
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
    async run(task) {
      if (active < concurrency) active++
      else if (waiters.size >= queue) throw new ScanError('overloaded', 'too many scan calls are waiting')
      else await enter()
      try {
        return await task()
      } finally {
        leave()
      }
    },
  }
}
