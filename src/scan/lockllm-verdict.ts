/**
 * What an HTTP answer of LockLLM's scan API means: a verdict, or a scanner error. An answer is a verdict only when it
 * says so explicitly, with a boolean `safe` or one of the four error codes that report a finding.
 */

import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { type Rewrite, ScanError, type ScanOptions, type Verdict } from './scanner.ts'

const check = <T extends TSchema>(schema: T) => {
  const compiled = TypeCompiler.Compile(schema)
  /** The value when it fits; a field in an odd shape is left out, since it takes nothing from the verdict itself. */
  return (value: unknown): Static<T> | undefined => (compiled.Check(value) ? clean(schema, value) : undefined)
}

/** Nothing but the known members: the API may send the user's text along, e.g. redacted. */
const clean = <T extends TSchema>(schema: T, value: Static<T>): Static<T> =>
  Value.Clean(schema, structuredClone(value)) as Static<T>

const score = check(Type.Number({ minimum: 0, maximum: 1 }))
const violations = check(
  Type.Array(
    Type.Object({
      policy_name: Type.String(),
      violated_categories: Type.Array(Type.Object({ name: Type.String() })),
      violation_details: Type.Optional(Type.String()),
    }),
    { minItems: 1 },
  ),
)
const abuse = check(
  Type.Object({
    confidence: Type.Number(),
    abuse_types: Type.Array(Type.String()),
    indicators: Type.Optional(Type.Record(Type.String(), Type.Number())),
    recommendation: Type.Optional(Type.String()),
  }),
)
const pii = check(
  Type.Object({
    entity_types: Type.Array(Type.String()),
    entity_count: Type.Number(),
  }),
)
const redaction = check(Type.Object({ redacted_input: Type.String({ minLength: 1 }) }))
const compression = check(
  Type.Object({ method: Type.String(), compressed_input: Type.String({ minLength: 1 }) }),
)
type Members = Readonly<Record<string, unknown>>
const members = check(Type.Record(Type.String(), Type.Unknown()))

/**
 * @param body the answer's text
 * @throws {ScanError} for everything that is no explicit verdict
 */
export function parseVerdict(status: number, headers: Headers, body: string, scan: ScanOptions): Verdict {
  const answer = members(parseBody(body)) ?? {}
  if (status === 200 && typeof answer.safe === 'boolean') return fromAnswer(answer, answer.safe, scan)
  if (status === 400 || status === 403) {
    const verdict = fromError(members(answer.error) ?? {}, scan)
    if (verdict) return verdict
  }
  throw notAVerdict(status, headers)
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function fromAnswer(answer: Members, safe: boolean, scan: ScanOptions): Verdict {
  const policyViolations = isDetected(answer.policy_warnings)
    ? (violations(answer.policy_warnings) ?? [])
    : undefined
  const abuseFinding = isDetected(answer.abuse_warnings)
    ? (abuse(answer.abuse_warnings) ?? NO_ABUSE)
    : undefined
  const piiFinding = isDetected(answer.pii_result) ? piiOf(answer.pii_result) : undefined
  const policyConfidence = score(answer.policy_confidence)
  // `safe: false` may stand for another finding alone. Without such a finding it is an injection; and so is a warning or
  // label of one beside `safe: true`.
  const hasOther = policyViolations !== undefined || abuseFinding !== undefined || piiFinding !== undefined
  const hasInjection =
    members(answer.scan_warning) !== undefined || (answer.label === 1 && scan.mode !== 'policy_only')
  const rewrite = rewriteOf(answer, scan)
  return {
    scanner: 'lockllm',
    safe: !hasInjection && (safe || hasOther),
    sensitivity: scan.sensitivity,
    ...scores(answer),
    ...(policyConfidence !== undefined && { policyConfidence }),
    ...(policyViolations && { policyViolations }),
    ...(abuseFinding && { abuse: abuseFinding }),
    ...(piiFinding && { pii: piiFinding }),
    ...(rewrite && { rewrite }),
  }
}

/** The other texts, where they were asked for. A text with personal information is never the compressed one. */
function rewriteOf(answer: Members, scan: ScanOptions): Rewrite | undefined {
  const hasPii = isDetected(answer.pii_result)
  const redacted = scan.piiAction === 'strip' && hasPii ? redaction(answer.pii_result) : undefined
  const compressed =
    scan.compression !== undefined && !hasPii ? compression(answer.compression_result) : undefined
  if (redacted) return { redacted: redacted.redacted_input }
  return compressed && { compressed: { method: compressed.method, text: compressed.compressed_input } }
}

function fromError(error: Members, scan: ScanOptions): Verdict | undefined {
  const base = { scanner: 'lockllm', safe: true, sensitivity: scan.sensitivity } as const
  switch (error.code) {
    case 'prompt_injection_detected':
      return { ...base, safe: false, ...scores(members(error.scan_result) ?? {}) }
    case 'policy_violation':
      return { ...base, policyViolations: violations(error.violated_policies) ?? [] }
    case 'pii_detected':
      return { ...base, pii: piiOf(error.pii_details) }
    case 'abuse_detected':
      return { ...base, abuse: abuse(error.abuse_details) ?? NO_ABUSE }
    default:
      return undefined
  }
}

/** Findings of which nothing is known but that they are there. */
const NO_ABUSE = { confidence: 0, abuse_types: [] }
const NO_PII = { entity_types: [], entity_count: 0 }

/** A block of findings counts unless it says `detected: false`, a list of them unless it is empty. */
const isDetected = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0
  const block = members(value)
  return block !== undefined && block.detected !== false
}

const scores = (from: Members) => {
  const confidence = score(from.confidence)
  const injection = score(from.injection)
  return { ...(confidence !== undefined && { confidence }), ...(injection !== undefined && { injection }) }
}

const piiOf = (value: unknown) => pii(value) ?? NO_PII

function notAVerdict(status: number, headers: Headers): ScanError {
  if (status === 401 || status === 403)
    return new ScanError('unauthorized', `LockLLM refused the API key (${status})`)
  if (status === 402) return new ScanError('insufficient_credits', 'LockLLM: no credits left (402)')
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'))
  if (status === 429)
    return new ScanError('rate_limited', 'LockLLM: rate limit reached (429)', { retryAfterMs })
  if (status >= 500) return new ScanError('server_error', `LockLLM answered ${status}`, { retryAfterMs })
  if (status >= 400 && status !== 408)
    return new ScanError('rejected', `LockLLM refused the scan (${status})`)
  return new ScanError('bad_response', `LockLLM answered ${status} without a verdict`)
}

/**
 * Retry-After is a number of seconds or an HTTP date (RFC 9110, section 10.2.3).
 * @returns milliseconds from now, or undefined where the header is missing or malformed
 */
export function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  // Date.parse alone would take nearly anything for a date.
  const date = /GMT$/.test(value.trim()) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
