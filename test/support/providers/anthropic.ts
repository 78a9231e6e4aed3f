/** The Anthropic API: messages, plain and streamed, and count_tokens, with its own error envelope. */

import type { WireReply } from '../wire/wire-reply.ts'
import {
  firstOf,
  formatEvent,
  type JsonObject,
  jsonBody,
  lastOf,
  REPLY_PIECES,
  REPLY_TEXT,
  requestedFailure,
  type ServerSentEvent,
  sendEvents,
  TOOL_ARGUMENTS,
  type Vendor,
} from './vendor.ts'

const HEADERS = [
  ['request-id', 'req_anthropic_0001'],
  ['anthropic-organization-id', 'org-fake'],
  ['anthropic-ratelimit-requests-remaining', '999'],
] as const

const FAILURES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
}

const envelope = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_anthropic_0001',
})

/** Paths are those after the version segment, e.g. `/messages`. The model `overloaded` fails in mid-stream. */
export const anthropic: Vendor = async (request, path, reply) => {
  const body = jsonBody(request)
  const status = requestedFailure(body.model)
  if (status !== undefined) {
    const type = FAILURES[status] ?? 'api_error'
    const limits = status === 429 ? ([['retry-after', '7']] as const) : []
    return reply.json(status, envelope(type, `Failed: ${type}`), [...HEADERS, ...limits])
  }
  switch (path) {
    case '/messages/count_tokens':
      return reply.json(200, { input_tokens: 14 }, HEADERS)
    case '/messages':
      if (body.stream !== true) return reply.json(200, message(body), HEADERS)
      if (body.model === 'overloaded') return sendOverloaded(body, reply)
      return sendEvents(reply, events(body), HEADERS)
    default:
      return reply.json(404, envelope('not_found_error', `Not found: ${path}`), HEADERS)
  }
}

/** The tool to call: the first one offered, unless its result is already there. */
function calledTool(body: JsonObject): string | undefined {
  const tool = firstOf(body, 'tools')
  const last = lastOf(body, 'messages')
  const answered = last && lastOf(last, 'content')?.type === 'tool_result'
  return tool && !answered ? String(tool.name) : undefined
}

const message = (body: JsonObject): JsonObject => {
  const tool = calledTool(body)
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: [
      tool
        ? { type: 'tool_use', id: 'toolu_1', name: tool, input: TOOL_ARGUMENTS }
        : { type: 'text', text: REPLY_TEXT },
    ],
    stop_reason: tool ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 14, output_tokens: 12 },
  }
}

const event = (type: string, fields: JsonObject): ServerSentEvent => ({
  event: type,
  data: { type, ...fields },
})

function* events(body: JsonObject): Generator<ServerSentEvent> {
  const tool = calledTool(body)
  const start = {
    ...message(body),
    content: [],
    stop_reason: null,
    usage: { input_tokens: 14, output_tokens: 1 },
  }
  yield event('message_start', { message: start })
  yield event('content_block_start', {
    index: 0,
    content_block: tool
      ? { type: 'tool_use', id: 'toolu_1', name: tool, input: {} }
      : { type: 'text', text: '' },
  })
  yield event('ping', {})
  if (tool) {
    for (const piece of ['', ...(JSON.stringify(TOOL_ARGUMENTS).match(/.{1,6}/gu) ?? [])]) {
      yield event('content_block_delta', {
        index: 0,
        delta: { type: 'input_json_delta', partial_json: piece },
      })
    }
  } else {
    for (const text of REPLY_PIECES) {
      yield event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })
    }
  }
  yield event('content_block_stop', { index: 0 })
  yield event('message_delta', {
    delta: { stop_reason: tool ? 'tool_use' : 'end_turn', stop_sequence: null },
    usage: { output_tokens: 12 },
  })
  yield event('message_stop', {})
}

/** An error event after the first delta, as Anthropic sends when it runs out of capacity after a 200. */
async function sendOverloaded(body: JsonObject, reply: WireReply): Promise<void> {
  await reply.stream(200, [['Content-Type', 'text/event-stream; charset=utf-8'], ...HEADERS])
  for (const sent of [...events(body)].slice(0, 4)) await reply.write(formatEvent(sent))
  await reply.write(formatEvent({ event: 'error', data: envelope('overloaded_error', 'Overloaded') }))
  await reply.end()
}
