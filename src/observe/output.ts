/**
 * Lines to stdout, bounded: a reader that has stopped (a full pipe), or a file on a full disk, costs lines, never memory
 * and never a request. `console.log` would stop the event loop there.
 */

import type { Writable } from 'node:stream'

export interface Output {
  /** Writes one line, or drops it when too much is waiting. */
  write(line: string): void
  /** Lines dropped since the start. */
  dropped(): number
  /** Resolves when everything is written, or after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>
}

/** @param maxPendingBytes what may wait in memory for the reader */
export function createOutput(stream: Writable, maxPendingBytes = 4 * 1024 * 1024): Output {
  let dropped = 0
  let broken = false
  /** Counted here: the runtime's `writableLength` is 0 for a pipe that nobody reads. */
  let pending = 0
  /** Whether the last line may stand there in part. */
  let torn = false
  // A closed pipe is no reason to end a proxy; a full disk is none to be silent once there is room.
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    broken ||= stream.destroyed || code === 'EPIPE'
  })
  return {
    dropped: () => dropped,
    write(line) {
      if (broken || pending > maxPendingBytes) {
        dropped++
        return
      }
      const text = torn ? `\n${line}` : line
      torn = false
      pending += text.length
      stream.write(text, (error) => {
        pending -= text.length
        if (!error) return
        dropped++
        torn = true
      })
    },
    flush(timeoutMs) {
      if (broken || pending === 0) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, timeoutMs)
      stream.write('', () => {
        clearTimeout(timer)
        resolve()
      })
      return promise
    },
  }
}
