/**
 * What the audit log says: one record for each request that was blocked, warned about, refused, or passed without a verdict.
 * Places, lengths and HMACs of texts, never the texts (unless `audit.include_prompt`).
 */

import { createHmac } from 'node:crypto'
import type { Segment } from '../../prompt/segment.ts'
import { ERRORS } from '../../proxy/errors.ts'
import type { Exchange } from '../../proxy/exchange.ts'

export type AuditEvent = 'blocked' | 'warned' | 'unscanned' | 'refused'

interface AuditOptions {
  readonly includePrompt: boolean
  /** HMAC key for the texts: equal texts can be told from each other and found again, but not read. */
  readonly secret: Uint8Array
}

/** @returns what the audit log must tell of an exchange; undefined for one that went its ordinary way */
export function auditEvent(exchange: Exchange): AuditEvent | undefined {
  const { decision, error } = exchange
  if (decision?.action === 'block') return 'blocked'
  if (error !== undefined && ERRORS[error].status < 500) return 'refused'
  if (decision?.action === 'warn') return 'warned'
  if (decision && !decision.scanned) return 'unscanned'
  return undefined
}

/** @returns a JSON object without a line break */
export function auditRecord(event: AuditEvent, exchange: Exchange, options: AuditOptions): string {
  const { decision, report } = exchange
  const verdict = decision?.verdict
  return JSON.stringify({
    time: new Date(exchange.startedAt).toISOString(),
    event,
    request_id: exchange.id,
    client: exchange.client.address,
    client_name: exchange.client.name,
    key: exchange.client.keyId,
    method: exchange.method,
    provider: exchange.provider,
    endpoint: exchange.endpoint,
    model: exchange.model,
    status: exchange.status,
    code: exchange.error,
    decision: decision?.action,
    findings: decision?.codes,
    scanned: decision?.scanned,
    unscanned_reason: decision?.unscannedReason,
    fallback: report?.fallback,
    scanner: verdict?.scanner,
    sensitivity: verdict?.sensitivity,
    injection: verdict?.injection,
    confidence: verdict?.confidence,
    categories: verdict?.categories,
    policies: verdict?.policyViolations?.map(({ policy_name }) => policy_name),
    abuse_types: verdict?.abuse?.abuse_types,
    pii_types: verdict?.pii?.entity_types,
    segments: decision?.flagged.map((segment) => describe(segment, options)),
    request_bytes: exchange.requestBytes,
    scan_ms: round(exchange.scanMs),
  })
}

const describe = ({ role, path, text }: Segment, { secret, includePrompt }: AuditOptions) => ({
  role,
  path,
  chars: text.length,
  hmac: createHmac('sha256', secret).update(text).digest('base64url'),
  ...(includePrompt && { text }),
})

const round = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : Math.round(milliseconds * 1000) / 1000
