/** The calls of one request: within one time budget, and not all at once, so that one large body leaves places to others. */

import { createLimiter, type Limiter } from './limiter.ts'
import { ScanError, type Scanner, type ScanOptions, type Verdict } from './scanner.ts'

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

/** With less time left nobody is asked: no answer would come in time, and calls are counted. In milliseconds. */
const SHORTEST_CALL_MS = 10

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
  const scan = async (text: string): Promise<Verdict> => {
    if (until - performance.now() < SHORTEST_CALL_MS)
      throw new ScanError('overloaded', 'the time was over before a place was free', { isUnasked: true })
    return scanner.scan(text, scanOptions, budget)
  }
  return (text) => turns.run(() => limiter.run(() => scan(text), budget), budget)
}
