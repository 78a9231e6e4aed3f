/**
 * The words that every scanner speaks. A scanner returns a verdict or throws a `ScanError`; what is then
 * done with a request is the policy's business (scan/policy.ts), never the scanner's.
 */

export const SENSITIVITIES = ['low', 'medium', 'high'] as const
export type Sensitivity = (typeof SENSITIVITIES)[number]

export type ScanMode = 'normal' | 'policy_only' | 'combined'
export type ScanAction = 'block' | 'allow_with_warning'
export type AbuseAction = 'off' | ScanAction
export type PiiAction = 'off' | 'strip' | ScanAction
export type Compression = 'toon' | 'compact' | 'combined'

/** What a scan is asked for. Every field is part of the verdict's cache key. */
export interface ScanOptions {
  readonly sensitivity: Sensitivity
  readonly mode: ScanMode
  readonly action: ScanAction
  readonly policyAction: ScanAction
  readonly abuseAction: AbuseAction
  readonly piiAction: PiiAction
  /** Whether the API shall cut a long text into chunks; undefined leaves it to the API. */
  readonly chunk?: boolean
  /** Missing: texts are not compressed. */
  readonly compression?: Compression
  /** 0.3-0.7, for `compact` and `combined`; undefined leaves it to the API. */
  readonly compressionRate?: number
}

/** Whether other texts may leave than came, so that each text must be scanned by itself. */
export const rewrites = ({ piiAction, compression }: ScanOptions): boolean =>
  piiAction === 'strip' || compression !== undefined

export interface PolicyViolation {
  readonly policy_name: string
  readonly violated_categories: readonly { readonly name: string }[]
  readonly violation_details?: string
}

export interface AbuseFinding {
  /** 0-100, as LockLLM reports it. */
  readonly confidence: number
  readonly abuse_types: readonly string[]
  readonly indicators?: Readonly<Record<string, number>>
  readonly recommendation?: string
}

export interface PiiFinding {
  readonly entity_types: readonly string[]
  readonly entity_count: number
}

/** A text to send in place of the one that was scanned. It is prompt text: it stays in memory (invariant 6). */
export interface Rewrite {
  /** Without the personal information. */
  readonly redacted?: string
  readonly compressed?: { readonly method: string; readonly text: string }
}

export type ScannerName = 'lockllm' | 'local'

/** What a scanner says of one text. Scores are 0-1. */
export interface Verdict {
  readonly scanner: ScannerName
  /** False when the scanner calls the text an injection (not for a policy, abuse or PII finding alone). */
  readonly safe: boolean
  readonly sensitivity: Sensitivity
  /** Score of the injection class; missing in `policy_only`. */
  readonly injection?: number
  /** How sure the scanner is of its label; missing in `policy_only`. */
  readonly confidence?: number
  /** Reasons in the local engine's words, e.g. `instruction_override`. */
  readonly categories?: readonly string[]
  readonly policyConfidence?: number
  readonly policyViolations?: readonly PolicyViolation[]
  readonly abuse?: AbuseFinding
  readonly pii?: PiiFinding
  readonly rewrite?: Rewrite
}

/** Whether a verdict says anything but "nothing found". */
export const hasFindings = (verdict: Verdict): boolean =>
  !verdict.safe ||
  verdict.policyViolations !== undefined ||
  verdict.pii !== undefined ||
  verdict.abuse !== undefined

/** Whether each kind of finding of the whole is a finding of some part. */
export const accountsFor = (parts: readonly Verdict[], whole: Verdict): boolean =>
  (whole.safe || parts.some((part) => !part.safe)) &&
  (['policyViolations', 'abuse', 'pii'] as const).every(
    (kind) => whole[kind] === undefined || parts.some((part) => part[kind] !== undefined),
  )

export interface Scanner {
  readonly name: ScannerName
  /** Everything outside of `ScanOptions` that a verdict depends on: engine version, API, hash of the key. */
  readonly fingerprint: string
  /**
   * Scans one text.
   * @throws {ScanError} when there is no verdict, for whatever reason.
   */
  scan(text: string, options: ScanOptions, signal: AbortSignal): Promise<Verdict>
}

/** Why there is no verdict. The names appear in headers, metrics, logs and the audit log. */
export const SCAN_ERROR_REASONS = [
  'timeout',
  'unreachable',
  'rate_limited',
  'server_error',
  'bad_response',
  /** The API refuses this very text; another text may do. */
  'rejected',
  'unauthorized',
  'insufficient_credits',
  'breaker_open',
  'overloaded',
  'internal',
] as const
export type ScanErrorReason = (typeof SCAN_ERROR_REASONS)[number]

/** A scanner that could not give a verdict. Never a statement about the text. */
export class ScanError extends Error {
  readonly reason: ScanErrorReason
  /** Milliseconds after which another try makes sense, when the scanner said so. */
  readonly retryAfterMs: number | undefined
  /** Whether the scanner was not even asked, so that there was no call. */
  readonly isUnasked: boolean

  constructor(
    reason: ScanErrorReason,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined; isUnasked?: boolean } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'ScanError'
    this.reason = reason
    this.retryAfterMs = options.retryAfterMs
    this.isUnasked = options.isUnasked ?? false
  }
}
