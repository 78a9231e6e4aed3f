/** Prometheus metrics. Labels come from the configuration and from fixed lists, never from a request's text. */

import { basename } from 'node:path'
import { type Aggregator, AggregatorRegistry, Gauge, Registry } from 'prom-client'
import { ERRORS } from '../proxy/errors.ts'
import type { Exchange, Outcome } from '../proxy/exchange.ts'
import type { BreakerState } from '../scan/breaker.ts'
import { SCAN_ERROR_REASONS, type ScanErrorReason } from '../scan/scanner.ts'
import type { AuditChain } from './audit/sink.ts'
import { Counts, Durations } from './tally.ts'

export interface MetricsSources {
  readonly version: string
  readonly runtime: string
  readonly activeRequests: () => number
  readonly cacheSize: () => { bytes: number; entries: number }
  readonly scanQueue: () => { active: number; waiting: number }
  readonly breakerState: () => BreakerState
  /** Undefined without a Redis. */
  readonly redisUp: () => boolean | undefined
  readonly droppedLogLines: () => number
  readonly audit: {
    readonly dropped: () => number
    readonly pending: () => number
    readonly available: () => boolean
    /** Undefined without a chain. */
    readonly chain: () => AuditChain | undefined
  }
  readonly webhooksPending: () => number
}

export interface Metrics {
  /** Counts a finished exchange. */
  exchange(exchange: Exchange): void
  /** Counts a client's event of a WebSocket session that was scanned or refused. */
  event(event: Exchange): void
  /** Counts one HTTP attempt at LockLLM. */
  scanAttempt(outcome: 'verdict' | ScanErrorReason, milliseconds: number): void
  /** Counts an attempt that follows one that failed. */
  scanRetry(): void
  redisStoreFailure(): void
  /** Counts a request that a limit of this name refused. */
  limited(limit: string): void
  /** Counts a message to a webhook of the configuration. */
  webhook(host: string, outcome: 'sent' | 'failed' | 'dropped'): void
  /** The exposition text and its content type. */
  render(): Promise<{ text: string; contentType: string }>
  /** What another process can put together with others, see `mergeMetrics`. */
  snapshot(): Promise<MetricsSnapshot>
}

export type MetricsSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

/** The exposition text of several processes as if they were one: sums, or what each metric says of itself. */
export async function mergeMetrics(
  snapshots: readonly MetricsSnapshot[],
): Promise<{ text: string; contentType: string }> {
  const merged = AggregatorRegistry.aggregate([...snapshots])
  return { text: await merged.metrics(), contentType: merged.contentType }
}

const SCAN_BUCKETS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const UPSTREAM_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
const OUTCOMES: readonly Outcome[] = ['complete', 'client_gone', 'upstream_broken', 'cut']
const PREFIX = 'lockllm_proxy_'
/** What no retry will mend. */
const ACCOUNT_REFUSALS = ['unauthorized', 'insufficient_credits'] as const

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Counts(registry, { name: PREFIX + name, help, labelNames })
  const histogram = (name: string, help: string, labelNames: readonly string[], bounds: readonly number[]) =>
    new Durations(registry, { name: PREFIX + name, help, labelNames }, bounds)
  /** @param aggregator what becomes of it over several workers */
  const gauge = (name: string, help: string, read: () => number, aggregator: Aggregator = 'sum') =>
    new Gauge({
      aggregator,
      name: name.startsWith('process_') ? name : PREFIX + name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })

  const requests = counter('requests_total', 'Finished requests.', ['provider', 'endpoint', 'status'])
  const outcomes = counter('outcomes_total', 'How answers ended.', ['outcome'])
  const errors = counter('errors_total', 'Errors that the proxy answered with.', ['code'])
  const decisions = counter('decisions_total', 'Decisions.', ['decision', 'code'])
  const events = counter(
    'events_total',
    'Client events of WebSocket sessions that were scanned or refused.',
    ['endpoint', 'outcome'],
  )
  const unscanned = counter('unscanned_total', 'Requests without a verdict, passed or not.', ['reason'])
  const fallbacks = counter('scan_fallbacks_total', 'Requests scanned by the embedded engine instead.', [
    'reason',
  ])
  const verdicts = counter('verdicts_total', 'Verdicts given to requests.', ['scanner', 'verdict'])
  const calls = counter('scan_calls_total', 'Calls of a scanner.')
  const characters = counter('scan_characters_total', 'Characters sent to a scanner.')
  const accountRefused = new Gauge({
    name: `${PREFIX}scan_account_refused`,
    help: '1 since LockLLM has refused the API key (401) or for want of credits (402), until a verdict.',
    labelNames: ['reason'],
    aggregator: 'max',
    registers,
  })
  for (const reason of ACCOUNT_REFUSALS) accountRefused.set({ reason }, 0)
  const retries = counter('scan_retries_total', 'Attempts at LockLLM that followed one that failed.')
  const segments = counter('scan_segments_total', 'Segments that needed a verdict, known or not.')
  const hits = counter(
    'cache_hits_total',
    'Remembered verdicts that were used, each of one text or of a pack of texts.',
  )
  const sharedHits = counter('cache_shared_hits_total', 'Of the cache hits, those that came from Redis.')
  const storeFailures = counter('redis_store_failures_total', 'Verdicts that Redis did not take.')
  const coalesced = counter('scan_coalesced_total', 'Waits for a call of another request.')
  const limited = counter('limited_total', 'Requests that a limit refused.', ['limit'])
  const tokens = counter('tokens_total', 'Tokens of answers, where a limit counts them.', ['provider'])
  const webhooks = counter('webhooks_total', 'Messages to webhooks, by how they ended.', ['host', 'outcome'])
  const scan = histogram(
    'scan_duration_seconds',
    'Scan of a request, the cache included.',
    ['scanner'],
    SCAN_BUCKETS,
  )
  const attempts = histogram(
    'scan_attempt_duration_seconds',
    'One HTTP attempt at LockLLM.',
    ['outcome'],
    SCAN_BUCKETS,
  )
  const upstream = histogram(
    'upstream_duration_seconds',
    'From sending a request to its response headers.',
    ['provider'],
    UPSTREAM_BUCKETS,
  )
  const duration = histogram(
    'request_duration_seconds',
    'Request to the last byte.',
    ['provider'],
    UPSTREAM_BUCKETS,
  )

  gauge('active_requests', 'Requests under way, streams included.', sources.activeRequests)
  gauge('cache_entries', 'Verdicts in memory.', () => sources.cacheSize().entries)
  gauge('cache_bytes', 'Accounted size of the verdicts in memory.', () => sources.cacheSize().bytes)
  gauge('scan_calls_active', 'Scan calls under way.', () => sources.scanQueue().active)
  gauge('scan_calls_waiting', 'Scan calls waiting for a place.', () => sources.scanQueue().waiting)
  gauge(
    'scan_breaker_open',
    '1 while the breaker before LockLLM is not closed.',
    () => Number(sources.breakerState() !== 'closed'),
    'max',
  )
  gauge('redis_up', '1 while Redis answers; 0 without one.', () => Number(sources.redisUp() ?? false), 'min')
  gauge('log_lines_dropped', 'Log lines lost to a reader that stopped.', sources.droppedLogLines)
  gauge('audit_lines_dropped', 'Audit lines lost to a file that cannot be written.', sources.audit.dropped)
  gauge('audit_lines_pending', 'Audit lines that wait in memory for the file.', sources.audit.pending)
  gauge('webhooks_pending', 'Messages to webhooks that wait or are under way.', sources.webhooksPending)
  gauge(
    'audit_available',
    '0 while requests are refused because they cannot be audited.',
    () => Number(sources.audit.available()),
    'min',
  )
  new Gauge({
    name: `${PREFIX}audit_sequence`,
    help: 'Sequence number of the last line of an audit file.',
    labelNames: ['file'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset()
      const chain = sources.audit.chain()
      if (chain) this.set({ file: basename(chain.path) }, chain.sequence)
    },
  })
  gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  gauge('process_cpu_seconds_total', 'CPU time, user and system.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  const startedAt = Date.now() / 1000 - process.uptime()
  gauge('process_start_time_seconds', 'Start, in seconds since the epoch.', () => startedAt, 'min')
  new Gauge({
    name: `${PREFIX}build_info`,
    help: 'Always 1.',
    aggregator: 'first',
    labelNames: ['version', 'runtime'],
    registers,
  })
    .labels(sources.version, sources.runtime)
    .set(1)

  // A counter that begins with its first event has no increase: what is alerted on is there from the start.
  for (const reason of [...SCAN_ERROR_REASONS, 'unscannable']) unscanned.add(0, reason)
  for (const code of Object.keys(ERRORS)) errors.add(0, code)
  for (const outcome of OUTCOMES) outcomes.add(0, outcome)

  const scanned = (exchange: Exchange) => {
    const { decision, report, scanMs } = exchange
    if (decision) decisions.add(1, decision.action, decision.codes[0] ?? 'none')
    if (decision?.unscannedReason) unscanned.add(1, decision.unscannedReason)
    if (!report) return
    const verdict = decision?.verdict
    scan.observe((scanMs ?? 0) / 1000, verdict?.scanner ?? 'none')
    if (verdict) verdicts.add(1, verdict.scanner, verdict.safe ? 'safe' : 'unsafe')
    if (report.fallback) fallbacks.add(1, report.fallback)
    calls.add(report.calls)
    characters.add(report.chars)
    segments.add(exchange.segmentCount)
    hits.add(report.cacheHits)
    sharedHits.add(report.sharedHits)
    coalesced.add(report.coalesced)
  }

  return {
    exchange(exchange) {
      const { provider = 'none', endpoint = 'none', status = 0 } = exchange
      requests.add(1, provider, endpoint, status)
      outcomes.add(1, exchange.outcome ?? 'complete')
      duration.observe((exchange.totalMs ?? 0) / 1000, provider)
      if (exchange.tokens !== undefined) tokens.add(exchange.tokens, provider)
      if (exchange.error) errors.add(1, exchange.error)
      if (exchange.upstreamMs !== undefined) upstream.observe(exchange.upstreamMs / 1000, provider)
      scanned(exchange)
    },
    event(exchange) {
      if (exchange.error) errors.add(1, exchange.error)
      events.add(1, exchange.endpoint ?? 'none', exchange.error ? 'refused' : 'relayed')
      scanned(exchange)
    },
    scanAttempt(outcome, milliseconds) {
      attempts.observe(milliseconds / 1000, outcome)
      for (const reason of ACCOUNT_REFUSALS) {
        if (outcome === reason || outcome === 'verdict')
          accountRefused.set({ reason }, Number(outcome === reason))
      }
    },
    limited: (limit) => limited.add(1, limit),
    scanRetry: () => retries.add(1),
    redisStoreFailure: () => storeFailures.add(1),
    webhook: (host, outcome) => webhooks.add(1, host, outcome),
    snapshot: () => registry.getMetricsAsJSON(),
    async render() {
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }
}
