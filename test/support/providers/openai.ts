/** The OpenAI API: chat completions, legacy completions, embeddings and models; responses live in openai-responses.ts. */

import { openaiResponses } from './openai-responses.ts'
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
  ['x-request-id', 'req_openai_0001'],
  ['openai-processing-ms', '12'],
  ['openai-version', '2020-10-01'],
  ['x-ratelimit-remaining-requests', '9999'],
] as const

const FAILURES: Readonly<Record<number, { type: string; code: string | null; message: string }>> = {
  400: { type: 'invalid_request_error', code: null, message: "Invalid value for 'temperature'." },
  401: {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided: sk-****.',
  },
  429: { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached for requests' },
  500: { type: 'server_error', code: null, message: 'The server had an error processing your request' },
}

/** Paths are those after the version segment, e.g. `/chat/completions`. */
export const openai: Vendor = async (request, path, reply) => {
  const body = jsonBody(request)
  const status = requestedFailure(body.model)
  if (status !== undefined) {
    const error = FAILURES[status] ?? { type: 'server_error', code: null, message: 'Unexpected' }
    const limits =
      status === 429
        ? ([
            ['retry-after', '7'],
            ['retry-after-ms', '7000'],
          ] as const)
        : []
    return reply.json(status, { error: { ...error, param: null } }, [...HEADERS, ...limits])
  }
  if (request.method === 'GET' && path === '/models') {
    const model = { id: 'gpt-4o-mini', object: 'model', created: 1715367049, owned_by: 'system' }
    return reply.json(200, { object: 'list', data: [model] }, HEADERS)
  }
  switch (path) {
    case '/chat/completions':
      return body.stream === true
        ? sendEvents(reply, chatEvents(body), HEADERS)
        : reply.json(200, chatCompletion(body), HEADERS)
    case '/completions':
      return reply.json(200, textCompletion(body), HEADERS)
    case '/embeddings':
      return reply.json(200, embeddings(body), HEADERS)
    case '/responses':
      return openaiResponses(body, reply, HEADERS)
    default:
      return reply.json(404, {
        error: {
          message: `Invalid URL (${request.method} ${path})`,
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      })
  }
}

const USAGE = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 }

/** The function to call: the first tool offered, unless its result is already there. */
function calledTool(body: JsonObject): string | undefined {
  const tool = firstOf(body, 'tools')
  if (!tool || lastOf(body, 'messages')?.role === 'tool') return undefined
  return isObject(tool.function) ? String(tool.function.name) : undefined
}

function chatCompletion(body: JsonObject): JsonObject {
  const tool = calledTool(body)
  const called = { name: tool, arguments: JSON.stringify(TOOL_ARGUMENTS) }
  const message = tool
    ? { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: called }] }
    : { role: 'assistant', content: REPLY_TEXT, refusal: null }
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1741569952,
    model: body.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: tool ? 'tool_calls' : 'stop' }],
    usage: USAGE,
    system_fingerprint: 'fp_fake',
  }
}

function* chatEvents(body: JsonObject): Generator<ServerSentEvent> {
  const chunk = (fields: JsonObject): ServerSentEvent => ({
    data: {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1741569952,
      model: body.model,
      ...fields,
    },
  })
  const choice = (delta: JsonObject, finish: string | null = null) =>
    chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })

  const tool = calledTool(body)
  if (tool) {
    const call = { index: 0, id: 'call_1', type: 'function', function: { name: tool, arguments: '' } }
    yield choice({ role: 'assistant', content: null, tool_calls: [call] })
    for (const piece of JSON.stringify(TOOL_ARGUMENTS).match(/.{1,6}/gu) ?? []) {
      yield choice({ tool_calls: [{ index: 0, function: { arguments: piece } }] })
    }
  } else {
    yield choice({ role: 'assistant', content: '', refusal: null })
    for (const content of REPLY_PIECES) yield choice({ content })
  }
  yield choice({}, tool ? 'tool_calls' : 'stop')
  if (isObject(body.stream_options) && body.stream_options.include_usage === true) {
    yield chunk({ choices: [], usage: USAGE })
  }
  yield { data: '[DONE]' }
}

const textCompletion = (body: JsonObject): JsonObject => ({
  id: 'cmpl-1',
  object: 'text_completion',
  created: 1741569952,
  model: body.model,
  choices: [{ text: REPLY_TEXT, index: 0, logprobs: null, finish_reason: 'stop' }],
  usage: USAGE,
})

function embeddings(body: JsonObject): JsonObject {
  const inputs = Array.isArray(body.input) ? body.input : [body.input]
  const vector = [0.25, -0.5, 1]
  const encoded =
    body.encoding_format === 'base64'
      ? Buffer.from(new Float32Array(vector).buffer).toString('base64')
      : vector
  return {
    object: 'list',
    data: inputs.map((_, index) => ({ object: 'embedding', index, embedding: encoded })),
    model: body.model,
    usage: { prompt_tokens: 8, total_tokens: 8 },
  }
}
