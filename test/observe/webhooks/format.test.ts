/** What webhooks say: the payload's names, no text unless asked for, and nothing of a client's that could act on its readers. */

import { describe, expect, test } from 'bun:test'
import { webhookEvent } from '../../../src/observe/webhooks/event.ts'
import { formatEvent, type WebhookFormat } from '../../../src/observe/webhooks/format.ts'
import { judged, PROMPT, reportOf, VERDICTS } from '../../proxy/exchanges.ts'

const FORMATS: readonly WebhookFormat[] = ['raw', 'slack', 'discord']

function blocked(path = 'messages[0].content') {
  const { exchange, decision } = judged(reportOf(VERDICTS.injection))
  exchange.decision = { ...decision, flagged: [{ role: 'user', path, text: PROMPT }] }
  exchange.status = 400
  return exchange
}

test('the payload has the names of the hosted product', () => {
  const exchange = blocked()
  expect(JSON.parse(formatEvent(webhookEvent('blocked', exchange, true), 'raw'))).toMatchObject({
    event: 'prompt_injection_detected',
    timestamp: exchange.startedAt,
    request_id: exchange.id,
    user_id: '192.0.2.1',
    scan_result: { safe: false, label: 1 },
    input_preview: PROMPT.slice(0, 200),
    outcome: 'blocked',
    segments: [{ role: 'user', path: 'messages[0].content', chars: PROMPT.length }],
  })
})

test('the client’s name goes before its address', () => {
  const exchange = blocked()
  exchange.client = { address: '192.0.2.1', name: 'search' }
  expect(webhookEvent('blocked', exchange, false).user_id).toBe('search')
})

test('what has no finding is named by what happened', () => {
  const { exchange } = judged(reportOf(VERDICTS.safe))
  expect(webhookEvent('unscanned', exchange, false).event).toBe('unscanned')
  delete exchange.decision
  exchange.error = 'invalid_json'
  expect(webhookEvent('refused', exchange, false)).toMatchObject({ event: 'invalid_json', scan_result: null })
})

describe.each(FORMATS)('%s', (format) => {
  test('has no text of the request', () => {
    expect(formatEvent(webhookEvent('blocked', blocked(), false), format)).not.toContain(PROMPT.slice(0, 20))
  })

  test('is bounded, whatever a client has named its keys', () => {
    const text = formatEvent(webhookEvent('blocked', blocked('x'.repeat(100_000)), true), format)
    expect(text.length).toBeLessThan(5000)
  })
})

test('nobody is called by what a client has written', () => {
  const event = webhookEvent('blocked', blocked('<!channel> @everyone [x](https://evil.example)'), false)
  const slack = formatEvent(event, 'slack')
  expect(slack).toContain('&lt;!channel&gt;')
  expect(slack).not.toContain('<!channel>')
  const discord = JSON.parse(formatEvent(event, 'discord'))
  expect(discord.allowed_mentions).toEqual({ parse: [] })
  expect(JSON.stringify(discord)).not.toContain('[x](')
})
