/**
 * The Gemini API: generateContent, streamGenerateContent (events with `?alt=sse`, else one JSON array sent
 * piece by piece), embeddings, countTokens, and the OpenAI-compatible path.
 */

import type { WireReply } from '../wire/wire-reply.ts'
import { openai } from './openai.ts'
import {
  firstOf,
  isObject,
  type JsonObject,
  jsonBody,
  lastOf,
  REPLY_PIECES,
  REPLY_TEXT,
  requestedFailure,
  sendEvents,
  TOOL_ARGUMENTS,
  type Vendor,
} from './vendor.ts'

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

const failure = (code: number) => ({
  error: {
    code,
    message: `Failed: ${STATUS_NAMES[code]}`,
    status: STATUS_NAMES[code] ?? 'UNKNOWN',
    ...(code === 429
      ? { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' }] }
      : {}),
  },
})

/** Paths are those after the version segment, e.g. `/models/gemini-2.5-flash:generateContent`. */
export const gemini: Vendor = async (request, path, reply) => {
  if (path.startsWith('/openai/')) return openai(request, path.slice('/openai'.length), reply)
  const [, model = '', method = ''] = /^\/models\/([^:]+):(\w+)$/.exec(decodeURIComponent(path)) ?? []
  const status = requestedFailure(model)
  if (status !== undefined) return reply.json(status, failure(status), [['vary', 'Origin']])

  const body = jsonBody(request)
  switch (method) {
    case 'generateContent':
      return reply.json(200, candidate(model, parts(body), 'STOP'))
    case 'streamGenerateContent':
      return new URLSearchParams(request.target.split('?')[1]).get('alt') === 'sse'
        ? sendEvents(
            reply,
            pieces(model, body).map((data) => ({ data })),
          )
        : sendArray(reply, pieces(model, body))
    case 'embedContent':
      return reply.json(200, { embedding: { values: [0.25, -0.5, 1] } })
    case 'batchEmbedContents': {
      const requests = Array.isArray(body.requests) ? body.requests : []
      return reply.json(200, { embeddings: requests.map(() => ({ values: [0.25, -0.5, 1] })) })
    }
    case 'countTokens':
      return reply.json(200, { totalTokens: 14 })
    default:
      return reply.json(404, failure(404))
  }
}

const candidate = (model: string, content: readonly JsonObject[], finishReason?: string): JsonObject => ({
  candidates: [
    { content: { parts: content, role: 'model' }, index: 0, ...(finishReason ? { finishReason } : {}) },
  ],
  usageMetadata: { promptTokenCount: 14, candidatesTokenCount: 12, totalTokenCount: 26 },
  modelVersion: model,
  responseId: 'resp-gemini-1',
})

/** A call of the first function declared, unless its result is already there; else the reply. */
function parts(body: JsonObject): readonly JsonObject[] {
  const tool = firstOf(body, 'tools')
  const declared = tool && firstOf(tool, 'functionDeclarations')
  const last = lastOf(body, 'contents')
  const answered = last && isObject(lastOf(last, 'parts')?.functionResponse)
  return declared && !answered
    ? [{ functionCall: { name: declared.name, args: TOOL_ARGUMENTS } }]
    : [{ text: REPLY_TEXT }]
}

function pieces(model: string, body: JsonObject): JsonObject[] {
  const [first] = parts(body)
  if (first && 'functionCall' in first) return [candidate(model, [first], 'STOP')]
  return REPLY_PIECES.map((text, index) =>
    candidate(model, [{ text }], index === REPLY_PIECES.length - 1 ? 'STOP' : undefined),
  )
}

async function sendArray(reply: WireReply, list: readonly JsonObject[]): Promise<void> {
  await reply.stream(200, [['Content-Type', 'application/json; charset=UTF-8']])
  for (const [index, item] of list.entries()) {
    await reply.write(`${index === 0 ? '[' : ',\r\n'}${JSON.stringify(item, null, 2)}`)
  }
  await reply.write(']')
  await reply.end()
}
