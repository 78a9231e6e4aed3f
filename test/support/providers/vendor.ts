/** What all fake vendors share: the answer's text, how a request asks for an error, and event streams. */

import type { HeaderList } from '../wire/http-message.ts'
import type { WireReply } from '../wire/wire-reply.ts'
import type { WireRequest } from '../wire/wire-server.ts'

/** Answers a request to one vendor; `path` is what follows the vendor's prefix, without the query. */
export type Vendor = (request: WireRequest, path: string, reply: WireReply) => Promise<void>

/** What every fake model says, in the pieces in which it streams it. Bytes of all UTF-8 lengths. */
export const REPLY_PIECES = ['Grüße ', 'aus ', 'Köln — ', '你好 ', '👋🏽!'] as const
export const REPLY_TEXT = REPLY_PIECES.join('')

/** What every fake model calls, when it is given tools and has not yet seen a result. */
export const TOOL_ARGUMENTS = { city: 'Köln', unit: 'celsius' } as const

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body as an object; an empty one for anything else. */
export function jsonBody(request: WireRequest): JsonObject {
  const body = request.body.length > 0 ? request.json() : {}
  return isObject(body) ? body : {}
}

/** A model called `fail-429` makes its vendor answer with that status in its own words. */
export function requestedFailure(model: unknown): number | undefined {
  const match = typeof model === 'string' ? /fail-(\d{3})/.exec(model) : null
  return match ? Number(match[1]) : undefined
}

export interface ServerSentEvent {
  readonly event?: string
  readonly data: unknown
}

/** One event as its vendor writes it; strings are sent as they are. */
export const formatEvent = ({ event, data }: ServerSentEvent): string =>
  `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

/** A whole event stream, one chunk for each event. */
export async function sendEvents(
  reply: WireReply,
  events: Iterable<ServerSentEvent>,
  headers: HeaderList = [],
): Promise<void> {
  await reply.stream(200, [['Content-Type', 'text/event-stream; charset=utf-8'], ...headers])
  for (const event of events) await reply.write(formatEvent(event))
  await reply.end()
}

/** The last entry of `body[key]` when that is a list of objects. */
export function lastOf(body: JsonObject, key: string): JsonObject | undefined {
  const list = body[key]
  const last: unknown = Array.isArray(list) ? list.at(-1) : undefined
  return isObject(last) ? last : undefined
}

/** The first entry of `body[key]` when that is a list of objects. */
export function firstOf(body: JsonObject, key: string): JsonObject | undefined {
  const list = body[key]
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  return isObject(first) ? first : undefined
}
