/**
 * OpenAI assistants, threads, messages and runs; the agents of others. A message may be the whole body.
 * https://platform.openai.com/docs/api-reference/assistants · https://platform.openai.com/docs/api-reference/messages
 * https://platform.openai.com/docs/api-reference/runs · https://docs.mistral.ai/api/#tag/beta.agents
 * https://platform.claude.com/docs/en/api/beta/agents · https://ai.google.dev/gemini-api/docs/custom-agents
 * https://developers.openai.com/api/reference/resources/beta/agents (sessions and automations, too)
 */

import { all, callId, fields, inert, orString, reference, roleBy, text, whole } from '../rule.ts'
import { chatPart, responseFormat, tool, toolChoice } from './openai-chat.ts'
import { item } from './openai-responses.ts'

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

/** Of a session: its agent, and what it is told. */
const agent = {
  model: inert,
  ...all('instructions system system_instruction', text('system')),
  tools: tool,
  input: item,
}
const event = fields({
  ...all('type turn_id request_id', inert),
  call_id: callId,
  input: item,
  output: text('tool'),
})

export const openaiAssistants = fields(
  {
    input: item,
    agent: orString(reference, agent),
    target: fields({ ...agent, ...all('type', inert), session_id: reference, agent: fields(agent) }),
    events: event,
    ...all('agent_id vault_ids handoffs', reference),
    ...shared,
    ...all('model assistant_id reasoning_effort', inert),
    ...all('instructions additional_instructions system system_instruction', text('system')),
    ...all('messages additional_messages', message),
    thread: fields({ messages: message, tool_resources: resources }),
    tools: tool,
    mcp_servers: fields({ type: inert, url: reference }, 'tool_definition'),
    skills: fields({ ...all('type version', inert), skill_id: reference }),
    tool_choice: toolChoice,
    tool_resources: resources,
    tool_outputs: fields({ tool_call_id: callId }, 'tool'),
    response_format: responseFormat,
    schema: whole('schema'),
    truncation_strategy: fields({ type: inert }),
  },
  role,
)
