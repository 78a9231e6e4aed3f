/** All receivers: an exchange that has ended is told to those that want to hear of it. */

import type { WebhookConfig } from '../../config/schema-webhooks.ts'
import type { EgressFor } from '../../egress/egress.ts'
import type { Exchange } from '../../proxy/exchange.ts'
import { auditEvent } from '../audit/record.ts'
import type { Log } from '../log.ts'
import { createDelivery, type DeliveryOutcome } from './delivery.ts'
import { webhookEvent } from './event.ts'
import { formatEvent } from './format.ts'

export interface Webhooks {
  exchange(exchange: Exchange): void
  /** Messages that wait or are under way. */
  pending(): number
  /** Delivers what is left, for `timeoutMs` at most. */
  close(timeoutMs: number): Promise<void>
}

export interface WebhooksParts {
  readonly config: readonly WebhookConfig[]
  readonly includePrompt: boolean
  readonly log: Log
  readonly egressFor: EgressFor
  /** @param host of the receiver: its path may be a secret */
  readonly onOutcome: (host: string, outcome: DeliveryOutcome) => void
}

const WARN_EVERY_MS = 60_000

/** @returns undefined when there are none: then nothing is paid for them */
export function composeWebhooks({
  config,
  includePrompt,
  log,
  egressFor,
  onOutcome,
}: WebhooksParts): Webhooks | undefined {
  if (config.length === 0) return undefined
  const receivers = config.map(({ url: reference, format, events, secret, timeout, retries, queue }) => {
    const url = new URL(reference.reveal())
    const { host } = url
    let lastWarning = -Infinity
    const delivery = createDelivery({
      url,
      egress: egressFor(url),
      secret: secret?.reveal(),
      timeoutMs: timeout,
      retries,
      queue,
      onOutcome(outcome, reason) {
        onOutcome(host, outcome)
        const now = performance.now()
        if (outcome === 'sent' || now - lastWarning < WARN_EVERY_MS) return
        lastWarning = now
        log.warn({ webhook: host, outcome, reason }, 'webhook not delivered')
      },
    })
    return { events: new Set<string>(events), format, delivery }
  })
  return {
    exchange(exchange) {
      const outcome = auditEvent(exchange)
      if (outcome === undefined) return
      const interested = receivers.filter(({ events }) => events.has(outcome))
      if (interested.length === 0) return
      const event = webhookEvent(outcome, exchange, includePrompt)
      for (const { format, delivery } of interested) {
        delivery.send(exchange.id.replace(/^req_/, 'msg_'), formatEvent(event, format))
      }
    },
    pending: () => receivers.reduce((sum, { delivery }) => sum + delivery.pending(), 0),
    async close(timeoutMs) {
      await Promise.all(receivers.map(({ delivery }) => delivery.close(timeoutMs)))
    },
  }
}
