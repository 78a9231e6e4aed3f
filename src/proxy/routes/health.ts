/** Which providers answer: passively, from the requests themselves, and by probes where they are configured. */

import { fetchBy } from '../../egress/egress.ts'
import type { Provider } from '../route.ts'

export interface Health {
  isUp(provider: string): boolean
  succeeded(provider: string): void
  failed(provider: string): void
}

interface HealthOptions {
  /** Failures in a row that set a provider aside. */
  readonly ejectAfter: number
  readonly ejectMs: number
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => number
  readonly onChange: (provider: string, isUp: boolean) => void
}

/** A provider that was set aside is asked last; when its time is over one failure sets it aside again. */
export function createHealth({ ejectAfter, ejectMs, now, onChange }: HealthOptions): Health {
  const known = new Map<string, { failures: number; until: number }>()
  return {
    isUp: (provider) => (known.get(provider)?.until ?? 0) <= now(),
    succeeded(provider) {
      const state = known.get(provider)
      if (!state) return
      known.delete(provider)
      if (state.until > 0) onChange(provider, true)
    },
    failed(provider) {
      const { failures, until } = known.get(provider) ?? { failures: 0, until: 0 }
      const isOut = failures + 1 >= ejectAfter
      known.set(provider, { failures: failures + 1, until: isOut ? now() + ejectMs : until })
      if (isOut && until === 0) onChange(provider, false)
    },
  }
}

interface ProbeOptions {
  readonly targets: readonly Pick<Provider, 'name' | 'baseUrl' | 'egress'>[]
  readonly health: Health
  readonly intervalMs: number
}

/** A probe that is not answered by then has failed. */
const PROBE_TIMEOUT_MS = 5000

/** Any answer below 500 to a request without a key is a sign of life. @returns ends the probes */
export function startProbes({ targets, health, intervalMs }: ProbeOptions): () => void {
  const probe = async ({ name, baseUrl, egress }: ProbeOptions['targets'][number]) => {
    try {
      const response = await fetchBy(egress, baseUrl, {
        method: 'GET',
        redirect: 'manual',
        signal: AbortSignal.timeout(Math.min(PROBE_TIMEOUT_MS, intervalMs)),
      })
      await response.body?.cancel()
      if (response.status < 500) health.succeeded(name)
      else health.failed(name)
    } catch {
      health.failed(name)
    }
  }
  const timer = setInterval(() => {
    for (const target of targets) void probe(target)
  }, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
