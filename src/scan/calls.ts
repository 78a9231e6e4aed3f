/** The calls of one request: within one time budget, and not all at once, so that one large body leaves places to others. */

import { createLimiter, type Limiter } from './limiter.ts'
import type { Scanner, ScanOptions, Verdict } from './scanner.ts'

export interface CallLimits {
  /** Places of the whole process; none without it. */
  readonly limiter?: Limiter
  /** Calls of one request that may be under way, or wait for a place of the process, at once. */
  readonly sideBySide?: number
  /** Ends scans that are under way when the process ends. */
  readonly signal: AbortSignal
}

/** Sends one text to the scanner. @throws {ScanError} when there is no verdict in time */
export type Calls = (text: string) => Promise<Verdict>

/** The turns of one request: a limiter without an end to its queue. */
export const createTurns = (sideBySide: number): Limiter =>
  createLimiter({ concurrency: sideBySide, queue: Number.POSITIVE_INFINITY })

/**
 * @param until when the request gives up, by `performance.now()`; may be infinite
 * @param turns shared with other calls of the same request
 */
export function createCalls(
  scanner: Scanner,
  scanOptions: ScanOptions,
  { limiter, sideBySide = Number.POSITIVE_INFINITY, signal }: CallLimits,
  until: number,
  turns = createTurns(sideBySide),
): Calls {
  if (!limiter) return (text) => scanner.scan(text, scanOptions, signal)
  const leftMs = Math.max(0, until - performance.now())
  const isBounded = leftMs !== Number.POSITIVE_INFINITY
  const budget = isBounded ? AbortSignal.any([signal, AbortSignal.timeout(leftMs)]) : signal
  return (text) => turns.run(() => limiter.run(() => scanner.scan(text, scanOptions, budget), budget), budget)
}
