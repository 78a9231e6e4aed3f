/**
 * Whether Redis is worth asking. After a failure nothing is asked until a ping in the background has been answered, so
 * that a Redis that is down, frozen or slow costs one time-out and not one for each request (invariant 8).
 */

import type { RedisClient } from './redis-client.ts'

export interface RedisLink {
  isUp(): boolean
  /** Runs a command. @throws whatever it fails with, or when it is not answered in time; the link is then down */
  run<T>(command: () => Promise<T>): Promise<T>
  close(): void
}

interface LinkOptions {
  readonly client: RedisClient
  readonly timeoutMs: number
  readonly onChange: (up: boolean, error?: unknown) => void
}

const FIRST_PING_MS = 100
const SLOWEST_PING_MS = 5000

export function createRedisLink({ client, timeoutMs, onChange }: LinkOptions): RedisLink {
  let up = true
  let pingTimer: ReturnType<typeof setTimeout> | undefined

  const fail = (error: unknown) => {
    if (!up) return
    up = false
    onChange(false, error)
    schedulePing(FIRST_PING_MS)
  }
  const schedulePing = (afterMs: number) => {
    pingTimer = setTimeout(async () => {
      try {
        await within(timeoutMs, client.ping())
        up = true
        onChange(true)
      } catch {
        schedulePing(Math.min(afterMs * 2, SLOWEST_PING_MS))
      }
    }, afterMs)
    pingTimer.unref()
  }
  // Without a listener an error would end the process; ioredis reconnects by itself.
  client.on('error', fail)

  return {
    isUp: () => up && client.status === 'ready',
    async run(command) {
      try {
        return await within(timeoutMs, command())
      } catch (error) {
        fail(error)
        throw error
      }
    },
    close() {
      clearTimeout(pingTimer)
      client.disconnect()
    },
  }
}

/** `commandTimeout` does not cover a command that waits in a pipeline of a frozen connection; this does. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
