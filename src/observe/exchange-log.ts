/** One log line for each finished request. */

import type { Exchange } from '../proxy/exchange.ts'
import { describeCause } from './cause.ts'
import type { Log } from './log.ts'

export function logExchange(log: Log, exchange: Exchange): void {
  const level = levelOf(exchange)
  if (!log.isLevelEnabled(level)) return
  const { decision, report, outcome } = exchange
  const line = {
    request_id: exchange.id,
    client: exchange.client.address,
    client_name: exchange.client.name,
    key: exchange.client.keyId,
    method: exchange.method,
    provider: exchange.provider,
    endpoint: exchange.endpoint,
    model: exchange.model,
    route: exchange.route,
    upstream_model: exchange.upstreamModel,
    tried: exchange.tried,
    status: exchange.status,
    code: exchange.error,
    limit: exchange.limit,
    tokens: exchange.tokens,
    outcome,
    decision: decision?.action,
    scanner: decision?.verdict?.scanner,
    unscanned_reason: decision?.unscannedReason,
    fallback: report?.fallback,
    segments: exchange.segmentCount,
    scan_calls: report?.calls,
    request_bytes: exchange.requestBytes,
    events: exchange.events,
    response_bytes: exchange.responseBytes,
    scan_ms: round(exchange.scanMs),
    upstream_ms: round(exchange.upstreamMs),
    total_ms: round(exchange.totalMs),
    cause: describeCause(exchange.cause) ?? describeCause(report?.error),
  }
  log[level](line, 'request')
}

/** What an operator must look at is a warning or an error; what a client did wrong is not. */
function levelOf({ error, outcome, decision, report }: Exchange): 'info' | 'warn' | 'error' {
  if (error === 'internal_error') return 'error'
  if (error === 'scan_unavailable' || error === 'provider_unreachable' || error === 'provider_timeout')
    return 'warn'
  if (outcome === 'upstream_broken' || outcome === 'cut') return 'warn'
  return decision?.scanned === false || report?.fallback !== undefined ? 'warn' : 'info'
}

const round = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : Math.round(milliseconds * 100) / 100
