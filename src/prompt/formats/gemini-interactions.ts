/**
 * Gemini's Interactions API: `input` is a text, parts, or steps of a conversation; what came before may be stored.
 * https://ai.google.dev/gemini-api/docs/interactions
 */

import type { JsonObject } from '../json.ts'
import {
  all,
  callId,
  choice,
  fields,
  inert,
  type Rule,
  reference,
  sealed,
  text,
  typedFile,
  whole,
} from '../rule.ts'
import type { Role } from '../segment.ts'
import { withCredentials } from './credentials.ts'

/** Parts say `text`, `image`, `audio`, `video`, `document`; steps what happened, e.g. `function_result`. */
const CONTENT = /^(text|image|audio|video|document|user_input)$/

const stepRole = ({ type }: JsonObject): Role | undefined => {
  if (type === undefined) return 'user'
  if (typeof type !== 'string') return 'unknown'
  if (CONTENT.test(type)) return 'user'
  if (type.endsWith('_result')) return 'tool'
  return /^(model_output|thought|\w+_call)$/.test(type) ? 'assistant' : 'unknown'
}

const known = (data: Rule): Record<string, Rule> => ({
  ...all('type mime_type resolution', inert),
  data,
  uri: reference,
})
const part = typedFile(['mime_type'], known)

/** The role comes from the step, the rule of its file from the declared type. */
const step = typedFile(
  ['mime_type'],
  (data) => ({
    ...known(data),
    ...all('id call_id', callId),
    content: part,
    summary: part,
    result: part,
    arguments: whole(),
    signature: sealed,
  }),
  { role: stepRole, string: text('user') },
)

const mcpServer = withCredentials('tool_definition', { url: reference })
const otherTool = whole('tool_definition', ['file_search_store_names', 'server_url'])

export const geminiInteractions = fields({
  ...all('model response_mime_type response_modalities service_tier continuation_token', inert),
  ...all('agent previous_interaction_id cached_content environment', reference),
  input: step,
  system_instruction: text('system'),
  tools: choice(({ type }) => (type === 'mcp_server' ? mcpServer : otherTool)),
  response_format: whole('schema'),
  ...all('safety_settings', fields(all('category threshold method', inert))),
})
