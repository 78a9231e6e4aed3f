/**
 * Remembered verdicts in two tiers: memory, bounded in bytes, then Redis, shared by all instances. A key is an
 * HMAC-SHA-256 over the exact text, in a context of everything else that a verdict depends on: so a verdict is never
 * used under another scanner, sensitivity, mode or API key, and nothing of a prompt can be read from a key. Errors are
 * never stored.
 */

import { LRUCache } from 'lru-cache'
import { hasFindings, type Scanner, type ScanOptions, type Verdict } from './scanner.ts'
import type { SharedVerdicts } from './shared/shared-verdicts.ts'

export interface VerdictCache {
  /** From memory. */
  get(key: string): Verdict | undefined
  /** Brings what Redis knows of these keys into memory. @returns how many; undefined when there is no Redis */
  load(keys: readonly string[]): Promise<number> | undefined
  set(key: string, verdict: Verdict): void
  /** Bytes that the entries in memory are accounted for, and their number. */
  size(): { bytes: number; entries: number }
  /** What a later cache with the same bounds goes on with; undefined for one that remembers nothing. */
  readonly memory: Memory | undefined
}

interface Memory {
  readonly ttlMs: number
  readonly maxBytes: number
  readonly entries: LRUCache<string, Verdict>
}

interface CacheOptions {
  /** Milliseconds that a verdict is remembered; 0 remembers none. */
  readonly ttlMs: number
  /** Bound of the accounted size in bytes. */
  readonly maxBytes: number
  readonly shared?: SharedVerdicts | undefined
  /** The cache before a reload: keys hold all that a verdict depends on, so its verdicts stay true. */
  readonly previous?: VerdictCache | undefined
}

/** Key, map entry and a verdict without findings, as measured in the heap. */
const ENTRY_BYTES = 400
const MAX_CONTEXTS = 1000

export function createVerdictCache({ ttlMs, maxBytes, shared, previous }: CacheOptions): VerdictCache {
  if (ttlMs === 0) {
    return {
      get: () => undefined,
      load: () => undefined,
      set: () => {},
      size: () => ({ bytes: 0, entries: 0 }),
      memory: undefined,
    }
  }
  const { memory } = previous ?? {}
  const entries =
    memory?.ttlMs === ttlMs && memory.maxBytes === maxBytes
      ? memory.entries
      : new LRUCache<string, Verdict>({
          ttl: ttlMs,
          maxSize: Math.max(maxBytes, ENTRY_BYTES),
          sizeCalculation: (verdict) =>
            hasFindings(verdict) || verdict.rewrite
              ? ENTRY_BYTES + 2 * JSON.stringify(verdict).length
              : ENTRY_BYTES,
        })
  const load = async (keys: readonly string[], from: SharedVerdicts): Promise<number> => {
    const stored = await from.lookUp(keys)
    const now = Date.now()
    for (const [key, { verdict, expiresAt }] of stored) {
      entries.set(key, verdict, { ttl: Math.min(ttlMs, Math.max(1, expiresAt - now)) })
    }
    return stored.size
  }
  return {
    get: (key) => entries.get(key),
    load: (keys) => (shared?.isUp() ? load(keys, shared) : undefined),
    set(key, verdict) {
      entries.set(key, verdict)
      // Another text in place of the prompt is prompt text, which must not leave this process (invariant 6).
      if (!verdict.rewrite) shared?.store(key, verdict, ttlMs)
    },
    size: () => ({ bytes: entries.calculatedSize, entries: entries.size }),
    memory: { ttlMs, maxBytes, entries },
  }
}

/** Makes the keys of one context. @param before scanned along with the text, on a line of its own; empty for nothing */
export type Keyer = (text: string, before?: string) => string

/** @param secret the HMAC key, at least 32 bytes; instances that share verdicts share it */
export function createKeyers(secret: Uint8Array): (scanner: Scanner, options: ScanOptions) => Keyer {
  // Clients that may choose options make many of them.
  const byContext = new LRUCache<string, Keyer>({ max: MAX_CONTEXTS })
  // Requests without options of their own all bring the same object.
  const byOptions = new WeakMap<Scanner, WeakMap<ScanOptions, Keyer>>()
  return (scanner, options) => {
    const known = byOptions.get(scanner) ?? new WeakMap<ScanOptions, Keyer>()
    let keyer = known.get(options)
    if (!keyer) {
      const context = JSON.stringify([
        scanner.fingerprint,
        ...(scanner.name === 'lockllm' ? Object.entries(options).sort() : localContext(options)),
      ])
      keyer = byContext.get(context) ?? createKeyer(secret, context)
      byContext.set(context, keyer)
      byOptions.set(scanner, known.set(options, keyer))
    }
    return keyer
  }
}

/** The embedded engine looks for injections, or in `policy_only` at nothing. */
const localContext = ({ sensitivity, mode }: ScanOptions): string[] =>
  mode === 'policy_only' ? [sensitivity, mode] : [sensitivity]

function createKeyer(secret: Uint8Array, context: string): Keyer {
  const contextKey = new Bun.CryptoHasher('sha256', secret).update(context).digest()
  const keyed = new Bun.CryptoHasher('sha256', contextKey)
  return (text, before = '') => {
    const hasher = keyed.copy()
    if (before !== '') hasher.update(before).update('\n')
    return hasher.update(text).digest('base64')
  }
}
