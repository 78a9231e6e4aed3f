/**
 * Mistral beside chat: agents, conversations, OCR, libraries. Conversations share their path with OpenAI's, so this is
 * the rule for both.
 * https://docs.mistral.ai/api/#tag/beta.conversations · https://docs.mistral.ai/api/#tag/beta.agents
 * https://docs.mistral.ai/api/#tag/ocr
 */

import type { JsonObject } from '../json.ts'
import {
  all,
  callId,
  encoded,
  fields,
  file,
  inert,
  orString,
  reference,
  roleBy,
  text,
  whole,
} from '../rule.ts'
import type { Role } from '../segment.ts'
import { chatPart, responseFormat, tool, toolChoice } from './openai-chat.ts'
import { item } from './openai-responses.ts'

const messageRole = roleBy('role', { user: 'user', assistant: 'assistant' })

/** `message.input`, `message.output`, `function.call`, `function.result`, `tool.execution` */
const entryRole = (entry: JsonObject): Role | undefined => {
  if (entry.role !== undefined) return messageRole(entry)
  if (typeof entry.type !== 'string') return 'unknown'
  if (entry.type.endsWith('result')) return 'tool'
  if (entry.type === 'message.input') return 'user'
  return /^(message\.output|function\.call|tool\.execution|agent\.handoff)$/.test(entry.type)
    ? 'assistant'
    : 'unknown'
}

const entry = fields(
  {
    tool_call_id: callId,
    ...all('type object role id model agent_id previous_agent_id next_agent_id', inert),
    content: chatPart,
    arguments: encoded,
  },
  entryRole,
)

const completionArguments = fields({
  ...all('tool_choice', toolChoice),
  response_format: responseFormat,
  prediction: fields({ type: inert }, 'assistant'),
})

export const conversations = fields({
  ...all('model handoff_execution agent_version', inert),
  ...all('agent_id conversation_id handoffs library_ids', reference),
  instructions: text('system'),
  inputs: { ...entry, string: text('user') },
  items: item,
  tools: tool,
  completion_args: completionArguments,
})

const image = orString(file, { url: file, detail: inert })

export const mistralOcr = fields({
  ...all('model id', inert),
  document: fields({ type: inert, document_url: file, image_url: image, file_id: reference }, 'document'),
  ...all('bbox_annotation_format document_annotation_format', whole('schema')),
  document_annotation_prompt: text('user'),
})
