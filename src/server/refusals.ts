/** What LockLLM refuses and no retry will mend is said loudly, but not once for each request. */

import type { Log } from '../observe/log.ts'

const REFUSALS: Readonly<Record<string, string>> = {
  unauthorized: 'LockLLM refuses the API key: NO REQUEST IS SCANNED by it; see scan.lockllm.api_key',
  insufficient_credits: 'LockLLM has no credits left for this key: NO REQUEST IS SCANNED by it',
}
const EVERY_MS = 60_000

/** @returns what hears of the outcome of each attempt */
export function warnOfRefusals(log: Log): (outcome: string) => void {
  const lastWarning = new Map<string, number>()
  return (outcome) => {
    const message = REFUSALS[outcome]
    const now = performance.now()
    if (message === undefined || now - (lastWarning.get(outcome) ?? -Infinity) < EVERY_MS) return
    lastWarning.set(outcome, now)
    log.error({ reason: outcome }, message)
  }
}
