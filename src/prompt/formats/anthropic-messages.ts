/**
 * Anthropic messages, count_tokens and message batches, beta tools included; the legacy text completions.
 * https://docs.anthropic.com/en/api/messages · https://docs.anthropic.com/en/api/creating-message-batches
 * https://docs.anthropic.com/en/api/complete
 */

import type { JsonObject } from '../json.ts'
import {
  all,
  callId,
  choice,
  fields,
  inert,
  orString,
  type Rule,
  reference,
  roleBy,
  sealed,
  secret,
  text,
  typedFile,
  whole,
} from '../rule.ts'
import type { Role } from '../segment.ts'

const cacheControl = fields(all('type ttl', inert))

/** In a text source `data` is the text itself, in all others base64. */
const fileSource = typedFile(['media_type'], (data) => ({
  ...all('type media_type', inert),
  data,
  ...all('url file_id', reference),
}))
/** Words of a document, whoever quotes them. */
const citation = fields({ type: inert, file_id: reference, encrypted_index: sealed }, 'document')
const binarySource = typedFile(['media_type'], (data) => ({
  ...all('type media_type', inert),
  data,
  ...all('url file_id', reference),
  content: fields({ type: inert, cache_control: cacheControl, citations: citation, source: fileSource }),
}))
const textSource = fields(all('type media_type', inert), 'document')
const source = choice((value) => (value.type === 'text' ? textSource : binarySource))

const ROLES = new Map<string, Role>([
  ['document', 'document'],
  ['search_result', 'document'],
  ...['tool_definition', 'tool_addition', 'mcp_tool_listing'].map(
    (type) => [type, 'tool_definition'] as const,
  ),
])

/** Results of tools say so in their type: `tool_result`, `web_search_tool_result`, `bash_code_execution_tool_result`. */
const blockRole = ({ type }: JsonObject): Role | undefined =>
  typeof type !== 'string' ? undefined : type.endsWith('tool_result') ? 'tool' : ROLES.get(type)

/** Of a browser that the client drives. */
const browser = fields(all('type tab_id download_id', inert))
const block = (content: Rule) =>
  fields(
    {
      ...all('id tool_use_id', callId),
      ...all('type file_type error_code', inert),
      cache_control: cacheControl,
      citations: citation,
      ...all('signature data encrypted_content encrypted_stdout', sealed),
      file_id: reference,
      caller: fields({ type: inert, tool_id: callId }),
      ...all('tabs state_changes', browser),
      tool_changes: whole('tool_definition'),
      input: whole(),
      source,
      content,
    },
    blockRole,
  )

/** As deep as blocks nest: a tool's result holds a search result that holds text. */
export const content = block(block(block(block(text()))))

const anthropicMessage = fields(
  { role: inert, content },
  roleBy('role', { user: 'user', assistant: 'assistant', system: 'system' }),
)

const output = {
  output_format: whole('schema'),
  output_config: fields({ effort: inert, format: whole('schema') }),
  thinking: fields(all('type display', inert)),
}

const request = {
  ...all('model service_tier inference_geo speed user_profile_id billing_policy', inert),
  messages: anthropicMessage,
  system: fields({ type: inert, cache_control: cacheControl, citations: citation }, 'system'),
  tools: whole('tool_definition'),
  tool_choice: fields({ type: inert }),
  ...output,
  // The prompts by which a model sums up
  compaction: fields({ type: inert, instructions: text('system') }),
  context_management: fields({ edits: fields({ type: inert, instructions: text('system') }) }),
  fallbacks: fields({ model: inert, ...output }),
  fallback_credit_token: orString(inert, { token: inert }),
  // What comes before may be kept by the server
  thread: fields({ type: inert, previous_message_id: reference }),
  diagnostics: fields({ previous_message_id: inert }),
  metadata: fields({ user_id: inert }),
  cache_control: cacheControl,
  container: orString(reference, {
    id: reference,
    skills: fields({ type: inert, skill_id: reference, version: inert }),
  }),
  mcp_servers: fields({ type: inert, url: reference, authorization_token: secret }, 'tool_definition'),
  ...all('anthropic_version anthropic_beta betas', inert),
  // Text completions
  prompt: text('user'),
}

export const anthropicMessages = fields({
  ...request,
  requests: fields({ custom_id: inert, params: fields(request) }),
})
