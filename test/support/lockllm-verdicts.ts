/**
 * What the fake LockLLM says of a text: marker words decide, the request's headers say in which form. The
 * shapes and the order of the checks are those of LockLLM's public scan API.
 */

import type { HeaderList } from './wire/http-message.ts'
import { headerValue } from './wire/http-message.ts'

/** Words that make a text be flagged. `BORDERLINE` is an injection only at high sensitivity. */
export const MARKERS = {
  injection: 'INJECT-ME',
  borderline: 'BORDERLINE-ME',
  policy: 'POLICY-ME',
  abuse: 'ABUSE-ME',
  pii: 'PII-ME',
} as const

const THRESHOLDS: Readonly<Record<string, number>> = { low: 0.9, medium: 0.7, high: 0.4 }

export interface ScanAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const failure = (
  status: number,
  requestId: string,
  error: Readonly<Record<string, unknown>>,
): ScanAnswer => ({
  status,
  body: { error: { ...error, request_id: requestId } },
})

/** An error envelope that is no verdict, e.g. for a wrong key. */
export const scannerError = (
  status: number,
  type: string,
  code: string,
  message: string,
  requestId: string,
) => failure(status, requestId, { message, type, code })

/** The API's answer to a scan of `input` with these request headers. */
export function judge(
  input: string,
  headers: HeaderList,
  bodySensitivity: string | undefined,
  requestId: string,
): ScanAnswer {
  const option = (name: string, fallback: string) => headerValue(headers, `x-lockllm-${name}`) ?? fallback
  const sensitivity = option('sensitivity', bodySensitivity ?? 'medium')
  const mode = option('scan-mode', 'combined')
  const has = (marker: keyof typeof MARKERS) => input.includes(MARKERS[marker])

  const injection = has('injection') ? 0.95 : has('borderline') ? 0.5 : 0.02
  const unsafe = mode !== 'policy_only' && injection >= (THRESHOLDS[sensitivity] ?? 0.7)
  const confidence = unsafe ? injection : 1 - injection
  const violated = mode !== 'normal' && has('policy')
  const abuse = option('abuse-action', 'off') !== 'off' && has('abuse')
  const pii = option('pii-action', 'off') !== 'off' && has('pii')
  const scores = mode === 'policy_only' ? {} : { confidence, injection }
  const label = unsafe ? 1 : 0

  if (abuse && option('abuse-action', 'off') === 'block') {
    return failure(400, requestId, {
      message: 'Request blocked: abuse detected',
      type: 'lockllm_abuse_error',
      code: 'abuse_detected',
      abuse_details: { ...ABUSE, recommendation: 'Slow down' },
    })
  }
  if (pii && option('pii-action', 'off') === 'block') {
    return failure(403, requestId, {
      message: 'Request blocked: personal information detected',
      type: 'lockllm_pii_error',
      code: 'pii_detected',
      pii_details: { entity_types: ['email'], entity_count: 1 },
    })
  }
  if (unsafe && option('scan-action', 'allow_with_warning') === 'block') {
    return failure(400, requestId, {
      message: 'Request blocked: prompt injection detected',
      type: 'lockllm_security_error',
      code: 'prompt_injection_detected',
      scan_result: { safe: false, label, confidence, injection, sensitivity },
    })
  }
  if (violated && option('policy-action', 'allow_with_warning') === 'block') {
    return failure(403, requestId, {
      message: 'Request blocked: policy violation',
      type: 'lockllm_policy_error',
      code: 'policy_violation',
      violated_policies: VIOLATIONS,
    })
  }
  return {
    status: 200,
    body: {
      request_id: requestId,
      safe: !unsafe,
      label,
      ...scores,
      sensitivity,
      usage: { requests: 1, input_chars: input.length },
      ...(mode === 'normal' ? {} : { policy_confidence: violated ? 0.9 : 0.99 }),
      ...(violated ? { policy_warnings: VIOLATIONS } : {}),
      ...(unsafe
        ? {
            scan_warning: {
              message: 'Injection detected',
              injection_score: injection * 100,
              confidence: confidence * 100,
              label,
            },
          }
        : {}),
      ...(abuse ? { abuse_warnings: { detected: true, ...ABUSE } } : {}),
      ...(pii ? { pii_result: piiResult(input, option('pii-action', 'off')) } : {}),
      ...compression(input, option('compression', 'off')),
      debug: { duration_ms: 1, inference_ms: 1, mode: 'single' },
    },
  }
}

const VIOLATIONS = [
  {
    policy_name: 'No trade secrets',
    violated_categories: [{ name: 'Confidential data' }],
    violation_details: 'The text asks for a trade secret',
  },
]

const ABUSE = {
  confidence: 80,
  abuse_types: ['bot'],
  indicators: { bot_score: 80, repetition_score: 0, resource_score: 0, pattern_score: 0 },
}

const piiResult = (input: string, action: string) => ({
  detected: true,
  entity_types: ['email'],
  entity_count: 1,
  ...(action === 'strip' ? { redacted_input: redact(input) } : {}),
})

/** What the API sends back in place of a text with `PII-ME` in it. */
const redact = (input: string): string => input.replace(/[\w.]+@[\w.]+/g, '[EMAIL]')

/** Runs of white space become one space. */
const compress = (input: string): string => input.replace(/\s+/g, ' ')

function compression(input: string, method: string) {
  if (method === 'off') return {}
  const compressed = compress(input)
  const result = {
    method,
    compressed_input: compressed,
    original_length: input.length,
    compressed_length: compressed.length,
    compression_ratio: compressed.length / input.length,
  }
  return { compression_result: result }
}
