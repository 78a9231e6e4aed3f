/**
 * What the answer says about its scan, in the header names of LockLLM's hosted proxy, so that `parseProxyMetadata()` of
 * @lockllm/sdk reads our answers too. Scores in `x-lockllm-*` headers are 0-100 as in `scan_warning`.
 */

import type { Decision, ScanReport } from '../scan/policy.ts'
import type { ScanOptions, Verdict } from '../scan/scanner.ts'
import type { Exchange } from './exchange.ts'

export function setScanHeaders(headers: Headers, exchange: Exchange): void {
  const { decision, model, provider, report, scanOptions: options } = exchange
  const verdict = decision?.verdict
  const scanned = decision?.scanned ?? false
  headers.set('x-lockllm-scanned', String(scanned))
  headers.set('x-lockllm-safe', String(scanned && decision?.action === 'allow'))
  headers.set('x-lockllm-blocked', String(decision?.action === 'block'))
  headers.set('x-scan-mode', options.mode)
  headers.set('x-lockllm-credits-mode', 'byok')
  headers.set('x-lockllm-sensitivity', verdict?.sensitivity ?? options.sensitivity)
  if (provider !== undefined) headers.set('x-lockllm-provider', provider)
  if (model !== undefined) headers.set('x-lockllm-model', model)
  if (verdict) {
    headers.set('x-lockllm-scanner', verdict.scanner)
    headers.set('x-lockllm-label', verdict.safe ? '0' : '1')
  }
  if (report) headers.set('x-lockllm-verdict-cache', isKnown(report) ? 'HIT' : 'MISS')
  if (report?.fallback) headers.set('x-lockllm-scan-fallback', report.fallback)
  if (decision?.unscannedReason) headers.set('x-lockllm-unscanned-reason', decision.unscannedReason)
  if (exchange.compression) {
    const { method, applied, ratio } = exchange.compression
    headers.set('x-lockllm-compression-method', names([method]))
    headers.set('x-lockllm-compression-applied', String(applied))
    headers.set('x-lockllm-compression-ratio', ratio.toFixed(3))
  }
  if (decision && verdict) setFindings(headers, decision, verdict, options)
}

/** Whether all verdicts are of earlier scans, or of another request's. */
const isKnown = ({ calls, error, fallback }: ScanReport): boolean =>
  calls === 0 && error === undefined && fallback === undefined

function setFindings(headers: Headers, decision: Decision, verdict: Verdict, options: ScanOptions): void {
  if (!verdict.safe) {
    headers.set('x-lockllm-scan-warning', 'true')
    headers.set('x-lockllm-injection-score', percent(verdict.injection))
    headers.set('x-lockllm-confidence', percent(verdict.confidence))
    setDetail(headers, 'x-lockllm-scan-detail', scanDetail(decision, verdict))
  }
  if (verdict.policyViolations) {
    headers.set('x-lockllm-policy-warnings', 'true')
    headers.set('x-lockllm-warning-count', String(verdict.policyViolations.length))
    headers.set('x-lockllm-policy-confidence', percent(verdict.policyConfidence))
    setDetail(headers, 'x-lockllm-warning-detail', verdict.policyViolations)
  }
  if (verdict.abuse) {
    headers.set('x-lockllm-abuse-detected', 'true')
    headers.set('x-lockllm-abuse-confidence', String(verdict.abuse.confidence))
    headers.set('x-lockllm-abuse-types', names(verdict.abuse.abuse_types))
    setDetail(headers, 'x-lockllm-abuse-detail', verdict.abuse)
  }
  if (verdict.pii) {
    headers.set('x-lockllm-pii-detected', 'true')
    headers.set('x-lockllm-pii-types', names(verdict.pii.entity_types))
    headers.set('x-lockllm-pii-count', String(verdict.pii.entity_count))
    headers.set('x-lockllm-pii-action', options.piiAction)
  }
}

const scanDetail = (decision: Decision, verdict: Verdict) => ({
  injection_score: Number(percent(verdict.injection)),
  confidence: Number(percent(verdict.confidence)),
  label: verdict.safe ? 0 : 1,
  ...(verdict.categories && { categories: verdict.categories }),
  segments: flaggedPlaces(decision).slice(0, MAX_DETAIL_PLACES),
})

/** More places or names than this help nobody. */
const MAX_LIST = 20
const MAX_DETAIL_PLACES = 5
const MAX_PATH_CHARS = 120
/** Node.js clients take 16 KiB of headers, an nginx before us 4 KiB by default: a detail is left out rather than both lost. */
const MAX_DETAIL_CHARS = 1500

/** Role and path of what was flagged, never its text. */
export const flaggedPlaces = (decision: Decision): { role: string; path: string }[] =>
  decision.flagged.slice(0, MAX_LIST).map(({ role, path }) => ({ role, path: path.slice(0, MAX_PATH_CHARS) }))

/** 0-1 to 0-100 with one decimal; a score that the scanner did not give is 0. */
const percent = (score: number | undefined): string => String(Math.round((score ?? 0) * 1000) / 10)

function setDetail(headers: Headers, name: string, value: unknown): void {
  const detail = base64Json(value)
  if (detail.length <= MAX_DETAIL_CHARS) headers.set(name, detail)
}

/** ASCII only: the SDK decodes with `atob`, which knows no UTF-8. */
const base64Json = (value: unknown): string =>
  btoa(
    JSON.stringify(value).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )

/** Names that a scanner chose, fit for a header. */
const names = (values: readonly string[]): string =>
  values
    .slice(0, MAX_LIST)
    .map((value) => value.slice(0, 40).replace(/[^ -+\--~]/g, '?'))
    .join(',')
