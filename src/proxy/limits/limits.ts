/** The limits of a request: asked once before its scan, told what it cost when it is over. */

import type { Config } from '../../config/schema.ts'
import { ProxyError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { type PolicyState, setLimitHeaders } from './headers.ts'
import { type FindPolicies, idOf, type PolicyCheck, subjectOf } from './policy.ts'
import type { Charge, Check, LimitStore, State } from './store.ts'

/** What a request that was let through has to give back or to pay. */
export interface Ticket {
  /** Whether a limit counts the tokens of the answer. */
  readonly countsTokens: boolean
  setHeaders(headers: Headers): void
  /** Called once, when the answer is over. */
  settle(): void
}

export interface Limits {
  /**
   * @param kind an event of a session takes no place of its own
   * @returns undefined for a request that no limit is for
   * @throws {ProxyError} `rate_limited`
   */
  admit(exchange: Exchange, kind?: 'request' | 'event'): Promise<Ticket | undefined>
}

interface LimitsOptions {
  readonly store: LimitStore
  readonly findPolicies: FindPolicies
  readonly ban: Config['limits']['ban']
  /** Whether clients are told. */
  readonly headers: boolean
  readonly onRefused: (limit: string) => void
}

export function createLimits({ store, findPolicies, ban, headers, onRefused }: LimitsOptions): Limits {
  return {
    async admit(exchange, kind = 'request') {
      const all = findPolicies(exchange)
      const found = kind === 'request' ? all : all.filter(({ policy }) => policy.quantity !== 'concurrent')
      const banId = ban && `ban:${idOf(subjectOf(ban.per, exchange))}`
      const checks: Check[] = found.map(({ check }) => check)
      if (banId !== undefined) checks.push({ kind: 'ban', id: banId })
      if (checks.length === 0) return undefined
      const states = await store.admit(checks, exchange.id)
      const told = headers ? policyStates(found, states) : []
      const refusedBy = longestWait(states)
      if (refusedBy !== undefined) {
        const name = found[refusedBy]?.policy.name ?? 'ban'
        exchange.limit = name
        onRefused(name)
        throw refusal(name, states[refusedBy]?.retryMs ?? 0, found[refusedBy], told, exchange)
      }
      return {
        countsTokens: found.some(({ policy }) => policy.quantity === 'tokens'),
        setHeaders: (target) => setLimitHeaders(target, told, exchange.provider),
        settle() {
          const charges = chargesOf(found, exchange)
          if (ban && banId !== undefined && isAttack(exchange)) {
            charges.push({ kind: 'ban', id: banId, after: ban.after, windowMs: ban.within, banMs: ban.for })
          }
          if (charges.length > 0) Promise.resolve(store.settle(charges, exchange.id)).catch(() => {})
        },
      }
    },
  }
}

/** @returns the index of the check that has to be waited for longest */
function longestWait(states: readonly State[]): number | undefined {
  let worst: number | undefined
  states.forEach(({ retryMs }, index) => {
    if (retryMs > 0 && retryMs >= (states[worst ?? index]?.retryMs ?? 0)) worst = index
  })
  return worst
}

function policyStates(found: readonly PolicyCheck[], states: readonly State[]): PolicyState[] {
  const allowed = states.every(({ retryMs }) => retryMs === 0)
  return found.flatMap(({ policy, check }, index) => {
    const state = states[index]
    if (!state) return []
    const cost = check.kind === 'window' ? check.cost : 1
    const remaining = Math.max(0, policy.limit - state.used - (allowed ? cost : 0))
    return [{ policy, state, remaining }]
  })
}

/** Whether the scanner has found something; a request without a verdict is nobody's fault. */
const isAttack = ({ decision }: Exchange): boolean =>
  decision?.action === 'block' && decision.codes[0] !== undefined && decision.codes[0] !== 'scan_unavailable'

function chargesOf(found: readonly PolicyCheck[], exchange: Exchange): Charge[] {
  return found.flatMap(({ policy: { quantity, windowMs }, check: { id } }): Charge[] => {
    if (quantity === 'concurrent') return [{ kind: 'concurrent', id }]
    if (quantity === 'blocked') return isAttack(exchange) ? [{ kind: 'window', id, windowMs, cost: 1 }] : []
    const cost = quantity === 'tokens' ? (exchange.tokens ?? 0) : 0
    return cost > 0 ? [{ kind: 'window', id, windowMs, cost }] : []
  })
}

function refusal(
  name: string,
  retryMs: number,
  found: PolicyCheck | undefined,
  told: readonly PolicyState[],
  { provider }: Exchange,
): ProxyError {
  const headers = new Headers()
  setLimitHeaders(headers, told, provider)
  const isTooLarge = found?.check.kind === 'window' && found.check.cost > found.check.limit
  // The SDKs of OpenAI and Anthropic try again by themselves unless this header forbids it.
  if (isTooLarge || name === 'ban') headers.set('x-should-retry', 'false')
  else headers.set('retry-after-ms', String(Math.ceil(retryMs)))
  const detail = isTooLarge
    ? `The request alone is more than the limit ${name}.`
    : name === 'ban'
      ? 'The client was put aside for repeated attacks.'
      : `The limit ${name} is used up.`
  return new ProxyError('rate_limited', {
    detail,
    fields: { limit: name },
    retryAfter: retryMs / 1000,
    headers: Object.fromEntries(headers),
  })
}
