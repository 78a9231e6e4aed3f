/**
 * Verdicts that all instances share, in Redis. It may be down, frozen, slow or full at any time: a request then waits
 * for it once, for `command_timeout` at the most, and is scanned as if there were none (invariant 8). After a failure
 * nothing is asked until a ping in the background has been answered.
 */

import type { Verdict } from '../scanner.ts'
import type { RedisClient } from './redis-client.ts'
import { decodeVerdict, encodeVerdict, type StoredVerdict } from './stored-verdict.ts'

export interface SharedVerdicts {
  /** @returns what is known, by key; nothing when Redis does not answer in time. Never rejects. */
  lookUp(keys: readonly string[]): Promise<ReadonlyMap<string, StoredVerdict>>
  /** Stores in the background. */
  store(key: string, verdict: Verdict, ttlMs: number): void
  isUp(): boolean
  close(): void
}

interface SharedOptions {
  readonly client: RedisClient
  readonly prefix: string
  readonly secret: Uint8Array
  readonly timeoutMs: number
  readonly onChange: (up: boolean, error?: unknown) => void
  readonly onStoreFailure: () => void
}

const FIRST_PING_MS = 100
const SLOWEST_PING_MS = 5000
const NOTHING: ReadonlyMap<string, StoredVerdict> = new Map()

export function createSharedVerdicts(options: SharedOptions): SharedVerdicts {
  const { client, prefix, secret, timeoutMs } = options
  let up = true
  let pingTimer: ReturnType<typeof setTimeout> | undefined

  const isUsable = () => up && client.status === 'ready'
  const fail = (error: unknown) => {
    if (!up) return
    up = false
    options.onChange(false, error)
    schedulePing(FIRST_PING_MS)
  }
  const schedulePing = (afterMs: number) => {
    pingTimer = setTimeout(async () => {
      try {
        await within(timeoutMs, client.ping())
        up = true
        options.onChange(true)
      } catch {
        schedulePing(Math.min(afterMs * 2, SLOWEST_PING_MS))
      }
    }, afterMs)
    pingTimer.unref()
  }
  // Without a listener an error would end the process; ioredis reconnects by itself.
  client.on('error', fail)

  return {
    isUp: isUsable,
    async lookUp(keys) {
      if (!isUsable()) return NOTHING
      try {
        const values = await within(timeoutMs, Promise.all(keys.map((key) => client.get(prefix + key))))
        return found(keys, values)
      } catch (error) {
        fail(error)
        return NOTHING
      }
    },
    store(key, verdict, ttlMs) {
      if (!isUsable()) return
      const value = encodeVerdict(key, { verdict, expiresAt: Date.now() + ttlMs }, secret)
      client.set(prefix + key, value, 'PX', ttlMs).catch(options.onStoreFailure)
    },
    close() {
      clearTimeout(pingTimer)
      client.disconnect()
    },
  }

  function found(
    keys: readonly string[],
    values: readonly (string | null)[],
  ): ReadonlyMap<string, StoredVerdict> {
    const verdicts = new Map<string, StoredVerdict>()
    const now = Date.now()
    keys.forEach((key, index) => {
      const value = values[index]
      const stored = typeof value === 'string' ? decodeVerdict(key, value, secret, now) : undefined
      if (stored) verdicts.set(key, stored)
    })
    return verdicts
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
