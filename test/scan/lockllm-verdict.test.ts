/** The whole contract of LockLLM's scan API: what is a verdict, and everything that is none. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { parseRetryAfter, parseVerdict } from '../../src/scan/lockllm-verdict.ts'
import { ScanError, type ScanOptions } from '../../src/scan/scanner.ts'
import { OPTIONS } from '../proxy/exchanges.ts'

const parse = (status: number, body: unknown, options: Partial<ScanOptions> = {}, headers = {}) =>
  parseVerdict(status, new Headers(headers), typeof body === 'string' ? body : JSON.stringify(body), {
    ...OPTIONS,
    ...options,
  })

/** The reason of the scanner error, or "verdict". */
function reasonOf(status: number, body: unknown, headers = {}): string {
  try {
    parse(status, body, {}, headers)
    return 'verdict'
  } catch (error) {
    if (error instanceof ScanError) return error.reason
    throw error
  }
}

const answer = {
  request_id: 'req_abc123',
  safe: true,
  label: 0,
  confidence: 0.98,
  injection: 0.02,
  sensitivity: 'medium',
  usage: { requests: 1, input_chars: 68 },
}
const violations = [{ policy_name: 'P', violated_categories: [{ name: 'C' }], violation_details: 'D' }]
const abuse = { detected: true, confidence: 80, abuse_types: ['bot'], indicators: { bot_score: 80 } }
const pii = { detected: true, entity_types: ['email'], entity_count: 1, redacted_input: '[EMAIL]' }
const warning = { message: 'm', injection_score: 95, confidence: 95, label: 1 }
const base = { scanner: 'lockllm', sensitivity: 'medium' }
const unsafe = { ...answer, safe: false, label: 1, confidence: 0.95, injection: 0.95, scan_warning: warning }

describe('answers that are verdicts', () => {
  test.each([
    ['clean', answer, { safe: true, confidence: 0.98, injection: 0.02 }],
    ['the least that is one', { safe: true }, { safe: true }],
    ['an injection', unsafe, { safe: false, confidence: 0.95, injection: 0.95 }],
    ['an injection without a warning', { safe: false, label: 1 }, { safe: false }],
    ['unsafe for no reason given', { safe: false, label: 0 }, { safe: false }],
    [
      'a policy violation on safe text',
      { ...answer, policy_confidence: 0.9, policy_warnings: violations },
      { safe: true, policyConfidence: 0.9, policyViolations: violations },
    ],
    [
      'unsafe only because of a policy',
      { ...answer, safe: false, policy_warnings: violations },
      { safe: true, policyViolations: violations },
    ],
    [
      'injection and policy',
      { ...unsafe, policy_warnings: violations },
      { safe: false, policyViolations: violations },
    ],
    [
      'no policy warnings',
      { ...answer, policy_confidence: 0.99, policy_warnings: [] },
      { policyConfidence: 0.99 },
    ],
    [
      'abuse',
      { ...answer, abuse_warnings: abuse },
      { safe: true, abuse: expect.objectContaining({ confidence: 80 }) },
    ],
    [
      'personal information',
      { ...answer, pii_result: pii },
      { safe: true, pii: expect.objectContaining({ entity_types: ['email'], entity_count: 1 }) },
    ],
  ])('%s', (_name, body, expected) => {
    expect(parse(200, body)).toMatchObject({ ...base, ...expected })
  })

  test.each([
    ['policyViolations', { ...answer, policy_warnings: [] }],
    ['pii', { ...answer, pii_result: { ...pii, detected: false } }],
    ['abuse', { ...answer, abuse_warnings: { ...abuse, detected: false } }],
    ['policyViolations', answer],
    ['pii', answer],
    ['abuse', answer],
  ])('%s not detected is no finding', (name, body) => {
    expect(parse(200, body)).not.toHaveProperty(name)
  })

  test('what was not detected excuses nothing', () => {
    const body = {
      safe: false,
      label: 0,
      abuse_warnings: { ...abuse, detected: false },
      pii_result: { detected: false },
    }
    expect(parse(200, body).safe).toBe(false)
  })

  // Verdicts are kept in caches, which must not hold what a user wrote (invariant 6).
  test('nothing is taken over that could quote the text', () => {
    const found = parse(200, { ...answer, pii_result: pii, abuse_warnings: { ...abuse, sample: '[EMAIL]' } })
    expect(JSON.stringify(found)).not.toContain('[EMAIL]')
  })

  test('policy_only speaks of policies', () => {
    const body = { request_id: 'r', safe: false, label: 1, policy_warnings: violations }
    const verdict = parse(200, body, { mode: 'policy_only' })
    expect(verdict).toMatchObject({ safe: true, policyViolations: violations })
    expect(verdict).not.toHaveProperty('injection')
    expect(parse(200, { safe: false, label: 1 }, { mode: 'policy_only' }).safe).toBe(false)
  })

  test('the sensitivity is the one that was asked for', () => {
    expect(parse(200, answer, { sensitivity: 'high' }).sensitivity).toBe('high')
  })
})

describe('errors that are verdicts', () => {
  test.each([
    [
      400,
      'prompt_injection_detected',
      { scan_result: { safe: false, label: 1, confidence: 0.9, injection: 0.95, sensitivity: 'medium' } },
      { safe: false, confidence: 0.9, injection: 0.95 },
    ],
    [
      403,
      'policy_violation',
      { violated_policies: violations },
      { safe: true, policyViolations: violations },
    ],
    [
      403,
      'pii_detected',
      { pii_details: { entity_types: ['email'], entity_count: 2 } },
      { safe: true, pii: { entity_types: ['email'], entity_count: 2 } },
    ],
    [
      400,
      'abuse_detected',
      { abuse_details: { ...abuse, recommendation: 'slow down' } },
      { safe: true, abuse: expect.objectContaining({ abuse_types: ['bot'], recommendation: 'slow down' }) },
    ],
  ])('%d %s', (status, code, extra, expected) => {
    const error = { message: 'm', type: 't', code, request_id: 'r', ...extra }
    expect(parse(status, { error })).toMatchObject({ ...base, ...expected })
  })

  test.each([
    [400, 'prompt_injection_detected', { safe: false }],
    [403, 'policy_violation', { policyViolations: [] }],
    [403, 'pii_detected', { pii: { entity_types: [], entity_count: 0 } }],
    [400, 'abuse_detected', { abuse: { confidence: 0, abuse_types: [] } }],
  ])('%d %s without its details is one all the same', (status, code, expected) => {
    expect(parse(status, { error: { code } })).toMatchObject(expected)
  })
})

// An explicit "unsafe" must not be lost to an odd field beside it: with fail-open it would pass.
describe('explicit, with odd extras', () => {
  const odd = [null, 'x', 95, -1, {}, [], [{}], true]
  const fields = [
    'confidence',
    'injection',
    'label',
    'policy_confidence',
    'policy_warnings',
    'abuse_warnings',
    'pii_result',
    'compression_result',
    'usage',
    'debug',
    'future',
  ]
  test.each(fields)('%s may be anything', (field) => {
    for (const value of odd) {
      expect(parse(200, { ...unsafe, [field]: value }).safe).toBe(false)
      expect(parse(200, { safe: true, [field]: value }).safe).toBe(true)
    }
  })

  test.each([
    ['policy_warnings', 'policyViolations'],
    ['abuse_warnings', 'abuse'],
    ['pii_result', 'pii'],
  ] as const)('%s in a shape that nobody knows is a finding all the same', (field, finding) => {
    for (const value of [{}, [{}], ['x'], { detected: true }, { detected: 'yes', more: 1 }])
      expect(parse(200, { safe: true, label: 0, [field]: value })).toHaveProperty(finding)
    for (const value of [undefined, null, [], { detected: false }])
      expect(parse(200, { safe: true, label: 0, [field]: value })).not.toHaveProperty(finding)
  })

  test.each([
    ['a warning', { scan_warning: { label: 1 } }, 'combined', false],
    ['a label', { label: 1 }, 'normal', false],
    ['a label of policies', { label: 1 }, 'policy_only', true],
  ] as const)('`safe: true` with %s', (_name, more, mode, safe) => {
    expect(parse(200, { safe: true, ...more }, { mode }).safe).toBe(safe)
  })

  test.each(['scan_result', 'violated_policies', 'pii_details', 'abuse_details'])(
    'error.%s may be anything',
    (field) => {
      for (const value of odd) {
        for (const [status, code] of [
          [400, 'prompt_injection_detected'],
          [403, 'policy_violation'],
          [403, 'pii_detected'],
          [400, 'abuse_detected'],
        ] as const) {
          expect(reasonOf(status, { error: { code, [field]: value } })).toBe('verdict')
        }
      }
    },
  )
})

describe('everything else is a scanner error', () => {
  test.each([
    // 200 without an explicit verdict.
    [200, '', 'bad_response'],
    [200, '{"request_id":"req_fault","safe":tr', 'bad_response'],
    [200, '<html>Bad gateway</html>', 'bad_response'],
    [200, 'true', 'bad_response'],
    [200, 'null', 'bad_response'],
    [200, '[]', 'bad_response'],
    [200, '[{"safe":true}]', 'bad_response'],
    [200, '{}', 'bad_response'],
    [200, { ...answer, safe: undefined }, 'bad_response'],
    [200, { ...answer, safe: null }, 'bad_response'],
    [200, { ...answer, safe: 'true' }, 'bad_response'],
    [200, { ...answer, safe: 1 }, 'bad_response'],
    [200, { data: answer }, 'bad_response'],
    [200, { error: { code: 'prompt_injection_detected' } }, 'bad_response'],
    // Other statuses are no answer, whatever they say.
    [201, answer, 'bad_response'],
    [202, answer, 'bad_response'],
    [204, '', 'bad_response'],
    [206, answer, 'bad_response'],
    [301, answer, 'bad_response'],
    [304, '', 'bad_response'],
    // Errors of the caller.
    [400, answer, 'rejected'],
    [400, { error: { code: 'invalid_input' } }, 'rejected'],
    [400, { code: 'prompt_injection_detected' }, 'rejected'],
    [400, '', 'rejected'],
    [404, '', 'rejected'],
    [413, '', 'rejected'],
    [422, answer, 'rejected'],
    [401, { error: { type: 'authentication_error', code: 'unauthorized' } }, 'unauthorized'],
    [401, { error: { code: 'prompt_injection_detected' } }, 'unauthorized'],
    [403, { error: { code: 'forbidden' } }, 'unauthorized'],
    [403, answer, 'unauthorized'],
    [402, { error: { type: 'lockllm_balance_error', code: 'insufficient_credits' } }, 'insufficient_credits'],
    [429, { error: { type: 'rate_limit_error', code: 'rate_limited' } }, 'rate_limited'],
    [429, answer, 'rate_limited'],
    // Errors of the service.
    [408, '', 'bad_response'],
    [500, answer, 'server_error'],
    [502, '<html>', 'server_error'],
    [503, { error: { code: 'prompt_injection_detected' } }, 'server_error'],
    [529, '', 'server_error'],
  ])('%d %j is %s', (status, body, reason) => {
    expect(reasonOf(status, body)).toBe(reason)
  })

  test('no JSON without a boolean `safe` is a verdict', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text)
        fc.pre(!(typeof value === 'object' && value && 'safe' in value && typeof value.safe === 'boolean'))
        expect(reasonOf(200, text)).toBe('bad_response')
      }),
    )
  })

  test('an error message quotes nothing of the answer', () => {
    try {
      parse(400, { error: { code: 'invalid_input', message: 'the very secret prompt' } })
      expect.unreachable()
    } catch (error) {
      expect(String(error)).not.toContain('secret')
    }
  })
})

describe('Retry-After', () => {
  test.each([
    [null, undefined],
    ['', undefined],
    ['soon', undefined],
    ['1.5', undefined],
    ['-5', undefined],
    ['0', 0],
    ['3', 3000],
    [' 3 ', 3000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('%j is %p ms', (value, expected) => {
    expect(parseRetryAfter(value)).toBe(expected)
  })

  test('a date counts from now', () => {
    expect(parseRetryAfter(new Date(Date.now() + 10_000).toUTCString())).toBeWithin(8000, 10_001)
  })

  test.each([
    [429, 'rate_limited'],
    [503, 'server_error'],
  ] as const)('reaches the error of a %d', (status, reason) => {
    try {
      parse(status, '', {}, { 'retry-after': '7' })
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ reason, retryAfterMs: 7000 })
    }
  })
})
