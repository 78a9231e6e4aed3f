/** The Cohere API: chat v1 (streamed as JSON lines) and v2 (streamed as events), embed and rerank. */

import type { WireReply } from '../wire/wire-reply.ts'
import {
  firstOf,
  isObject,
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
  ['x-debug-trace-id', 'cohere-trace-1'],
  ['x-endpoint-monthly-call-limit', '1000'],
] as const

const FAILURES: Readonly<Record<number, string>> = {
  400: 'invalid request: message must not be empty',
  401: 'invalid api token',
  429: 'You are using a Trial key, which is limited to 20 API calls / minute.',
  500: 'internal server error',
}

/** Paths are whole, version included: `/v1/chat`, `/v2/chat`. */
export const cohere: Vendor = async (request, path, reply) => {
  const body = jsonBody(request)
  const status = requestedFailure(body.model)
  if (status !== undefined) {
    const limits = status === 429 ? ([['retry-after', '7']] as const) : []
    const error = { id: 'cohere-error-1', message: FAILURES[status] ?? 'unexpected' }
    return reply.json(status, error, [...HEADERS, ...limits])
  }
  switch (path) {
    case '/v1/chat':
      return body.stream === true ? sendLines(reply) : reply.json(200, chatV1(), HEADERS)
    case '/v2/chat':
      return body.stream === true
        ? sendEvents(reply, chatV2Events(body), HEADERS)
        : reply.json(200, chatV2(body), HEADERS)
    case '/v1/embed':
    case '/v2/embed':
      return reply.json(200, embed(body), HEADERS)
    case '/v1/rerank':
    case '/v2/rerank':
      return reply.json(200, rerank(body), HEADERS)
    default:
      return reply.json(404, { message: `path ${path} not found` }, HEADERS)
  }
}

const META = { api_version: { version: '2' }, billed_units: { input_tokens: 9, output_tokens: 12 } }

const chatV1 = (): JsonObject => ({
  response_id: 'cohere-response-1',
  generation_id: 'cohere-generation-1',
  text: REPLY_TEXT,
  chat_history: [],
  finish_reason: 'COMPLETE',
  meta: META,
})

async function sendLines(reply: WireReply): Promise<void> {
  const lines: JsonObject[] = [
    { is_finished: false, event_type: 'stream-start', generation_id: 'cohere-generation-1' },
    ...REPLY_PIECES.map((text) => ({ is_finished: false, event_type: 'text-generation', text })),
    { is_finished: true, event_type: 'stream-end', finish_reason: 'COMPLETE', response: chatV1() },
  ]
  await reply.stream(200, [['Content-Type', 'application/stream+json'], ...HEADERS])
  for (const line of lines) await reply.write(`${JSON.stringify(line)}\n`)
  await reply.end()
}

/** The function to call: the first tool offered, unless its result is already there. */
function calledTool(body: JsonObject): string | undefined {
  const tool = firstOf(body, 'tools')
  if (!tool || lastOf(body, 'messages')?.role === 'tool') return undefined
  return isObject(tool.function) ? String(tool.function.name) : undefined
}

const USAGE = {
  billed_units: { input_tokens: 9, output_tokens: 12 },
  tokens: { input_tokens: 9, output_tokens: 12 },
}

function chatV2(body: JsonObject): JsonObject {
  const tool = calledTool(body)
  const called = { name: tool, arguments: JSON.stringify(TOOL_ARGUMENTS) }
  return {
    id: 'cohere-1',
    finish_reason: tool ? 'TOOL_CALL' : 'COMPLETE',
    message: tool
      ? {
          role: 'assistant',
          tool_plan: 'I will look up the weather.',
          tool_calls: [{ id: 'call_1', type: 'function', function: called }],
        }
      : { role: 'assistant', content: [{ type: 'text', text: REPLY_TEXT }] },
    usage: USAGE,
  }
}

function* chatV2Events(body: JsonObject): Generator<ServerSentEvent> {
  const event = (type: string, fields: JsonObject): ServerSentEvent => ({
    event: type,
    data: { type, ...fields },
  })
  const tool = calledTool(body)
  yield event('message-start', {
    id: 'cohere-1',
    delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
  })
  if (tool) {
    yield event('tool-plan-delta', { delta: { message: { tool_plan: 'I will look up the weather.' } } })
    const call = { id: 'call_1', type: 'function', function: { name: tool, arguments: '' } }
    yield event('tool-call-start', { index: 0, delta: { message: { tool_calls: call } } })
    for (const piece of JSON.stringify(TOOL_ARGUMENTS).match(/.{1,6}/gu) ?? []) {
      const delta = { message: { tool_calls: { function: { arguments: piece } } } }
      yield event('tool-call-delta', { index: 0, delta })
    }
    yield event('tool-call-end', { index: 0 })
  } else {
    const opening = { message: { content: { type: 'text', text: '' } } }
    yield event('content-start', { index: 0, delta: opening })
    for (const text of REPLY_PIECES) {
      yield event('content-delta', { index: 0, delta: { message: { content: { text } } } })
    }
    yield event('content-end', { index: 0 })
  }
  yield event('message-end', {
    id: 'cohere-1',
    delta: { finish_reason: tool ? 'TOOL_CALL' : 'COMPLETE', usage: USAGE },
  })
  yield { data: '[DONE]' }
}

const embed = (body: JsonObject): JsonObject => {
  const texts = Array.isArray(body.texts) ? body.texts : []
  return {
    id: 'cohere-embed-1',
    response_type: 'embeddings_by_type',
    embeddings: { float: texts.map(() => [0.25, -0.5, 1]) },
    texts,
    meta: META,
  }
}

const rerank = (body: JsonObject): JsonObject => {
  const documents = Array.isArray(body.documents) ? body.documents : []
  return {
    id: 'cohere-rerank-1',
    results: documents.map((_, index) => ({ index, relevance_score: 1 / (index + 2) })),
    meta: META,
  }
}
