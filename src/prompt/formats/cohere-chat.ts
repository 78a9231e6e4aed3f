/**
 * Cohere chat, version 1 (`message`, `chat_history`) and version 2 (`messages`).
 * https://docs.cohere.com/v1/reference/chat · https://docs.cohere.com/reference/chat
 */

import {
  all,
  callId,
  encoded,
  fields,
  inert,
  media,
  reference,
  roleBy,
  secret,
  text,
  whole,
} from '../rule.ts'

const turn = fields(
  { role: inert, message: text(), tool_calls: whole('assistant'), tool_results: whole('tool') },
  roleBy('role', { SYSTEM: 'system', USER: 'user', CHATBOT: 'assistant', TOOL: 'tool' }),
)

export const cohereChatV1 = fields({
  ...all('model prompt_truncation citation_quality safety_mode', inert),
  conversation_id: reference,
  connectors: fields({ id: reference, user_access_token: secret }),
  message: text('user'),
  preamble: text('system'),
  chat_history: turn,
  documents: whole('document'),
  tools: whole('tool_definition'),
  tool_results: whole('tool'),
  response_format: whole('schema'),
  stop_sequences: text(),
})

const part = fields({
  type: inert,
  text: text(),
  thinking: text(),
  image_url: fields({ url: media, detail: inert }),
  document: whole('document'),
})

/** What an answer was taken from is none of the assistant's words. */
const source = fields({ id: callId, type: inert }, roleBy('type', { tool: 'tool', document: 'document' }))

const message = fields(
  {
    role: inert,
    content: part,
    citations: fields({ type: inert, sources: source }),
    tool_call_id: callId,
    tool_plan: text(),
    tool_calls: fields({ id: callId, type: inert, function: fields({ name: text(), arguments: encoded }) }),
  },
  roleBy('role', { system: 'system', user: 'user', assistant: 'assistant', tool: 'tool' }),
)

export const cohereChatV2 = fields({
  ...all('model safety_mode tool_choice', inert),
  messages: message,
  citation_options: fields({ mode: inert }),
  thinking: fields({ type: inert }),
  documents: whole('document'),
  tools: whole('tool_definition'),
  response_format: whole('schema'),
  stop_sequences: text(),
})
