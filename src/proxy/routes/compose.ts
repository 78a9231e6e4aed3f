/** Builds the routing from the configuration. */

import type { Config } from '../../config/schema.ts'
import type { Log } from '../../observe/log.ts'
import type { Provider } from '../route.ts'
import { createRetryBudget, type RetryBudget } from './budget.ts'
import { createHealth, type Health, startProbes } from './health.ts'
import { createRouter, type Router } from './router.ts'

export interface Routing {
  readonly router: Router
  readonly health: Health
  readonly budget: RetryBudget
  /** Whether a request may ask what was chosen. */
  readonly tells: boolean
  close(): void
}

/** @returns undefined without routes, which then cost nothing */
export function composeRouting(
  { routes, routing }: Config,
  providers: ReadonlyMap<string, Provider>,
  log: Log,
): Routing | undefined {
  if (routes.length === 0) return undefined
  const now = () => performance.now()
  const health = createHealth({
    ejectAfter: routing.eject_after,
    ejectMs: routing.eject_for,
    now,
    onChange: (provider, isUp) =>
      isUp ? log.info({ provider }, 'provider answers again') : log.warn({ provider }, 'provider set aside'),
  })
  const router = createRouter({ routes, providers, health, random: Math.random })
  const stopProbes =
    routing.probe_interval > 0
      ? startProbes({ targets: probed(routes, providers), health, intervalMs: routing.probe_interval })
      : () => {}
  return {
    router,
    health,
    budget: createRetryBudget(routing.retry_budget, now),
    tells: routing.tell,
    close: stopProbes,
  }
}

/** The providers of routes that have a choice. */
function probed(routes: Config['routes'], providers: ReadonlyMap<string, Provider>): Provider[] {
  const choices = routes
    .map(({ targets, fallbacks }) => [...targets, ...fallbacks])
    .filter((targets) => targets.length > 1)
  const names = new Set(choices.flatMap((targets) => targets.map(({ provider }) => provider)))
  return [...names].flatMap((name) => providers.get(name) ?? [])
}
