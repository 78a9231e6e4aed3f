/**
 * OpenAI assistants, threads, messages and runs; the agents of others. A message may be the whole body.
 * https://platform.openai.com/docs/api-reference/assistants · https://platform.openai.com/docs/api-reference/messages
 * https://platform.openai.com/docs/api-reference/runs · https://docs.mistral.ai/api/#tag/beta.agents
 * https://platform.claude.com/docs/en/api/beta/agents
 */

import { all, fields, inert, reference, roleBy, text, whole } from '../rule.ts'
import { chatPart, responseFormat, tool, toolChoice } from './openai-chat.ts'

const role = roleBy('role', { user: 'user', assistant: 'assistant' })

const shared = {
  role: inert,
  content: chatPart,
  attachments: fields({ file_id: reference, tools: fields({ type: inert }) }),
}
const message = fields(shared, (value) => role(value) ?? 'unknown')

const resources = fields({
  code_interpreter: fields({ file_ids: reference }),
  file_search: fields({ vector_store_ids: reference, vector_stores: fields({ file_ids: reference }) }),
})

export const openaiAssistants = fields(
  {
    ...shared,
    ...all('model assistant_id reasoning_effort', inert),
    ...all('instructions additional_instructions system', text('system')),
    ...all('messages additional_messages', message),
    thread: fields({ messages: message, tool_resources: resources }),
    tools: tool,
    mcp_servers: fields({ type: inert, url: reference }, 'tool_definition'),
    skills: fields({ ...all('type version', inert), skill_id: reference }),
    tool_choice: toolChoice,
    tool_resources: resources,
    tool_outputs: fields({ tool_call_id: inert }, 'tool'),
    response_format: responseFormat,
    schema: whole('schema'),
    truncation_strategy: fields({ type: inert }),
  },
  role,
)
