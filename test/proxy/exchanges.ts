/** Exchanges, verdicts and decisions for tests of whatever reads them. */

import type { Segment } from '../../src/prompt/segment.ts'
import { beginExchange, type Exchange, noteSegments } from '../../src/proxy/exchange.ts'
import { type Decision, decide, type ScanReport } from '../../src/scan/policy.ts'
import type { ScanOptions, Verdict } from '../../src/scan/scanner.ts'

export const OPTIONS: ScanOptions = {
  sensitivity: 'medium',
  mode: 'combined',
  action: 'block',
  policyAction: 'block',
  abuseAction: 'block',
  piiAction: 'block',
}
export const WARN_ALL: ScanOptions = {
  ...OPTIONS,
  action: 'allow_with_warning',
  policyAction: 'allow_with_warning',
  abuseAction: 'allow_with_warning',
  piiAction: 'allow_with_warning',
}

const base = { scanner: 'lockllm', sensitivity: 'medium' } as const
/** One of each kind. */
export const VERDICTS = {
  safe: { ...base, safe: true, injection: 0.02, confidence: 0.98 },
  injection: { ...base, safe: false, injection: 0.95, confidence: 0.9 },
  local: {
    ...base,
    scanner: 'local',
    safe: false,
    injection: 0.8,
    confidence: 0.8,
    categories: ['jailbreak'],
  },
  policy: {
    ...base,
    safe: true,
    policyConfidence: 0.9,
    policyViolations: [
      {
        policy_name: 'Geheimnisse – 秘密',
        violated_categories: [{ name: 'secrets' }],
        violation_details: 'asks for “secrets”',
      },
    ],
  },
  pii: { ...base, safe: true, pii: { entity_types: ['email', 'Straße, Ort'], entity_count: 3 } },
  abuse: {
    ...base,
    safe: true,
    abuse: { confidence: 80, abuse_types: ['bot', 'repetition'], indicators: { bot_score: 80 } },
  },
} as const satisfies Record<string, Verdict>

export const PROMPT = 'the very secret prompt'
export const SEGMENT: Segment = { role: 'user', path: 'messages[0].content', text: PROMPT }

const NO_COSTS = { calls: 1, chars: 10, cacheHits: 0, sharedHits: 0, coalesced: 0 }

/** What the scan of `SEGMENT` said. */
export const reportOf = (verdict: Verdict | undefined, more: Partial<ScanReport> = {}): ScanReport => ({
  scanned: verdict ? [{ verdict, segments: [SEGMENT] }] : [],
  ...NO_COSTS,
  ...more,
})

export interface Judged {
  readonly exchange: Exchange
  readonly report: ScanReport
  readonly decision: Decision
}

/** A finished exchange with this verdict, judged by the policy. */
export function judged(
  report: ScanReport,
  options: ScanOptions = OPTIONS,
  onError: 'block' | 'allow' = 'block',
): Judged {
  const decision = decide(report, options, onError)
  const exchange = Object.assign(beginExchange('POST', { address: '192.0.2.1' }, options), {
    provider: 'openai',
    endpoint: 'openai-chat',
    model: 'gpt-4o-mini',
    requestBytes: 123,
    report,
    decision,
    scanMs: 12.3456,
    upstreamMs: 250.5,
    totalMs: 300.25,
    status: 200,
    responseBytes: 456,
    outcome: 'complete' as const,
  })
  noteSegments(exchange, [SEGMENT])
  return { exchange, report, decision }
}
