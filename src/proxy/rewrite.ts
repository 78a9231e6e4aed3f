/**
 * The body that leaves where the scan has put other texts in the place of segments: without personal information
 * (`pii_action = "strip"`), or compressed. A text with personal information that cannot be replaced does not leave.
 */

import { rewriteBody } from '../prompt/rewrite.ts'
import type { Segment } from '../prompt/segment.ts'
import type { Decision } from '../scan/policy.ts'
import { blockedError } from './blocked.ts'
import type { Body } from './body.ts'
import type { Exchange } from './exchange.ts'

/**
 * Notes in the exchange what was done, also when that is a block after all.
 * @param decision not to block
 * @returns what to send, without a Content-Encoding; `body` itself when that shall leave as it came
 * @throws {ProxyError} `pii_detected` when a text must be replaced and cannot be
 */
export function rewriteRequest(exchange: Exchange, decision: Decision, body: Body): Body {
  const { report, rewritable } = exchange
  if (!report || !rewritable) return body

  const texts = new Map<number, string>()
  const redacted: Segment[] = []
  const compressed = new Map<number, Segment>()
  let method = ''
  for (const { verdict, segments } of report.scanned) {
    const { rewrite } = verdict
    if (!rewrite) continue
    method = rewrite.compressed?.method ?? method
    for (const segment of segments) {
      const { place, text } = segment
      if (place === undefined) continue
      if (rewrite.redacted !== undefined) {
        texts.set(place, rewrite.redacted)
        redacted.push(segment)
      } else if (rewrite.compressed && rewrite.compressed.text.length < text.length) {
        texts.set(place, rewrite.compressed.text)
        compressed.set(place, segment)
      }
    }
  }
  const { body: bytes, missed } = rewriteBody(body.decoded, rewritable, texts)
  const kept = redacted.filter(({ place }) => place !== undefined && missed.includes(place))
  if (kept.length > 0) {
    exchange.decision = { ...decision, action: 'block', codes: ['pii_detected'], flagged: kept }
    throw blockedError(exchange.decision, report)
  }
  for (const place of missed) compressed.delete(place)
  if (method !== '') exchange.compression = { method, ...lengths(compressed, texts) }
  return texts.size > missed.length ? { raw: bytes, decoded: bytes } : body
}

function lengths(compressed: ReadonlyMap<number, Segment>, texts: ReadonlyMap<number, string>) {
  let before = 0
  let after = 0
  for (const [place, { text }] of compressed) {
    before += text.length
    after += texts.get(place)?.length ?? 0
  }
  return { applied: before > 0, ratio: before > 0 ? after / before : 1 }
}
