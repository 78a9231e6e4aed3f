/** Which limits a request is under, and which counter of each it counts on. */

import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { LimitRule } from '../../config/schema-limits.ts'
import type { Exchange } from '../exchange.ts'
import { globMatcher } from '../glob.ts'
import { foldModel } from '../routes/model.ts'
import type { Check } from './store.ts'

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
  const address = `address ${networkOf(client.address)}`
  const name = client.name === undefined ? address : `client ${client.name}`
  switch (kind) {
    case 'client':
      return name
    case 'key':
      return client.keyId === undefined ? name : `${name} key ${client.keyId}`
    case 'address':
      return address
    case 'provider':
      return `provider ${provider ?? ''}`
    case 'model':
      return `model ${foldModel(model)}`
  }
}

/**
 * IPv6 hosts choose the last 64 bits of their addresses by themselves (RFC 4291, section 2.5.4; RFC 8981), so that the
 * network is who calls. An IPv4 address in IPv6 is that address.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const groups = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(groups) ?? []
  if (high !== undefined && low !== undefined) {
    return [high, low]
      .flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255])
      .join('.')
  }
  const [before = '', after] = groups.split('::')
  const left = before === '' ? [] : before.split(':')
  const right = after ? after.split(':') : []
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}

/** Of one length and without odd characters, whatever a client calls its model. */
export const idOf = (subject: string): string =>
  createHash('sha256').update(subject).digest('base64url').slice(0, 22)

function appliesOf({ clients, providers, models }: LimitRule): (exchange: Exchange) => boolean {
  const isClient = clients && globMatcher(clients)
  const isProvider = providers && globMatcher(providers)
  const isModel = models && globMatcher(models.map((pattern) => pattern.toLowerCase()))
  return ({ client, provider = '', model, upstreamModel = model }) =>
    (isClient?.(client.name ?? '') ?? true) &&
    (isProvider?.(provider) ?? true) &&
    // What the client calls it, and what it is by the name that a route gives it.
    (!isModel || isModel(foldModel(model)) || isModel(foldModel(upstreamModel)))
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
  return quantity === 'input_chars' ? exchange.inputChars : 0
}
