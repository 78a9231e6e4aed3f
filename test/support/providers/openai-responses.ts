/** OpenAI's Responses API: a whole response, or its typed event stream, which ends without `[DONE]`. */

import type { HeaderList } from '../wire/http-message.ts'
import type { WireReply } from '../wire/wire-reply.ts'
import { type JsonObject, REPLY_PIECES, REPLY_TEXT, type ServerSentEvent, sendEvents } from './vendor.ts'

/** Answers `POST /responses`. */
export const openaiResponses = (body: JsonObject, reply: WireReply, headers: HeaderList): Promise<void> =>
  body.stream === true
    ? sendEvents(reply, numbered(responseEvents(body)), headers)
    : reply.json(200, response(body, 'completed', [message('completed')]), headers)

const part = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })

const message = (status: 'in_progress' | 'completed') => ({
  type: 'message',
  id: 'msg_1',
  status,
  role: 'assistant',
  content: status === 'completed' ? [part(REPLY_TEXT)] : [],
})

const response = (body: JsonObject, status: string, output: readonly JsonObject[]): JsonObject => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1741476777,
  status,
  error: null,
  incomplete_details: null,
  instructions: body.instructions ?? null,
  model: body.model,
  output,
  parallel_tool_calls: true,
  tool_choice: 'auto',
  tools: [],
  usage:
    status === 'completed'
      ? {
          input_tokens: 9,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 12,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 21,
        }
      : null,
})

function* responseEvents(body: JsonObject): Generator<JsonObject & { readonly type: string }> {
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 }
  yield { type: 'response.created', response: response(body, 'in_progress', []) }
  yield { type: 'response.in_progress', response: response(body, 'in_progress', []) }
  yield { type: 'response.output_item.added', output_index: 0, item: message('in_progress') }
  yield { type: 'response.content_part.added', ...at, part: part('') }
  for (const delta of REPLY_PIECES) yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] }
  yield { type: 'response.output_text.done', ...at, text: REPLY_TEXT, logprobs: [] }
  yield { type: 'response.content_part.done', ...at, part: part(REPLY_TEXT) }
  yield { type: 'response.output_item.done', output_index: 0, item: message('completed') }
  yield { type: 'response.completed', response: response(body, 'completed', [message('completed')]) }
}

function* numbered(events: Iterable<JsonObject & { readonly type: string }>): Generator<ServerSentEvent> {
  let number = 0
  for (const event of events) {
    yield { event: event.type, data: { ...event, sequence_number: number } }
    number += 1
  }
}
