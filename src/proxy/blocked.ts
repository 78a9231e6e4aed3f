/** The error that a blocked request is answered with, in the shape that the SDKs' typed errors read. */

import type { Decision, ScanReport } from '../scan/policy.ts'
import { type ErrorCode, ProxyError } from './errors.ts'
import { flaggedPlaces } from './scan-headers.ts'

/** @param report what the scanner said; undefined when it was not asked */
export function blockedError(decision: Decision, report: ScanReport | undefined): ProxyError {
  const code: ErrorCode = decision.codes[0] ?? 'scan_unavailable'
  if (code === 'scan_unavailable') {
    return new ProxyError(code, {
      cause: report?.error,
      fields: { reason: decision.unscannedReason },
      retryAfter: (report?.error?.retryAfterMs ?? 1000) / 1000,
    })
  }
  return new ProxyError(code, { fields: { ...findings(code, decision), segments: flaggedPlaces(decision) } })
}

/** Member names as in LockLLM's own errors (lockllm-verdict.ts reads the same ones). */
function findings(code: ErrorCode, { verdict }: Decision): Record<string, unknown> {
  switch (code) {
    case 'policy_violation':
      return { violated_policies: verdict?.policyViolations ?? [] }
    case 'pii_detected':
      return {
        pii_details: {
          entity_types: verdict?.pii?.entity_types ?? [],
          entity_count: verdict?.pii?.entity_count ?? 0,
        },
      }
    case 'abuse_detected':
      return { abuse_details: verdict?.abuse }
    default:
      return {
        scanner: verdict?.scanner,
        scan_result: {
          safe: false,
          label: 1,
          confidence: verdict?.confidence ?? verdict?.injection ?? 1,
          injection: verdict?.injection ?? verdict?.confidence ?? 1,
          sensitivity: verdict?.sensitivity,
        },
        ...(verdict?.categories && { categories: verdict.categories }),
      }
  }
}
