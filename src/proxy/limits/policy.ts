/** Which limits a request is under, and which counter of each it counts on. */

import { createHash } from 'node:crypto'
import type { LimitRule } from '../../config/schema-limits.ts'
import type { Exchange } from '../exchange.ts'
import { globMatcher } from '../glob.ts'
import type { Check } from './store.ts'
import { inputChars } from './usage.ts'

export type Quantity = 'requests' | 'input_chars' | 'tokens' | 'blocked' | 'concurrent'

/** One amount of one rule. */
export interface Policy {
  /** In headers and errors, e.g. `per-client-requests`. */
  readonly name: string
  readonly quantity: Quantity
  readonly limit: number
  readonly windowMs: number
}

export interface PolicyCheck {
  readonly policy: Policy
  readonly check: Check
}

/** The policies that apply to an exchange whose model and text are known. */
export type FindPolicies = (exchange: Exchange) => readonly PolicyCheck[]

const QUANTITIES: readonly Quantity[] = ['requests', 'input_chars', 'tokens', 'blocked', 'concurrent']

export function createFindPolicies(rules: readonly LimitRule[]): FindPolicies {
  const known = rules.map((rule) => ({
    rule,
    applies: appliesOf(rule),
    policies: QUANTITIES.flatMap((quantity): Policy[] => {
      const limit = rule[quantity]
      const name = `${rule.name}-${quantity.replace('_', '-')}`
      return limit === undefined ? [] : [{ name, quantity, limit, windowMs: rule.window }]
    }),
  }))
  return (exchange) =>
    known.flatMap(({ rule, applies, policies }) => {
      if (!applies(exchange)) return []
      const subject = rule.per.map((kind) => idOf(subjectOf(kind, exchange))).join(':')
      return policies.map((policy) => ({ policy, check: checkOf(policy, subject, exchange) }))
    })
}

/** The address where a client has no name. */
export function subjectOf(kind: LimitRule['per'][number], { client, provider, model }: Exchange): string {
  const name = client.name === undefined ? `address ${client.address}` : `client ${client.name}`
  switch (kind) {
    case 'client':
      return name
    case 'key':
      return client.keyId === undefined ? name : `${name} key ${client.keyId}`
    case 'address':
      return `address ${client.address}`
    case 'provider':
      return `provider ${provider ?? ''}`
    case 'model':
      return `model ${model ?? ''}`
  }
}

/** Of one length and without odd characters, whatever a client calls its model. */
export const idOf = (subject: string): string =>
  createHash('sha256').update(subject).digest('base64url').slice(0, 22)

function appliesOf({ clients, providers, models }: LimitRule): (exchange: Exchange) => boolean {
  const isClient = clients && globMatcher(clients)
  const isProvider = providers && globMatcher(providers)
  const isModel = models && globMatcher(models)
  return ({ client, provider = '', model = '' }) =>
    (isClient?.(client.name ?? '') ?? true) && (isProvider?.(provider) ?? true) && (isModel?.(model) ?? true)
}

function checkOf({ name, quantity, limit, windowMs }: Policy, subject: string, exchange: Exchange): Check {
  // With the window in it, since counters outlive a configuration.
  const id = `${name}:${windowMs}:${subject}`
  if (quantity === 'concurrent') return { kind: 'concurrent', id, limit }
  return { kind: 'window', id, limit, windowMs, cost: costOf(quantity, exchange) }
}

/** What is known before the request leaves; tokens and blocked requests are counted when they have happened. */
function costOf(quantity: Quantity, exchange: Exchange): number {
  if (quantity === 'requests') return 1
  return quantity === 'input_chars' ? inputChars(exchange) : 0
}
