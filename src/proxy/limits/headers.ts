/**
 * Limits in headers: `ratelimit` and `ratelimit-policy` of
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/ and the vendors' own, which their SDKs and
 * the tools around them read.
 */

import type { Policy, Quantity } from './policy.ts'
import type { State } from './store.ts'

export interface PolicyState {
  readonly policy: Policy
  readonly state: State
  /** What is left after this request. */
  readonly remaining: number
}

/** The draft's quota units; those that it does not know are named in plain words. */
const UNITS: Readonly<Record<Quantity, string>> = {
  requests: 'requests',
  input_chars: 'characters',
  tokens: 'tokens',
  blocked: 'blocked-requests',
  concurrent: 'concurrent-requests',
}

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000)

/** Adds to what is there: a provider may tell its own limits. */
export function setLimitHeaders(headers: Headers, states: readonly PolicyState[], provider?: string): void {
  for (const { policy, state, remaining } of states) {
    const window = policy.quantity === 'concurrent' ? '' : `;w=${seconds(policy.windowMs)}`
    const unit = policy.quantity === 'requests' ? '' : `;qu="${UNITS[policy.quantity]}"`
    headers.append('ratelimit-policy', `"${policy.name}";q=${policy.limit}${window}${unit}`)
    const reset = policy.quantity === 'concurrent' ? '' : `;t=${seconds(state.resetMs)}`
    headers.append('ratelimit', `"${policy.name}";r=${remaining}${reset}`)
  }
  for (const quantity of ['requests', 'tokens'] as const) {
    const [tightest] = states
      .filter(({ policy }) => policy.quantity === quantity)
      .toSorted((a, b) => a.remaining / a.policy.limit - b.remaining / b.policy.limit)
    if (tightest) setVendorHeaders(headers, quantity, tightest, provider)
  }
}

/** The names of OpenAI and those that copy it, and of Anthropic; a provider's own stay. */
function setVendorHeaders(
  headers: Headers,
  quantity: 'requests' | 'tokens',
  { policy, state, remaining }: PolicyState,
  provider: string | undefined,
): void {
  const set = (name: string, value: string) => {
    if (!headers.has(name)) headers.set(name, value)
  }
  if (provider === 'anthropic') {
    // https://docs.anthropic.com/en/api/rate-limits#response-headers
    set(`anthropic-ratelimit-${quantity}-limit`, String(policy.limit))
    set(`anthropic-ratelimit-${quantity}-remaining`, String(remaining))
    set(`anthropic-ratelimit-${quantity}-reset`, new Date(Date.now() + state.resetMs).toISOString())
    return
  }
  // https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
  set(`x-ratelimit-limit-${quantity}`, String(policy.limit))
  set(`x-ratelimit-remaining-${quantity}`, String(remaining))
  set(`x-ratelimit-reset-${quantity}`, `${(state.resetMs / 1000).toFixed(3)}s`)
}
