/**
 * OpenAI responses and conversations. Items without a role are calls (the assistant's) or their outputs (a tool's).
 * https://platform.openai.com/docs/api-reference/responses/create
 * https://platform.openai.com/docs/api-reference/conversations/create
 * Perplexity's agents: https://docs.perplexity.ai/docs/grounded-llm/openai-compatibility
 */

import type { JsonObject } from '../json.ts'
import {
  all,
  callId,
  choice,
  encoded,
  fields,
  file,
  inert,
  media,
  orString,
  reference,
  roleBy,
  sealed,
  text,
  whole,
} from '../rule.ts'
import type { Role } from '../segment.ts'
import { tool, toolChoice } from './openai-chat.ts'

export const responsePart = fields({
  ...all('type detail', inert),
  text: text(),
  image_url: media,
  file_data: file,
  ...all('file_url file_id', reference),
  input_audio: fields({ data: media, format: inert }),
  audio: media,
  // Titles of what was found
  annotations: fields({ type: inert, ...all('file_id container_id', reference) }, 'tool'),
  // Between agents: https://developers.openai.com/api/docs/guides/responses-multi-agent
  encrypted_content: sealed,
})

const messageRole = roleBy('role', {
  system: 'system',
  developer: 'developer',
  user: 'user',
  assistant: 'assistant',
})

/** Items without a role that a model has made; what no format knows is nobody's, so that no trusted role hides it. */
const MADE_BY_MODEL =
  /_call$|^(reasoning|mcp_list_tools|mcp_approval_request|compaction|program|agent_message)$/

const itemRole = (item: JsonObject): Role | undefined => {
  if (item.role !== undefined) return messageRole(item)
  const { type } = item
  if (typeof type !== 'string') return undefined
  if (type.endsWith('_output')) return 'tool'
  if (type === 'mcp_approval_response') return 'user'
  return MADE_BY_MODEL.test(type) ? 'assistant' : 'unknown'
}

/** Of `text`: how the answer is to look. */
export const format = fields({ verbosity: inert, format: whole('schema') })
const safetyChecks = fields(all('id code', inert))

const shared = {
  call_id: callId,
  caller: fields({ type: inert, caller_id: callId }),
  ...all('type id role status phase approval_request_id server_label', inert),
  content: responsePart,
  ...all('arguments input', encoded),
  output: { ...responsePart, role: 'tool' as const },
  outputs: fields({ type: inert, url: reference }, 'tool'),
  results: fields({ file_id: reference }, 'tool'),
  error: text('tool'),
  summary: fields({ type: inert }),
  ...all('encrypted_content fingerprint', sealed),
  container_id: reference,
  environment: fields({ type: inert, container_id: reference }),
  ...all('pending_safety_checks acknowledged_safety_checks', safetyChecks),
  // What an MCP server offers, a search has found, or is there from now on
  tools: tool,
  text: format,
}
const plainItem = fields(shared, itemRole)
const imageItem = fields({ ...shared, result: media }, itemRole)
const itemReference = fields({ ...shared, id: reference }, itemRole)

/** One item of `input` or `items`. */
export const item = choice(({ type }) => {
  if (type === 'image_generation_call') return imageItem
  return type === 'item_reference' ? itemReference : plainItem
}, text('user'))

/** By the names of a stored prompt; a text or a part each. */
export const variables = { ...fields({}, 'user'), rest: responsePart }

/** Of a decision: https://developers.openai.com/api/reference/resources/decisions */
export const questions = fields({ type: inert, instructions: responsePart }, 'user')

const ENUMS =
  'model user safety_identifier prompt_cache_key prompt_cache_retention service_tier truncation include store'

const create = {
  ...all(ENUMS, inert),
  ...all('input items', item),
  instructions: text('system'),
  questions,
  tools: tool,
  tool_choice: toolChoice,
  text: format,
  reasoning: fields(all('effort summary generate_summary mode context', inert)),
  moderation: fields({ model: inert }),
  context_management: fields({ type: inert }),
  background_options: fields({ continuation_id: inert }),
  prompt_cache_options: fields({ comparison_response_id: inert }),
  ...all('previous_response_id previous_search_id previous_update_id', reference),
  // Azure: https://learn.microsoft.com/azure/foundry/agents/how-to/memory-usage
  scope: inert,
  ...all('agent agent_reference', fields({ ...all('type version', inert), name: reference })),
  conversation: orString(reference, { id: reference }),
  // A stored prompt, with what to put into it
  prompt: orString(text('user'), { ...all('id', reference), version: inert, variables }),
}

export const openaiResponses = fields(create)

/**
 * A client's event over WebSocket: the fields of the request beside the event's own.
 * https://developers.openai.com/api/reference/resources/responses/websocket-events
 */
export const openaiResponsesEvent = fields({
  ...create,
  ...all('type event_id stream_id', inert),
  response: openaiResponses,
})
