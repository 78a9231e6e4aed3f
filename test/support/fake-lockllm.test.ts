/** The fake LockLLM must satisfy the reference client, or tests against it prove nothing. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import {
  AbuseDetectedError,
  AuthenticationError,
  InsufficientCreditsError,
  LockLLM,
  PIIDetectedError,
  PolicyViolationError,
  PromptInjectionError,
  RateLimitError,
} from '@lockllm/sdk'
import { FAULTS, startFakeLockLLM } from './fake-lockllm.ts'

const fake = await startFakeLockLLM()
const client = new LockLLM({ apiKey: fake.apiKey, baseURL: fake.url, maxRetries: 0 })

beforeEach(() => fake.reset())
afterAll(() => fake[Symbol.asyncDispose]())

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('the fake LockLLM', () => {
  test('calls ordinary text safe and records it', async () => {
    const result = await client.scan({ input: 'What is the capital of France?', sensitivity: 'high' })
    expect(result).toMatchObject({ safe: true, label: 0, sensitivity: 'high' })
    expect(fake.calls.map((call) => call.input)).toEqual(['What is the capital of France?'])
    expect(fake.calls[0]?.header('x-lockllm-sensitivity')).toBe('high')
  })

  test('warns by default', async () => {
    const result = await client.scan({ input: 'INJECT-ME POLICY-ME' })
    expect(result).toMatchObject({
      safe: false,
      label: 1,
      injection: 0.95,
      scan_warning: { injection_score: 95 },
      policy_warnings: [{ policy_name: 'No trade secrets' }],
    })
  })

  test.each([
    ['INJECT-ME', { scanAction: 'block' }, PromptInjectionError],
    ['POLICY-ME', { policyAction: 'block' }, PolicyViolationError],
    ['ABUSE-ME', { abuseAction: 'block' }, AbuseDetectedError],
    ['PII-ME user@example.com', { piiAction: 'block' }, PIIDetectedError],
  ] as const)('blocks %s with the typed error', async (input, options, type) => {
    const error = await rejection(client.scan({ input }, options))
    expect(error).toBeInstanceOf(type)
    expect(error).toHaveProperty('requestId', expect.stringMatching(/^req_fake_/))
  })

  test('abuse and PII are off unless asked for; strip redacts', async () => {
    const off = await client.scan({ input: 'ABUSE-ME PII-ME user@example.com' })
    expect(off).not.toHaveProperty('abuse_warnings')
    expect(off).not.toHaveProperty('pii_result')
    const on = await client.scan(
      { input: 'ABUSE-ME PII-ME user@example.com' },
      { abuseAction: 'allow_with_warning', piiAction: 'strip' },
    )
    expect(on).toMatchObject({
      abuse_warnings: { detected: true },
      pii_result: { redacted_input: 'ABUSE-ME PII-ME [EMAIL]' },
    })
  })

  test('sensitivity and mode matter', async () => {
    expect(await client.scan({ input: 'BORDERLINE-ME', sensitivity: 'medium' })).toMatchObject({ safe: true })
    expect(await client.scan({ input: 'BORDERLINE-ME', sensitivity: 'high' })).toMatchObject({ safe: false })
    const policyOnly = await client.scan({ input: 'INJECT-ME POLICY-ME', mode: 'policy_only' })
    expect(policyOnly).toMatchObject({ safe: true, policy_warnings: [{}] })
    expect(policyOnly).not.toHaveProperty('injection')
    expect(await client.scan({ input: 'POLICY-ME', mode: 'normal' })).not.toHaveProperty('policy_warnings')
  })

  test('refuses another key', async () => {
    const stranger = new LockLLM({ apiKey: 'other', baseURL: fake.url, maxRetries: 0 })
    expect(await rejection(stranger.scan({ input: 'hello' }))).toBeInstanceOf(AuthenticationError)
  })

  test.each([
    [FAULTS.rateLimited('1'), RateLimitError],
    [FAULTS.status(402), InsufficientCreditsError],
    [FAULTS.status(401), AuthenticationError],
    [FAULTS.status(500), Error],
    [FAULTS.reset(), Error],
    [FAULTS.truncated(), Error],
    [FAULTS.brokenJson(), Error],
    [FAULTS.html(), Error],
  ])('fault %# fails one call, the next is answered', async (fault, type) => {
    fake.failNext(fault)
    expect(await rejection(client.scan({ input: 'hello' }))).toBeInstanceOf(type)
    expect(await client.scan({ input: 'hello' })).toMatchObject({ safe: true })
    expect(fake.calls).toHaveLength(2)
  })
})
