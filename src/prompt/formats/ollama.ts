/**
 * Ollama's own API. `context` is a former conversation as token ids.
 * https://github.com/ollama/ollama/blob/main/docs/api.md
 */

import { all, callId, fields, inert, media, reference, text, tokens, whole } from '../rule.ts'
import { chatRole, tool } from './openai-chat.ts'

const message = fields(
  {
    role: inert,
    tool_call_id: callId,
    images: media,
    tool_calls: whole('assistant'),
  },
  chatRole,
)

export const ollama = fields({
  ...all('model name from quantize keep_alive think', inert),
  messages: message,
  ...all('prompt suffix', text('user')),
  input: text('user'),
  ...all('system template modelfile', text('system')),
  images: media,
  tools: tool,
  format: { ...whole('schema') },
  context: tokens,
  // Digests by the names of files
  ...all('files adapters', { ...fields({}), rest: inert }),
  source: reference,
})
