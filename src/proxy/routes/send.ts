/**
 * Sends a request to the targets of its plan, one after the other, until one answers. A further try is made only before
 * the first byte of an answer has gone to the client, only after a failure that the route names, and only within the
 * budget: without configuration a request that may have reached a model is never sent twice.
 */

import { Abort } from '../../egress/http/abort.ts'
import type { Answer } from '../../egress/http/answer.ts'
import { UpstreamFailure } from '../forward.ts'
import type { Provider } from '../route.ts'
import type { RetryBudget } from './budget.ts'
import type { Health } from './health.ts'
import type { FailureKind, Plan, PlannedTarget } from './router.ts'

export interface Answered {
  readonly response: Answer
  readonly provider: Provider
  readonly target: PlannedTarget
}

interface SendOptions {
  readonly plan: Plan
  /** Ends the exchange. */
  readonly abort: Abort
  readonly health: Health
  readonly budget: RetryBudget
  /** One try. */
  readonly sendTo: (target: PlannedTarget, abort: Abort) => Promise<Answer>
  /** Hears of each try that was followed by another. */
  readonly onFailure: (target: PlannedTarget, kind: FailureKind) => void
}

/** A provider that asks for a longer pause is not tried again. */
const LONGEST_PAUSE_MS = 2000
const FIRST_PAUSE_MS = 100

/** @throws whatever the last try failed with */
export async function sendPlanned(options: SendOptions): Promise<Answered> {
  const { plan, abort, health, budget, sendTo } = options
  budget.request()
  const tries = plan.targets.flatMap((target) =>
    Array.from({ length: plan.tries }, (_, turn) => ({ target, turn })),
  )
  for (const [index, { target, turn }] of tries.entries()) {
    const attempt = new Abort()
    const stop = () => attempt.abort(abort.reason)
    if (abort.aborted) stop()
    else abort.addEventListener('abort', stop)
    const mayGoOn = (kind: FailureKind) =>
      index + 1 < tries.length && plan.fallbackOn.has(kind) && !abort.aborted && budget.take()
    let pause = turn < plan.tries - 1 ? Math.random() * FIRST_PAUSE_MS * 2 ** turn : 0
    try {
      const response = await sendTo(target, attempt)
      const kind = kindOfStatus(response.status)
      if (kind === '5xx') health.failed(target.provider.name)
      else health.succeeded(target.provider.name)
      const asked = retryAfterMs(response.headers)
      const isLate = pause > 0 && asked > LONGEST_PAUSE_MS
      if (kind === undefined || isLate || !mayGoOn(kind)) {
        return { response, provider: target.provider, target }
      }
      options.onFailure(target, kind)
      pause = pause > 0 ? Math.max(pause, asked) : 0
      response.reader?.cancel().catch(() => {})
      attempt.abort(new Error('another try'))
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error
      health.failed(target.provider.name)
      if (!mayGoOn(error.kind)) throw error
      options.onFailure(target, error.kind)
    } finally {
      if (attempt.aborted) abort.removeEventListener('abort', stop)
    }
    if (pause > 0) await Bun.sleep(pause)
  }
  throw new Error('a plan without targets')
}

function kindOfStatus(status: number): FailureKind | undefined {
  if (status === 429) return '429'
  return status >= 500 ? '5xx' : undefined
}

/** RFC 9110, section 10.2.3; a date is longer than we wait. */
function retryAfterMs(headers: Headers): number {
  const value = headers.get('retry-after')
  if (value === null) return 0
  return /^\d{1,6}$/.test(value) ? Number(value) * 1000 : Number.POSITIVE_INFINITY
}
