/** Blocked requests: LockLLM's own error shapes, without the text that was blocked. */

import { describe, expect, test } from 'bun:test'
import { blockedError } from '../../src/proxy/blocked.ts'
import { errorResponse } from '../../src/proxy/errors.ts'
import type { ScanReport } from '../../src/scan/policy.ts'
import { ScanError, type Verdict } from '../../src/scan/scanner.ts'
import {
  AbuseDetectedError,
  PIIDetectedError,
  PolicyViolationError,
  PromptInjectionError,
  parseError,
} from '../support/lockllm-sdk.ts'
import { judged, OPTIONS, PROMPT, reportOf, SEGMENT, VERDICTS, WARN_ALL } from './exchanges.ts'

async function blockedBy(report: ScanReport, options = OPTIONS) {
  const { decision } = judged(report, options)
  const response = errorResponse(blockedError(decision, report), 'req_1')
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) }
}

const segments = [{ role: 'user', path: 'messages[0].content' }]

test.each([
  [
    'injection',
    PromptInjectionError,
    400,
    {
      type: 'lockllm_security_error',
      code: 'prompt_injection_detected',
      scanner: 'lockllm',
      scan_result: { safe: false, label: 1, confidence: 0.9, injection: 0.95, sensitivity: 'medium' },
    },
  ],
  [
    'local',
    PromptInjectionError,
    400,
    {
      code: 'prompt_injection_detected',
      scanner: 'local',
      categories: ['jailbreak'],
      scan_result: { safe: false, label: 1, confidence: 0.8, injection: 0.8, sensitivity: 'medium' },
    },
  ],
  [
    'policy',
    PolicyViolationError,
    403,
    {
      type: 'lockllm_policy_error',
      code: 'policy_violation',
      violated_policies: VERDICTS.policy.policyViolations,
    },
  ],
  [
    'pii',
    PIIDetectedError,
    403,
    { type: 'lockllm_pii_error', code: 'pii_detected', pii_details: VERDICTS.pii.pii },
  ],
  [
    'abuse',
    AbuseDetectedError,
    400,
    { type: 'lockllm_abuse_error', code: 'abuse_detected', abuse_details: VERDICTS.abuse.abuse },
  ],
] as const)('%s', async (kind, type, status, expected) => {
  const verdict: Verdict = VERDICTS[kind]
  const blocked = await blockedBy(reportOf(verdict))
  expect(blocked.status).toBe(status)
  expect(blocked.body.error).toMatchObject({ ...expected, segments, request_id: 'req_1' })
  expect(blocked.text).not.toContain(PROMPT)
  expect(parseError(blocked.body)).toBeInstanceOf(type)
})

test('an injection without scores has the worst', async () => {
  const { body } = await blockedBy(reportOf({ scanner: 'lockllm', safe: false, sensitivity: 'low' }))
  expect(body.error.scan_result).toEqual({
    safe: false,
    label: 1,
    confidence: 1,
    injection: 1,
    sensitivity: 'low',
  })
})

test('several findings: the most severe one that blocks decides', async () => {
  const both: Verdict = { ...VERDICTS.injection, policyViolations: VERDICTS.policy.policyViolations }
  expect((await blockedBy(reportOf(both))).body.error.code).toBe('prompt_injection_detected')
  const warned = { ...OPTIONS, action: WARN_ALL.action }
  expect((await blockedBy(reportOf(both), warned)).body.error.code).toBe('policy_violation')
})

test('many places are cut to twenty', async () => {
  const many = Array.from({ length: 100 }, (_, index) => ({ ...SEGMENT, path: `messages[${index}].content` }))
  const { body } = await blockedBy({
    ...reportOf(undefined),
    scanned: [{ verdict: VERDICTS.injection, segments: many }],
  })
  expect(body.error.segments).toHaveLength(20)
})

describe('without a verdict', () => {
  test.each([
    [undefined, '1'],
    [200, '1'],
    [7200, '8'],
  ])('Retry-After comes from the scanner: %p ms', async (retryAfterMs, seconds) => {
    const error = new ScanError('rate_limited', 'LockLLM: rate limit reached (429)', { retryAfterMs })
    const blocked = await blockedBy(reportOf(undefined, { error }))
    expect(blocked.status).toBe(503)
    expect(blocked.headers.get('retry-after')).toBe(seconds)
    expect(blocked.body.error).toMatchObject({ code: 'scan_unavailable', reason: 'rate_limited' })
    expect(blocked.body.error).not.toHaveProperty('segments')
  })

  test('a finding elsewhere in the request counts more', async () => {
    const error = new ScanError('timeout', 'late')
    expect((await blockedBy(reportOf(VERDICTS.pii, { error }))).body.error.code).toBe('pii_detected')
  })
})
