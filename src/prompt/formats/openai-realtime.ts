/**
 * OpenAI realtime: the events that a client sends over the WebSocket, and the sessions that are prepared over HTTP.
 * https://platform.openai.com/docs/api-reference/realtime-client-events
 * https://platform.openai.com/docs/api-reference/realtime-sessions
 */

import { all, fields, inert, media, orString, reference, text } from '../rule.ts'
import { tool, toolChoice } from './openai-chat.ts'
import { item, variables } from './openai-responses.ts'

const format = orString(inert, { type: inert })
const transcription = fields({ ...all('model language', inert), prompt: text('system') })
const sound = fields({
  format,
  transcription,
  noise_reduction: fields({ type: inert }),
  turn_detection: fields(all('type eagerness', inert)),
  voice: orString(inert, { id: inert }),
})

const shared = {
  ...all('type model modalities output_modalities include truncation', inert),
  voice: orString(inert, { id: inert }),
  instructions: text('system'),
  tools: tool,
  tool_choice: toolChoice,
  prompt: orString(text('user'), { id: reference, version: inert, variables }),
  ...all('input_audio_format output_audio_format', format),
  input_audio_transcription: transcription,
  turn_detection: fields(all('type eagerness', inert)),
}

const session = fields({ ...shared, audio: fields(all('input output', sound)) })
const response = fields({
  ...shared,
  conversation: inert,
  input: item,
  audio: fields(all('input output', sound)),
})

export const openaiRealtime = fields({
  ...shared,
  ...all('event_id item_id previous_item_id response_id', inert),
  expires_after: fields({ anchor: inert }),
  session,
  response,
  item,
  // input_audio_buffer.append has sound here, a session its settings.
  audio: { ...fields(all('input output', sound)), string: media },
  sdp: text(),
})
