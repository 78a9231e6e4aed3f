/** What was chosen and why, for an answer whose request asked with a header `x-lockllm-route`. */

import type { Exchange } from '../exchange.ts'

const HEADER = 'x-lockllm-route'

export function setRouteHeader(headers: Headers, request: Headers, exchange: Exchange): void {
  if (!request.has(HEADER)) return
  const { route = '-', provider, upstreamModel, tried } = exchange
  const parts = [route, `provider=${provider ?? '-'}`]
  if (upstreamModel !== undefined) parts.push(`model=${upstreamModel}`)
  if (tried) parts.push(`tried=${tried.join(',')}`)
  headers.set(HEADER, parts.join('; '))
}
