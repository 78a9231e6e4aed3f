/** The audit log as the server uses it: configuration -> sink, exchange -> record. */

import { VERSION } from '../../build.ts'
import type { Config } from '../../config/schema.ts'
import type { Exchange } from '../../proxy/exchange.ts'
import type { Log } from '../log.ts'
import type { Output } from '../output.ts'
import { lineHash } from './chain.ts'
import { auditEvent, auditRecord } from './record.ts'
import { type AuditSink, openAudit } from './sink.ts'

export interface Audit {
  readonly sink: AuditSink
  /** False while what must be audited is refused because it cannot be. */
  available(): boolean
  /** Keeps a record where one is due, once for an exchange. @returns what must be waited for, if anything */
  exchange(exchange: Exchange): Promise<void> | undefined
}

export interface AuditParts {
  readonly config: Config['audit']
  /** HMAC key for the texts. */
  readonly secret: Uint8Array
  readonly log: Log
  readonly output: Output
  /** The open one of the configuration before a reload, to go on with: one file has one chain. */
  readonly sink?: AuditSink | undefined
}

/** @throws {Error} with a message for people when the file cannot be opened */
export async function composeAudit({ config, secret, log, output, sink: open }: AuditParts): Promise<Audit> {
  const sink =
    open ??
    (await openAudit({
      path: config.path,
      hash: lineHash(config.chain_key?.reveal()),
      identity: { version: VERSION, pid: process.pid },
      log,
      output,
    }))
  const policy = { fsync: config.fsync, onError: config.on_error }
  const options = { includePrompt: config.include_prompt, secret }
  return {
    sink,
    available: () => policy.onError === 'allow' || sink.writable(),
    exchange(exchange) {
      const event = exchange.audited ? undefined : auditEvent(exchange)
      if (event === undefined) return undefined
      exchange.audited = true
      return sink.record(auditRecord(event, exchange, options), policy)
    },
  }
}
