/**
 * OpenAI assistants, threads, messages and runs; the agents of others. A message may be the whole body.
 * https://platform.openai.com/docs/api-reference/assistants · https://platform.openai.com/docs/api-reference/messages
 * https://platform.openai.com/docs/api-reference/runs · https://docs.mistral.ai/api/#tag/beta.agents
 * https://platform.claude.com/docs/en/api/beta/agents · https://ai.google.dev/gemini-api/docs/custom-agents
 * https://developers.openai.com/api/reference/resources/beta/agents (sessions and automations, too)
 */

import {
  all,
  callId,
  everywhere,
  fields,
  file,
  inert,
  orString,
  reference,
  roleBy,
  secret,
  text,
  whole,
} from '../rule.ts'
import { chatPart, responseFormat, tool, toolChoice } from './openai-chat.ts'
import { format, item, responsePart } from './openai-responses.ts'
import { skills } from './skills.ts'

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

/** Agents that an agent may hand work to. */
const others = everywhere({
  ...all('type model', inert),
  ...all(
    'agents predefined_agents',
    orString(reference, { id: reference, ...all('type model version', inert) }),
  ),
})

/** An agent that the provider keeps, also as what a session changes in it. */
export const managedAgent = {
  type: inert,
  model: orString(inert, all('id speed inference_geo', inert)),
  ...all('instructions system system_instruction', text('system')),
  tools: tool,
  mcp_servers: fields({ type: inert, url: reference }, 'tool_definition'),
  skills,
  multiagent: others,
  text: format,
  // Of Azure's hosted agents
  environment_variables: { ...fields({}), rest: inert },
}

/** Where agents work. https://developers.openai.com/api/reference/resources/beta/agents/environments */
export const openaiEnvironments = everywhere({
  ...all('type version', inert),
  ...all('file_id skill_id environment_id environment_template_id vault_ids', reference),
  data: file,
  // Agents can read them, so that only what says nothing is spared
  env: { ...fields({}), rest: inert },
})

/** Of a session: its agent, and what it is told. */
const agent = { ...managedAgent, input: item }
const event = fields({
  ...all('type turn_id request_id', inert),
  call_id: callId,
  input: item,
  output: { ...responsePart, role: 'tool' as const },
  error: text('tool'),
  // What a person typed into a page, passwords too
  response: fields({ ...all('type action', inert), fields: fields({ field_id: inert, value: secret }) }),
})

export const openaiAssistants = fields(
  {
    ...agent,
    agent: orString(reference, agent),
    // Azure's versions of agents, Mistral's agents that speak
    ...all('definition configuration', fields({ ...agent, kind: inert })),
    environment: openaiEnvironments,
    target: fields({
      ...agent,
      ...all('session_id agent_id vault_ids', reference),
      agent: fields(agent),
      environment: openaiEnvironments,
    }),
    events: event,
    ...all('agent_id assistant_id vault_ids handoffs', reference),
    ...shared,
    ...all('reasoning_effort user', inert),
    additional_instructions: text('system'),
    // ChatKit's
    workflow: fields({ id: reference, version: inert }),
    ...all('messages additional_messages', message),
    thread: fields({ messages: message, tool_resources: resources }),
    tool_choice: toolChoice,
    tool_resources: resources,
    tool_outputs: fields({ tool_call_id: callId }, 'tool'),
    response_format: responseFormat,
    schema: whole('schema'),
    truncation_strategy: fields({ type: inert }),
  },
  role,
)
