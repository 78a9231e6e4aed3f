/**
 * The request to switch to WebSocket (RFC 6455, section 4.2.1): whether it is one, and whether it is whole. Other protocols in `Upgrade`, such as `h2c`, are ignored as RFC 9110, section 7.8 allows:
 * clients send them with ordinary requests.
 */

import { ProxyError } from '../errors.ts'
import { listOf, protocolsOf } from './protocols.ts'

/** Costs a request without `Upgrade` one look at its headers. */
export const wantsWebSocket = (headers: Headers): boolean =>
  headers.has('upgrade') &&
  listOf(headers.get('upgrade')).some((name) => name.toLowerCase().split('/')[0] === 'websocket')

const KEY = /^[A-Za-z0-9+/]{22}==$/
/** A token of RFC 9110, section 5.6.2. */
const PROTOCOL = /^[\w!#$%&'*+.^`|~-]{1,4096}$/
/** More than a browser and its SDK have to offer. */
const MAX_PROTOCOLS = 16

/** @throws {ProxyError} `invalid_upgrade`, `unscannable_request` for one with a body */
export function assertHandshake({ method, headers }: Request): void {
  if (method !== 'GET') throw invalid('Its method is not GET.')
  if (headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0) {
    throw new ProxyError('unscannable_request', { detail: 'A GET request must not have a body.' })
  }
  const options = listOf(headers.get('connection')).map((option) => option.toLowerCase())
  if (!options.includes('upgrade')) throw invalid('Its Connection header does not name upgrade.')
  if (headers.get('sec-websocket-version') !== '13') {
    throw invalid('Its Sec-WebSocket-Version is not 13.', { 'sec-websocket-version': '13' })
  }
  if (!KEY.test(headers.get('sec-websocket-key') ?? '')) throw invalid('Its Sec-WebSocket-Key is no key.')
  const protocols = protocolsOf(headers)
  if (protocols.length > MAX_PROTOCOLS || new Set(protocols).size < protocols.length) {
    throw invalid('Its subprotocols are repeated or too many.')
  }
  if (!protocols.every((protocol) => PROTOCOL.test(protocol))) throw invalid('A subprotocol is no token.')
}

const invalid = (detail: string, headers: Readonly<Record<string, string>> = {}): ProxyError =>
  new ProxyError('invalid_upgrade', { detail, headers })
