/** What an answer says about its scan, read by `parseProxyMetadata` of the LockLLM SDK. */

import { describe, expect, test } from 'bun:test'
import { decodeDetailField, parseProxyMetadata } from '@lockllm/sdk'
import type { Exchange } from '../../src/proxy/exchange.ts'
import { setScanHeaders } from '../../src/proxy/scan-headers.ts'
import type { ScanReport } from '../../src/scan/policy.ts'
import { ScanError, type ScanOptions, type Verdict } from '../../src/scan/scanner.ts'
import { judged, OPTIONS, PROMPT, reportOf, SEGMENT, VERDICTS, WARN_ALL } from './exchanges.ts'

function headersOf(exchange: Exchange): Headers {
  const headers = new Headers({ 'x-request-id': exchange.id })
  setScanHeaders(headers, exchange)
  return headers
}

const told = (report: ScanReport, options: ScanOptions = WARN_ALL, onError: 'block' | 'allow' = 'allow') => {
  const { exchange } = judged(report, options, onError)
  const headers = headersOf(exchange)
  return { headers, exchange, metadata: parseProxyMetadata(headers) }
}

test('a clean request', () => {
  const { metadata, exchange } = told(reportOf(VERDICTS.safe))
  expect(metadata).toEqual({
    request_id: exchange.id,
    scanned: true,
    safe: true,
    scan_mode: 'combined',
    credits_mode: 'byok',
    provider: 'openai',
    model: 'gpt-4o-mini',
    sensitivity: 'medium',
    label: 0,
  })
})

describe('warnings', () => {
  test('an injection', () => {
    const { metadata, headers } = told(reportOf(VERDICTS.injection))
    expect(metadata).toMatchObject({
      scanned: true,
      safe: false,
      label: 1,
      scan_warning: { injection_score: 95, confidence: 90 },
    })
    expect(metadata).not.toHaveProperty('blocked')
    expect(decodeDetailField(metadata.scan_warning?.detail ?? '')).toEqual({
      injection_score: 95,
      confidence: 90,
      label: 1,
      segments: [{ role: 'user', path: 'messages[0].content' }],
    })
    expect(headers.get('x-lockllm-scanner')).toBe('lockllm')
  })

  test('a policy violation, in any script', () => {
    const { metadata } = told(reportOf(VERDICTS.policy))
    expect(metadata).toMatchObject({ safe: false, policy_warnings: { count: 1, confidence: 90 } })
    expect(decodeDetailField(metadata.policy_warnings?.detail ?? '')).toEqual(
      VERDICTS.policy.policyViolations,
    )
  })

  test('abuse', () => {
    const { metadata } = told(reportOf(VERDICTS.abuse))
    expect(metadata).toMatchObject({
      safe: false,
      abuse_detected: { confidence: 80, types: 'bot,repetition' },
    })
    expect(decodeDetailField(metadata.abuse_detected?.detail ?? '')).toEqual(VERDICTS.abuse.abuse)
  })

  test('personal information; names are made fit for a header', () => {
    expect(told(reportOf(VERDICTS.pii)).metadata).toMatchObject({
      safe: false,
      pii_detected: {
        detected: true,
        entity_types: 'email,Stra?e? Ort',
        entity_count: 3,
        action: 'allow_with_warning',
      },
    })
  })

  test('all at once', () => {
    const all: Verdict = { ...VERDICTS.pii, ...VERDICTS.abuse, ...VERDICTS.policy, ...VERDICTS.injection }
    expect(Object.keys(told(reportOf(all)).metadata)).toEqual(
      expect.arrayContaining(['scan_warning', 'policy_warnings', 'abuse_detected', 'pii_detected']),
    )
  })
})

test('a blocked request', () => {
  expect(told(reportOf(VERDICTS.injection), OPTIONS, 'block').metadata).toMatchObject({
    blocked: true,
    safe: false,
  })
})

test('failed open: neither scanned nor safe', () => {
  const error = new ScanError('timeout', 'late')
  const { metadata, headers } = told(reportOf(undefined, { error }))
  expect(metadata).toMatchObject({ scanned: false, safe: false })
  expect(metadata).not.toHaveProperty('label')
  expect(headers.get('x-lockllm-unscanned-reason')).toBe('timeout')
})

test('before a decision nothing is claimed', () => {
  const { exchange } = judged(reportOf(VERDICTS.safe))
  delete exchange.decision
  delete exchange.report
  expect(parseProxyMetadata(headersOf(exchange))).toMatchObject({ scanned: false, safe: false })
})

test('the embedded engine stood in', () => {
  const { headers } = told(reportOf(VERDICTS.local, { fallback: 'breaker_open' }))
  expect(headers.get('x-lockllm-scan-fallback')).toBe('breaker_open')
  expect(headers.get('x-lockllm-scanner')).toBe('local')
})

test.each([
  [{ calls: 0, cacheHits: 1 }, 'HIT'],
  [{ calls: 1 }, 'MISS'],
  [{ calls: 0, fallback: 'breaker_open' }, 'MISS'],
  [{ calls: 0, error: new ScanError('breaker_open', 'open') }, 'MISS'],
] as const)('verdict cache %j is a %s', (more, expected) => {
  const { headers } = told(reportOf(VERDICTS.safe, more))
  expect(headers.get('x-lockllm-verdict-cache')).toBe(expected)
  // The SDK's cache status is of answers, which we do not cache.
  expect(headers.has('x-lockllm-cache-status')).toBe(false)
})

describe('whatever was found', () => {
  const long = 'x'.repeat(64)
  const places = Array.from({ length: 500 }, (_, index) => ({
    ...SEGMENT,
    path: `${`${long}.`.repeat(40)}messages[${index}]`,
  }))
  const violations = Array.from({ length: 200 }, () => ({
    policy_name: long,
    violated_categories: [{ name: long }],
    violation_details: '長'.repeat(300),
  }))
  const verdict: Verdict = {
    ...VERDICTS.injection,
    policyViolations: violations,
    pii: { entity_types: Array.from({ length: 500 }, () => long), entity_count: 500 },
    abuse: { confidence: 1, abuse_types: Array.from({ length: 500 }, () => long) },
  }
  const headers = told({ ...reportOf(undefined), scanned: [{ verdict, segments: places }] }).headers

  test('the headers stay small enough for every client (Node.js takes 16 KiB)', () => {
    const size = [...headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
    expect(size).toBeLessThan(12 * 1024)
  })

  test('they are visible ASCII and hold no prompt', () => {
    for (const [, value] of headers) expect(value).toMatch(/^[ -~]*$/)
    expect(JSON.stringify([...headers])).not.toContain(PROMPT)
    expect(headers.get('x-lockllm-scan-detail')).not.toContain(btoa(PROMPT).slice(0, 20))
  })
})
