/** Log lines of finished requests: their level, and that no prompt, key or URL is in one. */

import { expect, test } from 'bun:test'
import { logExchange } from '../../src/observe/exchange-log.ts'
import { createLog } from '../../src/observe/log.ts'
import { ProxyError } from '../../src/proxy/errors.ts'
import type { Exchange } from '../../src/proxy/exchange.ts'
import { ScanError } from '../../src/scan/scanner.ts'
import { judged, OPTIONS, PROMPT, reportOf, VERDICTS } from '../proxy/exchanges.ts'

const KEY = 'sk-very-secret-key'

function logged(exchange: Exchange) {
  const lines: string[] = []
  const output = { write: (line: string) => void lines.push(line), dropped: () => 0, flush: async () => {} }
  logExchange(createLog({ level: 'debug', format: 'json', isTerminal: false, output }), exchange)
  const [text = ''] = lines
  return { text, json: JSON.parse(text) }
}

const exchangeWith = (more: Partial<Exchange>, report = reportOf(VERDICTS.safe)) =>
  Object.assign(judged(report, OPTIONS, 'allow').exchange, more)
const late = new ScanError('timeout', 'no verdict within scan.lockllm.timeout')

test('tells what an operator needs', () => {
  expect(logged(exchangeWith({})).json).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    msg: 'request',
    request_id: expect.stringMatching(/^req_[0-9a-f]{32}$/),
    client: '192.0.2.1',
    method: 'POST',
    provider: 'openai',
    endpoint: 'openai-chat',
    model: 'gpt-4o-mini',
    status: 200,
    outcome: 'complete',
    decision: 'allow',
    scanner: 'lockllm',
    segments: 1,
    scan_calls: 1,
    request_bytes: 123,
    response_bytes: 456,
    scan_ms: 12.35,
    upstream_ms: expect.any(Number),
    total_ms: 300.25,
  })
})

test.each([
  ['info', exchangeWith({})],
  ['info', exchangeWith({ error: 'invalid_json', status: 400 })],
  ['info', exchangeWith({ error: 'prompt_injection_detected' }, reportOf(VERDICTS.injection))],
  ['info', exchangeWith({ outcome: 'client_gone' })],
  ['warn', exchangeWith({ outcome: 'upstream_broken' })],
  ['warn', exchangeWith({ outcome: 'cut' })],
  ['warn', exchangeWith({ error: 'provider_unreachable' })],
  ['warn', exchangeWith({ error: 'provider_timeout' })],
  ['warn', exchangeWith({ error: 'scan_unavailable' }, reportOf(undefined, { error: late }))],
  ['warn', exchangeWith({}, reportOf(undefined, { error: late }))],
  ['warn', exchangeWith({}, reportOf(VERDICTS.safe, { fallback: 'timeout' }))],
  ['error', exchangeWith({ error: 'internal_error' })],
])('level %s %#', (level, exchange) => {
  expect(logged(exchange).json.level).toBe(level)
})

test.each([
  ['a fault with the prompt in its message', new Error(`${PROMPT} ${KEY}`)],
  [
    'a fault that quotes a URL',
    Object.assign(new Error(`https://api.example/?key=${KEY}`), { code: 'ECONNRESET' }),
  ],
  ['a fault as text', `${PROMPT} ${KEY}`],
  ['one behind another', new ProxyError('provider_unreachable', { cause: new Error(KEY), detail: PROMPT })],
  [
    'one behind a scanner error',
    new ScanError('unreachable', 'LockLLM could not be reached', { cause: new Error(KEY) }),
  ],
])('%s tells its kind alone', (_name, cause) => {
  const { text } = logged(exchangeWith({ cause, error: 'internal_error', path: `/v1/proxy/openai/${KEY}` }))
  expect(text).not.toContain(KEY)
  expect(text).not.toContain(PROMPT)
})
