/**
 * Whether Redis is worth asking. After a failure nothing is asked until a probe in the background has been answered, so
 * that a Redis that is down, frozen or slow costs one time-out and not one for each request (invariant 8). The probe is
 * the question that failed: in a cluster of which one node is away, a ping would be answered by another.
 */

import { once } from 'node:events'
import type { RedisClient } from './redis-client.ts'

export interface RedisLink {
  isUp(): boolean
  /** Waits for the first connection, for this many milliseconds at the most. */
  connected(milliseconds: number): Promise<void>
  /**
   * Runs a command.
   * @param probe asked in the background after a failure, until it is answered; a ping without one
   * @throws whatever it fails with, or when it is not answered in time; the link is then down
   */
  run<T>(command: () => Promise<T>, probe?: () => Promise<unknown>): Promise<T>
  close(): void
}

interface LinkOptions {
  readonly client: RedisClient
  readonly timeoutMs: number
  readonly onChange: (up: boolean, error?: unknown) => void
}

const FIRST_PROBE_MS = 100
const SLOWEST_PROBE_MS = 5000

export function createRedisLink({ client, timeoutMs, onChange }: LinkOptions): RedisLink {
  let up = true
  let timer: ReturnType<typeof setTimeout> | undefined

  const fail = (error: unknown, probe: () => Promise<unknown> = () => client.ping()) => {
    if (!up) return
    up = false
    onChange(false, error)
    probeAfter(FIRST_PROBE_MS, probe)
  }
  const probeAfter = (milliseconds: number, probe: () => Promise<unknown>) => {
    timer = setTimeout(async () => {
      try {
        await within(timeoutMs, probe())
        up = true
        onChange(true)
      } catch {
        probeAfter(Math.min(milliseconds * 2, SLOWEST_PROBE_MS), probe)
      }
    }, milliseconds)
    timer.unref()
  }
  // Without a listener an error would end the process; ioredis reconnects by itself.
  client.on('error', (error: unknown) => fail(error))

  return {
    isUp: () => up && client.status === 'ready',
    async connected(milliseconds) {
      if (client.status === 'ready') return
      await once(client, 'ready', { signal: AbortSignal.timeout(milliseconds) }).catch(() => {})
    },
    async run(command, probe) {
      try {
        return await within(timeoutMs, command())
      } catch (error) {
        fail(named(error), probe)
        throw error
      }
    },
    close() {
      clearTimeout(timer)
      client.disconnect()
    },
  }
}

/** ioredis gives no code to what happened to a command whose connection went away, and the executable no class its name. */
const named = (error: unknown): unknown =>
  error instanceof Error && (error.name === 'ReplyError' || 'code' in error)
    ? error
    : Object.assign(new Error('the connection was lost', { cause: error }), { code: 'ECONNRESET' })

/** `commandTimeout` does not cover a command that waits in a pipeline of a frozen connection; this does. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const tooLate = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })
  const timer = setTimeout(() => reject(tooLate), milliseconds)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
