/**
 * OpenAI realtime and live: the events that a client sends over the WebSocket, and the sessions that are prepared over HTTP.
 * https://platform.openai.com/docs/api-reference/realtime-client-events
 * https://platform.openai.com/docs/api-reference/realtime-sessions
 * https://developers.openai.com/api/reference/resources/live
 */

import type { JsonObject } from '../json.ts'
import { all, fields, inert, media, orString, reference, text } from '../rule.ts'
import type { Role } from '../segment.ts'
import { tool, toolChoice } from './openai-chat.ts'
import { item, openaiResponses, questions, variables } from './openai-responses.ts'

const format = orString(inert, { type: inert })
const transcription = fields({ ...all('model language languages', inert), prompt: text('system') })
const sound = fields({
  format,
  transcription,
  noise_reduction: fields({ type: inert }),
  turn_detection: fields(all('type eagerness', inert)),
  voice: orString(inert, { id: inert }),
  language: inert,
})
/** Which events a browser may send and get. */
const eventNames = orString(inert, all('type response_event', inert))
const client = fields({
  data_channel: fields(all('allowed_client_events allowed_server_events', eventNames)),
})

const shared = {
  ...all('type model modalities output_modalities include truncation safety_identifier', inert),
  client,
  voice: orString(inert, { id: inert }),
  instructions: text('system'),
  tools: tool,
  tool_choice: toolChoice,
  prompt: orString(text('user'), { id: reference, version: inert, variables }),
  ...all('input_audio_format output_audio_format', format),
  input_audio_transcription: transcription,
  turn_detection: fields(all('type eagerness', inert)),
}

/** `session.instructions.append`, and what the model is to think and to say. */
const eventRole = ({ type }: JsonObject): Role | undefined => {
  if (type === 'session.instructions.append') return 'system'
  return type === 'session.thinking.append' || type === 'session.commentary.append' ? 'assistant' : undefined
}

/** What a live session hands over to other models, and when it asks them. */
const decisions = fields({ model: inert, questions })
const live = {
  input: item,
  delegation: fields({ type: inert, responses: openaiResponses, decisions }),
  triggers: fields({ ...all('type event_type', inert), decisions }),
}

const session = fields({ ...shared, ...live, audio: fields(all('input output', sound)) })
const response = fields({
  ...shared,
  conversation: inert,
  input: item,
  audio: fields(all('input output', sound)),
})

export const openaiRealtime = fields(
  {
    ...shared,
    ...all('event_id item_id previous_item_id response_id', inert),
    expires_after: fields({ anchor: inert }),
    session,
    response,
    item,
    // input_audio_buffer.append has sound here, a session its settings.
    audio: { ...fields(all('input output', sound)), string: media },
    sdp: text(),
    transport: fields({ type: inert, sdp: text() }),
    delegation_id: inert,
    // Whose words they are, the event says by its type.
    content: text(),
  },
  eventRole,
)
