/** Every action for every kind of finding, through the executable: status, code and headers of the contract. */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { parseProxyMetadata } from '@lockllm/sdk'
import { chat, envelopeOf, freshPrompt, post } from '../support/client.ts'
import { parseError } from '../support/lockllm-sdk.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld({ scan: { client_headers: 'override' } })
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const INJECTION = 'INJECT-ME'
const POLICY = 'POLICY-ME'
const PII = 'PII-ME ann@example.com'
const ABUSE = 'ABUSE-ME'
const WARN = 'allow_with_warning'

type Kind = 'injection' | 'policy' | 'pii' | 'abuse'
type Asked = Readonly<Record<string, string>>
const scanAction = (value: string) => ({ 'x-lockllm-scan-action': value })
const policyAction = (value: string) => ({ 'x-lockllm-policy-action': value })
const piiAction = (value: string) => ({ 'x-lockllm-pii-action': value })
const abuseAction = (value: string) => ({ 'x-lockllm-abuse-action': value })
const mode = (value: string) => ({ 'x-lockllm-scan-mode': value })
const ALL_WARN = { ...scanAction(WARN), ...policyAction(WARN), ...piiAction(WARN), ...abuseAction(WARN) }
const ALL_BLOCK = {
  ...ALL_WARN,
  ...scanAction('block'),
  ...policyAction('block'),
  ...piiAction('block'),
  ...abuseAction('block'),
}

/** What is asked for, of which text, the answer, and which findings its headers tell. */
const TABLE: readonly (readonly [
  asked: Asked,
  text: string,
  code: string | undefined,
  found: readonly Kind[],
])[] = [
  [scanAction('block'), INJECTION, 'prompt_injection_detected', ['injection']],
  [scanAction(WARN), INJECTION, undefined, ['injection']],
  [{ ...scanAction('block'), ...mode('normal') }, INJECTION, 'prompt_injection_detected', ['injection']],
  [{ ...scanAction('block'), ...mode('policy_only') }, INJECTION, undefined, []],
  [policyAction('block'), POLICY, 'policy_violation', ['policy']],
  [policyAction(WARN), POLICY, undefined, ['policy']],
  [{ ...policyAction('block'), ...mode('policy_only') }, POLICY, 'policy_violation', ['policy']],
  [{ ...policyAction('block'), ...mode('normal') }, POLICY, undefined, []],
  [piiAction('off'), PII, undefined, []],
  [piiAction(WARN), PII, undefined, ['pii']],
  [piiAction('strip'), PII, undefined, ['pii']],
  [piiAction('block'), PII, 'pii_detected', ['pii']],
  [abuseAction('off'), ABUSE, undefined, []],
  [abuseAction(WARN), ABUSE, undefined, ['abuse']],
  [abuseAction('block'), ABUSE, 'abuse_detected', ['abuse']],
  [ALL_BLOCK, 'nothing of any kind', undefined, []],
  [ALL_WARN, `${INJECTION} ${POLICY} ${PII} ${ABUSE}`, undefined, ['injection', 'policy', 'pii', 'abuse']],
  // One block among warnings blocks, by its own code.
  [{ ...ALL_WARN, ...policyAction('block') }, `${INJECTION} ${POLICY}`, 'policy_violation', ['policy']],
  [{ ...ALL_WARN, ...abuseAction('block') }, `${INJECTION} ${ABUSE}`, 'abuse_detected', ['abuse']],
  [{ ...ALL_WARN, ...piiAction('block') }, `${POLICY} ${PII}`, 'pii_detected', ['pii']],
  [
    { ...ALL_WARN, ...scanAction('block') },
    `${INJECTION} ${POLICY}`,
    'prompt_injection_detected',
    ['injection'],
  ],
  [{ ...ALL_WARN, ...piiAction('strip') }, `${INJECTION} ${PII}`, undefined, ['injection', 'pii']],
  [
    { ...ALL_BLOCK, ...piiAction('strip') },
    `${INJECTION} ${PII}`,
    'prompt_injection_detected',
    ['injection'],
  ],
]

const ENVELOPE = new Map([
  ['prompt_injection_detected', [400, 'lockllm_security_error', 'scan_result']],
  ['policy_violation', [403, 'lockllm_policy_error', 'violated_policies']],
  ['pii_detected', [403, 'lockllm_pii_error', 'pii_details']],
  ['abuse_detected', [400, 'lockllm_abuse_error', 'abuse_details']],
])

const named = TABLE.map(([asked, text, code, found]) => {
  const what = Object.entries(asked).map(([name, value]) => `${name.slice('x-lockllm-'.length)} ${value}`)
  return [`${text} with ${what.join(', ')}: ${code ?? 'passes'}`, asked, text, code, found] as const
})

test.each(named)('%s', async (_what, asked, text, code, found) => {
  const prompt = freshPrompt(text)
  const response = await post(`${world.at('openai')}/chat/completions`, chat(prompt), asked)
  const metadata = parseProxyMetadata(response.headers)
  const told: [Kind, unknown][] = [
    ['injection', metadata.scan_warning],
    ['policy', metadata.policy_warnings],
    ['pii', metadata.pii_detected?.detected],
    ['abuse', metadata.abuse_detected],
  ]
  expect(told.filter(([, value]) => value).map(([kind]) => kind)).toEqual([...found])
  expect(metadata).toMatchObject({ scanned: true, safe: found.length === 0 })
  expect(response.headers.get('x-lockllm-blocked')).toBe(String(code !== undefined))
  expect(response.headers.get('x-lockllm-label')).toBe(found.includes('injection') ? '1' : '0')
  if (found.includes('pii')) expect(metadata.pii_detected?.action).toBe(asked['x-lockllm-pii-action'] ?? '')

  const [status, type, details] = ENVELOPE.get(code ?? '') ?? [200]
  expect(response.status).toBe(Number(status))
  expect(world.provider.requests).toHaveLength(code === undefined ? 1 : 0)
  if (code === undefined) {
    const stripped = asked['x-lockllm-pii-action'] === 'strip'
    expect(world.provider.requests[0]?.json()).toEqual(
      chat(stripped ? prompt.replace('ann@example.com', '[EMAIL]') : prompt),
    )
    return
  }
  const envelope = await envelopeOf(response)
  expect(envelope.error).toMatchObject({ type, code, [String(details)]: expect.anything() })
  expect(envelope.error.segments).toEqual([{ role: 'user', path: 'messages[0].content' }])
  expect(parseError({ ...envelope })).toMatchObject({ status, type, code })
})
