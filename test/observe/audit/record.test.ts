/** Audit records: for which exchanges there is one, and what it says - never a text, never a key. */

import { describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { type AuditEvent, auditEvent, auditRecord } from '../../../src/observe/audit/record.ts'
import { ERRORS, type ErrorCode } from '../../../src/proxy/errors.ts'
import type { Exchange } from '../../../src/proxy/exchange.ts'
import { ScanError } from '../../../src/scan/scanner.ts'
import { judged, OPTIONS, PROMPT, reportOf, VERDICTS, WARN_ALL } from '../../proxy/exchanges.ts'

const secret = new Uint8Array(32).fill(1)
const late = new ScanError('timeout', `late: ${PROMPT}`)
const line = (event: AuditEvent, exchange: Exchange, includePrompt = false) => {
  const text = auditRecord(event, exchange, { includePrompt, secret })
  return { text, json: JSON.parse(text) }
}

describe('an audit line is written', () => {
  test.each([
    ['for a clean request', judged(reportOf(VERDICTS.safe)), undefined],
    ['for a blocked one', judged(reportOf(VERDICTS.injection)), 'blocked'],
    ['for one without a verdict, refused', judged(reportOf(undefined, { error: late })), 'blocked'],
    [
      'for one without a verdict, let pass',
      judged(reportOf(undefined, { error: late }), OPTIONS, 'allow'),
      'unscanned',
    ],
    ['for a warning', judged(reportOf(VERDICTS.policy), WARN_ALL), 'warned'],
    [
      'for a stand-in that found nothing',
      judged(reportOf(VERDICTS.safe, { fallback: 'timeout' })),
      undefined,
    ],
  ] as const)('%s: %#', (_name, { exchange }, expected) => {
    expect(auditEvent(exchange)).toBe(expected)
  })

  test.each(Object.keys(ERRORS) as ErrorCode[])('for the error %s when the client caused it', (code) => {
    const { exchange } = judged(reportOf(VERDICTS.safe))
    delete exchange.decision
    exchange.error = code
    expect(auditEvent(exchange)).toBe(ERRORS[code].status < 500 ? 'refused' : undefined)
  })

  test('for a warning although the provider failed', () => {
    const { exchange } = judged(reportOf(VERDICTS.policy), WARN_ALL)
    exchange.error = 'provider_unreachable'
    expect(auditEvent(exchange)).toBe('warned')
  })
})

test('what it says of a blocked request', () => {
  const { exchange } = judged(
    reportOf({ ...VERDICTS.local, policyViolations: VERDICTS.policy.policyViolations }),
  )
  exchange.error = 'prompt_injection_detected'
  exchange.status = 400
  const { text, json } = line('blocked', exchange)
  expect(text).toEndWith('}')
  expect(text).not.toContain('\n')
  expect(json).toMatchObject({
    time: new Date(exchange.startedAt).toISOString(),
    event: 'blocked',
    request_id: exchange.id,
    client: '192.0.2.1',
    method: 'POST',
    provider: 'openai',
    endpoint: 'openai-chat',
    model: 'gpt-4o-mini',
    status: 400,
    code: 'prompt_injection_detected',
    decision: 'block',
    findings: ['prompt_injection_detected', 'policy_violation'],
    scanned: true,
    scanner: 'local',
    sensitivity: 'medium',
    injection: 0.8,
    confidence: 0.8,
    categories: ['jailbreak'],
    policies: ['Geheimnisse – 秘密'],
    request_bytes: 123,
    scan_ms: 12.346,
  })
  expect(json.segments).toEqual([
    {
      role: 'user',
      path: 'messages[0].content',
      chars: PROMPT.length,
      hmac: createHmac('sha256', secret).update(PROMPT).digest('base64url'),
    },
  ])
})

test('what it says of other findings', () => {
  const { exchange } = judged(reportOf({ ...VERDICTS.pii, ...VERDICTS.abuse }), WARN_ALL)
  expect(line('warned', exchange).json).toMatchObject({
    decision: 'warn',
    findings: ['pii_detected', 'abuse_detected'],
    pii_types: ['email', 'Straße, Ort'],
    abuse_types: ['bot', 'repetition'],
  })
})

test('why there is no verdict, and who stood in', () => {
  const { exchange } = judged(
    reportOf(undefined, { error: late, fallback: 'breaker_open' }),
    OPTIONS,
    'allow',
  )
  expect(line('unscanned', exchange).json).toMatchObject({
    scanned: false,
    unscanned_reason: 'timeout',
    fallback: 'breaker_open',
    segments: [],
  })
})

test('a refused request is told with what is known of it', () => {
  const { exchange } = judged(reportOf(VERDICTS.safe))
  delete exchange.decision
  delete exchange.report
  exchange.error = 'invalid_json'
  const { json } = line('refused', exchange)
  expect(json).toMatchObject({ event: 'refused', code: 'invalid_json' })
  expect(json).not.toHaveProperty('decision')
})

describe('the prompt', () => {
  test.each(Object.entries(VERDICTS))('is in no line by itself: %s', (_kind, verdict) => {
    const { exchange } = judged(reportOf(verdict, { error: late }), WARN_ALL, 'allow')
    expect(line('warned', exchange).text).not.toContain(PROMPT)
  })

  test('is in the line when the configuration says so, of flagged segments alone', () => {
    const { exchange } = judged(reportOf(VERDICTS.injection))
    exchange.segments = [...exchange.segments, { role: 'user', path: 'x', text: 'not flagged' }]
    const { text, json } = line('blocked', exchange, true)
    expect(json.segments[0].text).toBe(PROMPT)
    expect(text).not.toContain('not flagged')
  })

  test('cannot break a line', () => {
    const { exchange, decision } = judged(reportOf(VERDICTS.injection))
    exchange.decision = {
      ...decision,
      flagged: [{ role: 'user', path: 'x', text: 'a\n{"event":"fake"}\r\n\u2028' }],
    }
    expect(line('blocked', exchange, true).text.split('\n')).toHaveLength(1)
  })
})
