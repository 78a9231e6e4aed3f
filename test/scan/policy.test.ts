/** The policy: what becomes of a request, as a table of verdicts and actions. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { decide, type Scanned, type ScanReport } from '../../src/scan/policy.ts'
import { ScanError, type ScanOptions, type Verdict } from '../../src/scan/scanner.ts'
import { OPTIONS, reportOf, SEGMENT, VERDICTS, WARN_ALL } from '../proxy/exchanges.ts'

const off = { ...OPTIONS, piiAction: 'off', abuseAction: 'off' } as const
const all: Verdict = { ...VERDICTS.pii, ...VERDICTS.abuse, ...VERDICTS.policy, ...VERDICTS.injection }
const late = new ScanError('timeout', 'late')

test.each([
  ['safe', VERDICTS.safe, OPTIONS, 'allow', []],
  ['injection', VERDICTS.injection, OPTIONS, 'block', ['prompt_injection_detected']],
  ['injection', VERDICTS.injection, WARN_ALL, 'warn', ['prompt_injection_detected']],
  ['policy', VERDICTS.policy, OPTIONS, 'block', ['policy_violation']],
  ['policy', VERDICTS.policy, WARN_ALL, 'warn', ['policy_violation']],
  ['pii', VERDICTS.pii, OPTIONS, 'block', ['pii_detected']],
  ['pii', VERDICTS.pii, WARN_ALL, 'warn', ['pii_detected']],
  ['pii', VERDICTS.pii, off, 'warn', ['pii_detected']],
  ['abuse', VERDICTS.abuse, OPTIONS, 'block', ['abuse_detected']],
  ['abuse', VERDICTS.abuse, WARN_ALL, 'warn', ['abuse_detected']],
  ['abuse', VERDICTS.abuse, off, 'warn', ['abuse_detected']],
  [
    'all',
    all,
    OPTIONS,
    'block',
    ['prompt_injection_detected', 'policy_violation', 'pii_detected', 'abuse_detected'],
  ],
  ['all', all, { ...WARN_ALL, piiAction: 'block' }, 'block', ['pii_detected']],
  [
    'all',
    all,
    WARN_ALL,
    'warn',
    ['prompt_injection_detected', 'policy_violation', 'pii_detected', 'abuse_detected'],
  ],
] as const)('%s %#', (_name, verdict, options, action, codes) => {
  const decision = decide(reportOf(verdict), options, 'block')
  expect(decision).toMatchObject({ action, codes: [...codes], scanned: true, verdict })
  expect(decision.flagged).toEqual(codes.length > 0 ? [SEGMENT] : [])
})

test.each([
  ['nothing else', undefined, 'block', 'block', ['scan_unavailable']],
  ['nothing else', undefined, 'allow', 'allow', []],
  ['a safe segment', VERDICTS.safe, 'block', 'block', ['scan_unavailable']],
  ['a safe segment', VERDICTS.safe, 'allow', 'allow', []],
  ['an injection', VERDICTS.injection, 'block', 'block', ['prompt_injection_detected', 'scan_unavailable']],
  ['an injection', VERDICTS.injection, 'allow', 'block', ['prompt_injection_detected']],
] as const)('without a verdict, beside %s, on_error %#', (_name, verdict, onError, action, codes) => {
  const decision = decide(reportOf(verdict, { error: late }), OPTIONS, onError)
  expect(decision).toMatchObject({ action, codes: [...codes], scanned: false, unscannedReason: 'timeout' })
})

describe('several verdicts are told as one', () => {
  const told = (...verdicts: Verdict[]) =>
    decide(
      { ...reportOf(undefined), scanned: verdicts.map((verdict) => ({ verdict, segments: [] })) },
      WARN_ALL,
      'block',
    ).verdict

  test.each([
    ['safe, injection', [VERDICTS.safe, VERDICTS.injection]],
    ['injection, safe', [VERDICTS.injection, VERDICTS.safe]],
    [
      'a high score that is safe, a low one that is not',
      [
        { ...VERDICTS.safe, injection: 0.99 },
        { ...VERDICTS.injection, injection: 0.1 },
      ],
    ],
  ])('unsafe if any is: %s', (_name, verdicts) => {
    expect(told(...verdicts)?.safe).toBe(false)
  })

  test('with the highest score of the unsafe ones', () => {
    const lower = { ...VERDICTS.injection, injection: 0.8 }
    expect(told(lower, VERDICTS.injection, lower)?.injection).toBe(0.95)
  })

  test('with the highest score where all are safe', () => {
    const higher = { ...VERDICTS.safe, injection: 0.3 }
    expect(told(VERDICTS.safe, higher, VERDICTS.safe)).toBe(higher)
  })

  test('with all findings, and the policies under their own confidence', () => {
    const verdict = told(VERDICTS.injection, VERDICTS.policy, VERDICTS.pii, VERDICTS.abuse, VERDICTS.pii)
    expect(verdict).toMatchObject({
      safe: false,
      policyConfidence: 0.9,
      policyViolations: VERDICTS.policy.policyViolations,
      pii: { entity_types: ['email', 'Straße, Ort'], entity_count: 6 },
      abuse: VERDICTS.abuse.abuse,
    })
  })

  test('nothing scanned is no verdict', () => {
    expect(told()).toBeUndefined()
  })
})

test('only segments with a finding are flagged', () => {
  const other = { ...SEGMENT, path: 'other' }
  const scanned: Scanned[] = [
    { verdict: VERDICTS.safe, segments: [other] },
    { verdict: VERDICTS.pii, segments: [SEGMENT] },
  ]
  expect(decide({ ...reportOf(undefined), scanned }, OPTIONS, 'block').flagged).toEqual([SEGMENT])
})

describe('for any report', () => {
  const kinds = fc.constantFrom(...Object.values(VERDICTS))
  const reports = fc.record({ verdicts: fc.array(kinds), fails: fc.boolean() }).map(
    ({ verdicts, fails }): ScanReport => ({
      ...reportOf(undefined, fails ? { error: late } : {}),
      scanned: verdicts.map((verdict) => ({ verdict, segments: [SEGMENT] })),
    }),
  )
  const rank = { allow: 0, warn: 1, block: 2 }
  const options: fc.Arbitrary<ScanOptions> = fc
    .record({
      action: fc.constantFrom('block', 'allow_with_warning'),
      policyAction: fc.constantFrom('block', 'allow_with_warning'),
      abuseAction: fc.constantFrom('off', 'block', 'allow_with_warning'),
      piiAction: fc.constantFrom('off', 'block', 'allow_with_warning'),
    })
    .map((actions) => ({ ...OPTIONS, ...actions }))

  test('a further verdict never makes the decision milder, nor does an action of "block"', () => {
    fc.assert(
      fc.property(reports, kinds, options, (report, verdict, chosen) => {
        const before = decide(report, chosen, 'block')
        const more = { ...report, scanned: [...report.scanned, { verdict, segments: [] }] }
        expect(rank[decide(more, chosen, 'block').action]).toBeGreaterThanOrEqual(rank[before.action])
        expect(rank[decide(report, OPTIONS, 'block').action]).toBeGreaterThanOrEqual(rank[before.action])
      }),
    )
  })

  test('fail-closed never lets pass what has no verdict', () => {
    fc.assert(
      fc.property(reports, options, (report, chosen) => {
        const decision = decide(report, chosen, 'block')
        expect(decision.scanned).toBe(report.error === undefined)
        if (report.error) expect(decision.action).toBe('block')
      }),
    )
  })
})
