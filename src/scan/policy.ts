/**
 * What becomes of a request, given what the scanner said. Pure: the same verdicts and policy give the same decision.
 */

import type { Segment } from '../prompt/segment.ts'
import {
  hasFindings,
  type ScanAction,
  type ScanError,
  type ScanErrorReason,
  type ScanOptions,
  type Verdict,
} from './scanner.ts'

/** A verdict and the segments that it speaks of (several, when they were scanned in one call). */
export interface Scanned {
  readonly verdict: Verdict
  readonly segments: readonly Segment[]
}

export interface ScanReport {
  readonly scanned: readonly Scanned[]
  /** The first failure, when some segments have no verdict. */
  readonly error?: ScanError
  /** Set when the embedded engine spoke because the configured scanner could not. */
  readonly fallback?: ScanErrorReason
  readonly calls: number
  /** Characters sent to the scanner. */
  readonly chars: number
  readonly cacheHits: number
  /** Of the cache hits, those that came from Redis. */
  readonly sharedHits: number
  readonly coalesced: number
}

export type BlockCode =
  | 'prompt_injection_detected'
  | 'policy_violation'
  | 'pii_detected'
  | 'abuse_detected'
  | 'scan_unavailable'

export interface Decision {
  readonly action: 'allow' | 'warn' | 'block'
  /** Why a request is blocked or warned about. */
  readonly codes: readonly BlockCode[]
  /** False when any segment leaves without a verdict. */
  readonly scanned: boolean
  /** Why there is no verdict. */
  readonly unscannedReason?: ScanErrorReason | 'unscannable'
  /** What the verdicts say together: the worst of each kind. Missing when nothing was scanned. */
  readonly verdict?: Verdict
  /** Where the findings are. */
  readonly flagged: readonly Segment[]
}

/** Most severe first: an answer has one status, and the first code decides it. */
const SEVERITY: readonly BlockCode[] = [
  'prompt_injection_detected',
  'policy_violation',
  'pii_detected',
  'abuse_detected',
  'scan_unavailable',
]

/**
 * @param options the effective actions; `onError` is `allow` for fail-open
 */
export function decide(report: ScanReport, options: ScanOptions, onError: 'block' | 'allow'): Decision {
  return report.error === undefined && !report.scanned.some(isFlagged)
    ? innocent(report.scanned)
    : weighed(report, options, onError)
}

function weighed(report: ScanReport, options: ScanOptions, onError: 'block' | 'allow'): Decision {
  const blocks = new Set<BlockCode>()
  const warnings = new Set<BlockCode>()
  const flagged: Segment[] = []
  for (const { verdict, segments } of report.scanned) {
    if (!hasFindings(verdict)) continue
    const findings = findingsOf(verdict, segments, options)
    for (const [code, action] of findings) (action === 'block' ? blocks : warnings).add(code)
    flagged.push(...segments)
  }
  if (report.error && onError === 'block') blocks.add('scan_unavailable')

  const codes = SEVERITY.filter((code) => blocks.has(code) || (blocks.size === 0 && warnings.has(code)))
  const verdict = worstOf(report.scanned.map(({ verdict }) => verdict))
  return {
    action: blocks.size > 0 ? 'block' : warnings.size > 0 ? 'warn' : 'allow',
    codes,
    scanned: report.error === undefined,
    ...(report.error && { unscannedReason: report.error.reason }),
    ...(verdict && { verdict }),
    flagged,
  }
}

const isFlagged = ({ verdict }: Scanned): boolean => hasFindings(verdict)
const NONE: readonly never[] = []

/** What nearly all requests are. The worst verdict is the one with the highest score. */
function innocent(scanned: readonly Scanned[]): Decision {
  let verdict = scanned[0]?.verdict
  for (const other of scanned) {
    if (verdict && severity(other.verdict) > severity(verdict)) verdict = other.verdict
  }
  return { action: 'allow', codes: NONE, scanned: true, ...(verdict && { verdict }), flagged: NONE }
}

type Finding = [BlockCode, ScanAction]

function findingsOf(verdict: Verdict, segments: readonly Segment[], options: ScanOptions): Finding[] {
  const findings: Finding[] = []
  if (!verdict.safe) findings.push(['prompt_injection_detected', options.action])
  if (verdict.policyViolations) findings.push(['policy_violation', options.policyAction])
  // A finding that was not asked for (action "off") is still a finding: it warns.
  if (verdict.pii) findings.push(['pii_detected', piiAction(verdict, segments, options)])
  if (verdict.abuse)
    findings.push(['abuse_detected', options.abuseAction === 'block' ? 'block' : 'allow_with_warning'])
  return findings
}

/** What is to be stripped and cannot be must not leave: a key, a file, several strings that were scanned as one text. */
function piiAction({ rewrite }: Verdict, segments: readonly Segment[], options: ScanOptions): ScanAction {
  if (options.piiAction !== 'strip') return options.piiAction === 'block' ? 'block' : 'allow_with_warning'
  const canStrip = rewrite?.redacted !== undefined && segments.every(({ place }) => place !== undefined)
  return canStrip ? 'allow_with_warning' : 'block'
}

/** The verdicts of one request as one: unsafe if any is, with the highest injection score and all findings. */
function worstOf(verdicts: readonly Verdict[]): Verdict | undefined {
  const [first] = verdicts
  if (!first || verdicts.length === 1) return first
  const worst = verdicts.reduce((a, b) => (severity(b) > severity(a) ? b : a))
  if (!verdicts.some(hasFindings)) return worst
  const withPolicies = verdicts.filter((verdict) => verdict.policyViolations)
  const violations = verdicts.flatMap((verdict) => verdict.policyViolations ?? [])
  const withPii = verdicts.flatMap((verdict) => verdict.pii ?? [])
  const abuse = worst.abuse ?? verdicts.find((verdict) => verdict.abuse)?.abuse
  return {
    ...worst,
    ...(withPolicies.length > 0 && {
      policyViolations: violations,
      policyConfidence: Math.max(...withPolicies.map((verdict) => verdict.policyConfidence ?? 0)),
    }),
    ...(withPii.length > 0 && {
      pii: {
        entity_types: [...new Set(withPii.flatMap((pii) => pii.entity_types))],
        entity_count: withPii.reduce((sum, pii) => sum + pii.entity_count, 0),
      },
    }),
    ...(abuse && { abuse }),
  }
}

const severity = (verdict: Verdict): number => (verdict.safe ? 0 : 1) + (verdict.injection ?? 0)
