/** What a webhook tells of an exchange: the payload of LockLLM's hosted product, with places added and no text. */

import type { Exchange } from '../../proxy/exchange.ts'
import type { AuditEvent } from '../audit/record.ts'

export interface WebhookEvent {
  /** What was found, or what else happened: an error code, or `unscanned`. */
  readonly event: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly request_id: string
  /** The client's name, or its address where clients have none. */
  readonly user_id: string
  readonly outcome: AuditEvent
  readonly status: number | undefined
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly findings: readonly string[]
  readonly scan_result: {
    readonly safe: boolean
    readonly label: 0 | 1
    readonly scanner: string
    readonly sensitivity: string | undefined
    readonly confidence: number | undefined
    readonly injection: number | undefined
  } | null
  readonly segments: readonly { readonly role: string; readonly path: string; readonly chars: number }[]
  /** Beginning of the first flagged text, with `audit.include_prompt` alone. */
  readonly input_preview?: string
}

const MOST_SEGMENTS = 10
const MOST_PATH_CHARS = 200
const PREVIEW_CHARS = 200

export function webhookEvent(outcome: AuditEvent, exchange: Exchange, includePrompt: boolean): WebhookEvent {
  const { decision } = exchange
  const verdict = decision?.verdict
  const flagged = decision?.flagged ?? []
  const preview = flagged[0]?.text.slice(0, PREVIEW_CHARS)
  return {
    event: outcome === 'unscanned' ? outcome : (decision?.codes[0] ?? exchange.error ?? outcome),
    timestamp: exchange.startedAt,
    request_id: exchange.id,
    user_id: exchange.client.name ?? exchange.client.address,
    outcome,
    status: exchange.status,
    provider: exchange.provider,
    model: exchange.model,
    findings: decision?.codes ?? [],
    scan_result: verdict
      ? {
          safe: verdict.safe,
          label: verdict.safe ? 0 : 1,
          scanner: verdict.scanner,
          sensitivity: verdict.sensitivity,
          confidence: verdict.confidence,
          injection: verdict.injection,
        }
      : null,
    segments: flagged.slice(0, MOST_SEGMENTS).map(({ role, path, text }) => ({
      role,
      path: path.slice(0, MOST_PATH_CHARS),
      chars: text.length,
    })),
    ...(includePrompt && preview !== undefined && { input_preview: preview }),
  }
}
