/** Metrics, read back from the exposition text as Prometheus would. */

import { describe, expect, test } from 'bun:test'
import { createMetrics, type MetricsSources } from '../../src/observe/metrics.ts'
import { ScanError } from '../../src/scan/scanner.ts'
import { judged, OPTIONS, PROMPT, reportOf, VERDICTS, WARN_ALL } from '../proxy/exchanges.ts'

const sources: MetricsSources = {
  version: '1.2.3',
  runtime: 'bun 1',
  activeRequests: () => 5,
  cacheSize: () => ({ bytes: 800, entries: 2 }),
  scanQueue: () => ({ active: 3, waiting: 4 }),
  breakerState: () => 'open',
  droppedLogLines: () => 6,
  audit: {
    dropped: () => 7,
    pending: () => 8,
    available: () => false,
    chain: () => ({ path: '/x/audit.jsonl', sequence: 9 }),
  },
  webhooksPending: () => 10,
  redisUp: () => true,
}

interface Sample {
  readonly name: string
  readonly labels: Record<string, string>
  readonly value: number
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/ @throws for a line that is none */
function parse(text: string): { samples: Sample[]; types: Map<string, string> } {
  const samples: Sample[] = []
  const types = new Map<string, string>()
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line)
    if (type) types.set(type[1] ?? '', type[2] ?? '')
    if (line.startsWith('#')) continue
    const match = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
    if (!match) throw new Error(`no sample: ${line}`)
    const labels = [...(match[2] ?? '').matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [
      key,
      value,
    ])
    samples.push({ name: match[1] ?? '', labels: Object.fromEntries(labels), value: Number(match[3]) })
  }
  return { samples, types }
}

async function scrape(metrics = createMetrics(sources)) {
  const { text, contentType } = await metrics.render()
  const { samples, types } = parse(text)
  const value = (name: string, labels: Record<string, string> = {}) =>
    samples.find(
      (sample) =>
        sample.name === `lockllm_proxy_${name}` &&
        Object.entries(labels).every(([key, wanted]) => sample.labels[key] === wanted),
    )?.value
  return { text, contentType, samples, types, value }
}

test('is the text format of Prometheus', async () => {
  const { contentType, samples, types } = await scrape()
  expect(contentType).toStartWith('text/plain; version=0.0.4')
  for (const { name, value } of samples) {
    expect(name).toMatch(/^(lockllm_proxy|process)_/)
    expect(value).not.toBeNaN()
  }
  expect(types.get('lockllm_proxy_scan_duration_seconds')).toBe('histogram')
  expect(types.get('lockllm_proxy_requests_total')).toBe('counter')
})

test('every metric says what it is', async () => {
  const { text, types } = await scrape()
  for (const name of types.keys()) expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.*$`, 'm'))
})

test('gauges are read when they are asked for', async () => {
  const { value, samples } = await scrape()
  expect(
    Object.fromEntries(
      [
        'active_requests',
        'cache_entries',
        'cache_bytes',
        'scan_calls_active',
        'scan_calls_waiting',
        'scan_breaker_open',
      ].map((name) => [name, value(name)]),
    ),
  ).toEqual({
    active_requests: 5,
    cache_entries: 2,
    cache_bytes: 800,
    scan_calls_active: 3,
    scan_calls_waiting: 4,
    scan_breaker_open: 1,
  })
  expect(value('build_info', { version: '1.2.3', runtime: 'bun 1' })).toBe(1)
  expect(samples.find(({ name }) => name === 'process_resident_memory_bytes')?.value).toBeGreaterThan(1e6)
})

describe('a finished exchange', () => {
  test('is counted by provider, endpoint and status', async () => {
    const metrics = createMetrics(sources)
    metrics.exchange(judged(reportOf(VERDICTS.safe, { cacheHits: 4, coalesced: 2 })).exchange)
    metrics.exchange(judged(reportOf(VERDICTS.injection), WARN_ALL).exchange)
    const { value } = await scrape(metrics)
    expect(value('requests_total', { provider: 'openai', endpoint: 'openai-chat', status: '200' })).toBe(2)
    expect(value('outcomes_total', { outcome: 'complete' })).toBe(2)
    expect(value('decisions_total', { decision: 'allow', code: 'none' })).toBe(1)
    expect(value('decisions_total', { decision: 'warn', code: 'prompt_injection_detected' })).toBe(1)
    expect(value('verdicts_total', { scanner: 'lockllm', verdict: 'unsafe' })).toBe(1)
    expect(value('cache_hits_total')).toBe(4)
    expect(value('scan_coalesced_total')).toBe(2)
    expect(value('scan_calls_total')).toBe(2)
    expect(value('scan_characters_total')).toBe(20)
    expect(value('scan_duration_seconds_count', { scanner: 'lockllm' })).toBe(2)
    expect(value('scan_duration_seconds_sum', { scanner: 'lockllm' })).toBeCloseTo(0.0247, 3)
    expect(value('request_duration_seconds_sum', { provider: 'openai' })).toBeCloseTo(0.6, 2)
    expect(value('upstream_duration_seconds_count', { provider: 'openai' })).toBe(2)
  })

  test('without a verdict is counted by reason', async () => {
    const metrics = createMetrics(sources)
    const error = new ScanError('rate_limited', '429')
    metrics.exchange(
      Object.assign(judged(reportOf(undefined, { error })).exchange, { error: 'scan_unavailable' }),
    )
    metrics.exchange(judged(reportOf(VERDICTS.local, { fallback: 'timeout' }), OPTIONS).exchange)
    const { value } = await scrape(metrics)
    expect(value('unscanned_total', { reason: 'rate_limited' })).toBe(1)
    expect(value('errors_total', { code: 'scan_unavailable' })).toBe(1)
    expect(value('scan_fallbacks_total', { reason: 'timeout' })).toBe(1)
  })

  test('of which nothing is known is counted too', async () => {
    const metrics = createMetrics(sources)
    const { exchange } = judged(reportOf(VERDICTS.safe))
    for (const key of ['provider', 'endpoint', 'decision', 'report', 'status', 'upstreamMs'] as const)
      delete exchange[key]
    metrics.exchange(exchange)
    expect((await scrape(metrics)).value('requests_total', { provider: 'none', endpoint: 'none' })).toBe(1)
  })

  test('puts no text of a request into a label', async () => {
    const metrics = createMetrics(sources)
    for (const verdict of Object.values(VERDICTS)) {
      metrics.exchange(
        Object.assign(judged(reportOf(verdict), WARN_ALL).exchange, { model: PROMPT, path: `/${PROMPT}` }),
      )
    }
    const { text } = await scrape(metrics)
    expect(text).not.toContain(PROMPT)
    expect(text).not.toContain('Geheimnisse')
    expect(text).not.toContain('192.0.2.1')
  })
})

test('attempts at LockLLM are timed by outcome', async () => {
  const metrics = createMetrics(sources)
  metrics.scanAttempt('verdict', 120)
  metrics.scanAttempt('rate_limited', 30)
  const { value } = await scrape(metrics)
  expect(value('scan_attempt_duration_seconds_bucket', { outcome: 'verdict', le: '0.1' })).toBe(0)
  expect(value('scan_attempt_duration_seconds_bucket', { outcome: 'verdict', le: '0.25' })).toBe(1)
  expect(value('scan_attempt_duration_seconds_count', { outcome: 'rate_limited' })).toBe(1)
})

test('two sets of metrics share nothing', async () => {
  const one = createMetrics(sources)
  const two = createMetrics(sources)
  one.exchange(judged(reportOf(VERDICTS.safe)).exchange)
  expect((await scrape(two)).value('requests_total')).toBeUndefined()
})
