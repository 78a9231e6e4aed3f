/** Subprotocols (RFC 6455, section 1.9), in which browsers' clients bring their keys, too. */

import { holdsKey } from '../clients/key.ts'
import type { Client } from '../exchange.ts'

/** The items of a header that is a list (RFC 9110, section 5.6.1). */
export const listOf = (value: string | null): string[] =>
  (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

export const protocolsOf = (headers: Headers): string[] => listOf(headers.get('sec-websocket-protocol'))

/**
 * How clients that can set no header bring their key:
 * https://platform.openai.com/docs/guides/realtime-websocket · https://docs.x.ai/docs/guides/voice/ephemeral-tokens
 */
const KEY_PROTOCOL = /^(?:openai-insecure-api-key|xai-client-secret)\.(.+)$/

/** Keys that the subprotocols show. */
export const shownInProtocols = (headers: Headers): string[] =>
  protocolsOf(headers).flatMap((protocol) => KEY_PROTOCOL.exec(protocol)?.[1] ?? [])

/**
 * The subprotocols that the provider is offered: without what the client showed to us, and without its key for the
 * provider where the configuration has another.
 */
export function offeredProtocols(headers: Headers, { credentials }: Client, replaced: boolean): string[] {
  const shown = credentials?.map((secret) => secret.reveal()) ?? []
  return protocolsOf(headers).filter((protocol) => {
    if (holdsKey(protocol) || shown.some((value) => protocol.includes(value))) return false
    return !(replaced && KEY_PROTOCOL.test(protocol))
  })
}
