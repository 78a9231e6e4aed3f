/** The end of a server: no new work, streams may end, the rest is cut as an error, and nothing that waits is lost. */

import { ExchangeAborted } from '../proxy/stream.ts'
import type { Generation } from './generation.ts'
import type { Listeners } from './listeners.ts'

interface DrainParts {
  readonly listeners: Listeners
  readonly generations: ReadonlySet<Generation>
  /** New requests are refused from here on. */
  readonly refuse: () => void
  /** Milliseconds that streams may take to end. */
  readonly timeoutMs: number
  /** Resolves when the rest is to be cut at once. */
  readonly hurry: Promise<void>
}

/** How often a drain looks whether the last exchange is over. */
const IDLE_POLL_MS = 20
/** What an answer that was cut may take to end. */
const CUT_GRACE_MS = 500

/** What the last webhooks may take, within what is left of the drain. */
const LEAST_FLUSH_MS = 500
const MOST_FLUSH_MS = 10_000

/** @returns how many exchanges were cut */
export async function drainServer({
  listeners,
  generations,
  refuse,
  timeoutMs,
  hurry,
}: DrainParts): Promise<number> {
  const aborts = () => [...generations].flatMap(({ active }) => [...active.values()])
  let cut: number | undefined
  let giveUp = false
  const cutAll = () => {
    if (cut !== undefined) return
    const left = aborts()
    cut = left.length
    for (const abort of left) abort.abort(new ExchangeAborted('cut'))
    // What does not hear of a cut, such as an upload that drips, is ended with its listener.
    setTimeout(() => {
      giveUp = true
    }, CUT_GRACE_MS)
  }
  const deadline = performance.now() + timeoutMs
  const stopped = listeners.stopProxies(refuse)
  const timer = setTimeout(cutAll, timeoutMs)
  void hurry.then(cutAll)
  let isStopped = false
  void stopped.then(() => {
    isStopped = true
  })
  // A request may still come from the queue of a listener that has not stopped yet.
  while (!giveUp && (aborts().length > 0 || (!isStopped && cut === undefined))) await Bun.sleep(IDLE_POLL_MS)
  clearTimeout(timer)
  await listeners.stopAll()
  await stopped
  // Files that generations share are closed by the last.
  const all = [...generations]
  const left = cut === undefined ? deadline - performance.now() : 0
  const flushMs = Math.min(MOST_FLUSH_MS, Math.max(LEAST_FLUSH_MS, left))
  await Promise.all(all.map((generation, index) => generation.close(all[index + 1], flushMs)))
  return cut ?? 0
}
