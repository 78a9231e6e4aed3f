/**
 * Verdicts that all instances share, in Redis. It may be down, frozen, slow or full at any time: a request then waits
 * for it once, for `command_timeout` at the most, and is scanned as if there were none (invariant 8). After a failure
 * nothing is asked until the same look-up in the background has been answered.
 */

import type { Verdict } from '../scanner.ts'
import type { RedisClient } from './redis-client.ts'
import { createRedisLink } from './redis-link.ts'
import { decodeVerdict, encodeVerdict, type StoredVerdict } from './stored-verdict.ts'

export interface SharedVerdicts {
  /** @returns what is known, by key; nothing when Redis does not answer in time. Never rejects. */
  lookUp(keys: readonly string[]): Promise<ReadonlyMap<string, StoredVerdict>>
  /** Stores in the background. */
  store(key: string, verdict: Verdict, ttlMs: number): void
  isUp(): boolean
  /** Waits for the first connection, for this many milliseconds at the most. No request does. */
  connected(milliseconds: number): Promise<void>
  /** Resolves when what was to be stored is, or has failed. Never rejects. */
  stored(): Promise<void>
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

/** Under our key there may be a list or a hash of somebody else's: no fault of Redis. */
const missIfForeign = (error: unknown): null => {
  if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return null
  throw error
}

const NOTHING: ReadonlyMap<string, StoredVerdict> = new Map()

export function createSharedVerdicts(options: SharedOptions): SharedVerdicts {
  const { client, prefix, secret } = options
  const link = createRedisLink(options)
  const storing = new Set<Promise<unknown>>()

  return {
    isUp: link.isUp,
    connected: link.connected,
    stored: async () => void (await Promise.all(storing)),
    async lookUp(keys) {
      if (!link.isUp()) return NOTHING
      const ask = () => Promise.all(keys.map((key) => client.get(prefix + key).catch(missIfForeign)))
      try {
        return found(keys, await link.run(ask, ask))
      } catch {
        return NOTHING
      }
    },
    store(key, verdict, ttlMs) {
      if (!link.isUp()) return
      const value = encodeVerdict(key, { verdict, expiresAt: Date.now() + ttlMs }, secret)
      const done = client
        .set(prefix + key, value, 'PX', ttlMs)
        .catch(options.onStoreFailure)
        .finally(() => storing.delete(done))
      storing.add(done)
    },
    close: link.close,
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
