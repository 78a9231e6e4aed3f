/**
 * The WebSocket APIs that are relayed: where they are, what their events mean, and how each tells a client that an event
 * was refused.
 * OpenAI realtime: https://platform.openai.com/docs/api-reference/realtime-server-events/error
 * OpenAI live, in the words of realtime: https://developers.openai.com/api/reference/resources/live
 * OpenAI responses: https://developers.openai.com/api/reference/resources/responses/websocket-events
 * Azure: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/realtime-audio-websockets
 * xAI, in OpenAI's words: https://docs.x.ai/docs/guides/voice/agent · https://docs.x.ai/developers/advanced-api-usage/websocket-mode
 * Gemini Live: https://ai.google.dev/api/live · Vertex: LlmBidiService of the same messages
 */

import { gemini } from '../../prompt/formats/gemini.ts'
import { openaiRealtime } from '../../prompt/formats/openai-realtime.ts'
import { openaiResponsesEvent } from '../../prompt/formats/openai-responses.ts'
import type { JsonObject } from '../../prompt/json.ts'
import type { Rule } from '../../prompt/rule.ts'
import { isToken } from '../../prompt/token.ts'
import { ERRORS, type ProxyError } from '../errors.ts'

/** What the client hears of an event that was not relayed. */
export type Refusal =
  /** An event of the API's own; the session goes on. */
  | { readonly kind: 'event'; readonly text: string }
  /** The API has no error event, so that the session ends. */
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }

export interface SocketApi {
  /** Rule of a client's event. */
  readonly rule: Rule
  /** The objects of an event that may name a model, by their paths: names with dots between them. */
  readonly models: readonly string[]
  /** @param event undefined for one that could not be read */
  readonly refuse: (error: ProxyError, requestId: string, event: JsonObject | undefined) => Refusal
}

/** https://platform.openai.com/docs/api-reference/realtime-server-events/error */
const realtime: SocketApi = {
  rule: openaiRealtime,
  models: ['session', 'response', 'session.delegation.responses', 'session.delegation.decisions'],
  refuse: (error, requestId, event) => ({
    kind: 'event',
    text: JSON.stringify({
      type: 'error',
      event_id: `event_${crypto.randomUUID().replaceAll('-', '')}`,
      error: { ...describe(error, requestId), event_id: idOf(event, 'event_id') ?? null },
    }),
  }),
}

const responses: SocketApi = {
  rule: openaiResponsesEvent,
  models: ['response'],
  refuse: (error, requestId, event) => ({
    kind: 'event',
    text: JSON.stringify({
      type: 'error',
      status: ERRORS[error.code].status,
      error: describe(error, requestId),
      stream_id: idOf(event, 'stream_id'),
    }),
  }),
}

/** RFC 6455, section 7.4.1: a policy was violated; data that is not of the message's type. */
const POLICY = 1008
const INVALID_DATA = 1007
/** A close frame has room for 125 bytes, two of them for the code (RFC 6455, section 5.5). */
const MAX_REASON = 123
const UNREADABLE = new Set(['invalid_json', 'duplicate_json_key', 'invalid_utf8'])

const live: SocketApi = {
  rule: gemini,
  models: ['setup'],
  refuse: (error, requestId) => ({
    kind: 'close',
    code: UNREADABLE.has(error.code) ? INVALID_DATA : POLICY,
    reason: `${error.code} ${requestId}: ${error.message}`.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_REASON),
  }),
}

const APIS: readonly (readonly [path: RegExp, api: SocketApi])[] = [
  [/\/realtime(\/translations)?$/, realtime],
  [/\/live\/sessions(\/[^/]+\/(attach|fork))?$/, realtime],
  [/\/responses$/, responses],
  [
    /\/ws\/google\.ai\.generativelanguage\.v\w+\.GenerativeService\.BidiGenerate(Content(Constrained)?|Music)$/,
    live,
  ],
  [/\/ws\/google\.cloud\.aiplatform\.v\w+\.LlmBidiService\/BidiGenerateContent$/, live],
]

/** @param path of the upstream URL as it is sent; what is encoded there is another endpoint's */
export const socketApiOf = (path: string): SocketApi | undefined =>
  APIS.find(([pattern]) => pattern.test(path))?.[1]

const describe = ({ code, message, fields }: ProxyError, requestId: string) => ({
  type: ERRORS[code].type,
  code,
  message,
  param: null,
  request_id: requestId,
  ...fields,
})

function idOf(event: JsonObject | undefined, name: string): string | undefined {
  const id = event?.[name]
  return typeof id === 'string' && isToken(id) ? id : undefined
}
