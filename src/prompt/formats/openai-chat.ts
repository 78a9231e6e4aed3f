/**
 * OpenAI chat completions, the format that most providers speak, with what they add to it.
 * https://platform.openai.com/docs/api-reference/chat/create
 * https://docs.mistral.ai/api · https://openrouter.ai/docs/api-reference/chat-completion
 * https://docs.perplexity.ai/api-reference/chat-completions-post · https://docs.x.ai/docs/api-reference
 * https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
 */

import {
  all,
  callId,
  choice,
  encoded,
  type FieldsRule,
  fields,
  fieldsOf,
  file,
  inert,
  media,
  orString,
  type Rule,
  reference,
  roleBy,
  sealed,
  secret,
  text,
  textOrTokens,
  whole,
} from '../rule.ts'
import { withCredentials } from './credentials.ts'

/** `{"url": ...}` or, in Mistral's dialect, just the address. */
const image = orString(media, { url: media, detail: inert })

export const chatPart: FieldsRule = fields({
  ...all('type id cache_control', inert),
  text: text(),
  image_url: image,
  // vLLM and OpenRouter
  ...all('audio_url video_url', orString(media, { url: media })),
  input_audio: orString(media, { ...all('data url', media), format: inert }),
  // llama.cpp
  input_video: orString(media, all('data url', media)),
  file: fields({ file_data: file, file_id: reference, filename: text() }),
  // Mistral
  document_url: file,
  ...all('file_id reference_ids', reference),
  thinking: fields({ type: inert, reference_ids: reference }),
  signature: sealed,
  // Responses and assistants
  image_file: fields({ file_id: reference, detail: inert }),
  file_data: file,
  file_url: reference,
  detail: inert,
})

const toolCall = fields({
  id: callId,
  type: inert,
  function: fields({ name: text(), arguments: encoded }),
  custom: fields({ name: text(), input: text() }),
})

export const chatRole = roleBy('role', {
  system: 'system',
  developer: 'developer',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
})

export const chatMessage = fields(
  {
    ...all('role type', inert),
    tool_call_id: callId,
    content: chatPart,
    tool_calls: toolCall,
    function_call: fields({ name: text(), arguments: encoded }),
    audio: fields({ id: reference, data: media }),
    // xAI
    encrypted_content: sealed,
    // Titles of pages that were found
    annotations: fields({ type: inert }, 'tool'),
    // OpenRouter
    reasoning_details: fields({ ...all('type id format', inert), signature: sealed, data: sealed }),
  },
  chatRole,
)

/** On a server of its own, with what it needs there. */
const remoteTool = withCredentials('tool_definition', {
  ...all('server_url connector_id tunnel_id url', reference),
  // Azure: https://learn.microsoft.com/azure/foundry/agents/concepts/tool-catalog
  ...all('base_url agent_card_path project_connection_id', reference),
})
/** With a container whose requests to some domains get credentials, and with skills, stored or as archives. */
const containerTool = withCredentials('tool_definition', {
  ...all('vector_store_ids file_ids skill_id container_id', reference),
  data: file,
})
const imageTool = fields(
  {
    ...all('type model size quality background input_fidelity moderation output_format action', inert),
    input_image_mask: orString(media, { image_url: media, file_id: reference }),
    svg: fields({ model: inert }),
  },
  'tool_definition',
)
const REMOTE = new Set<unknown>([
  ...['mcp', 'mcp_server', 'connector'],
  ...['a2a', 'a2a_preview', 'fabric_iq_preview', 'web_iq_preview', 'work_iq_preview'],
])
const CONTAINED = new Set<unknown>(['shell', 'code_interpreter'])
const otherTool = whole('tool_definition', [
  ...['vector_store_ids', 'container', 'file_ids', 'library_ids', 'collection_ids'],
  // Azure's, which read what a project keeps
  ...['azure_ai_search', 'sharepoint_grounding_preview', 'fabric_dataagent_preview', 'memory_store_name'],
  ...['project_connection_id', 'toolbox_name'],
])

/** A tool of chat, responses, assistants or realtime; one that lives on an MCP server brings credentials. */
export const tool: Rule = choice(({ type, container, environment }) => {
  if (REMOTE.has(type)) return remoteTool
  if (type === 'image_generation') return imageTool
  return CONTAINED.has(type) && (isObject(container) || isObject(environment)) ? containerTool : otherTool
})

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

export const toolChoice = orString(inert, { ...all('type mode', inert), tools: tool })

export const responseFormat = orString(inert, {
  type: inert,
  json_schema: whole('schema'),
  schema: whole('schema'),
})

const keys = fields({
  type: inert,
  ...all('key access_token connection_string encoded_api_key password', secret),
})
const dataSource = withCredentials('unknown', { authentication: keys, role_information: text('system') })

const ENUMS =
  'model models user user_id safety_identifier prompt_cache_key prompt_cache_retention service_tier reasoning_effort ' +
  'verbosity modalities store route'

/** Fields that chat, completions and responses have in common with their imitators. */
const chat = {
  ...all(ENUMS, inert),
  messages: chatMessage,
  ...all('tools functions', tool),
  ...all('tool_choice function_call', toolChoice),
  response_format: responseFormat,
  // vLLM: https://docs.vllm.ai/en/latest/features/structured_outputs.html
  ...all('guided_json json_schema structured_outputs', whole('schema')),
  chat_template: text('system'),
  prediction: fields({ type: inert, content: chatPart }, 'assistant'),
  stop: text(),
  audio: fields({ voice: orString(inert, { id: inert }), format: inert }),
  moderation: fields({ model: inert }),
  documents: whole('document'),
  agent_id: reference,
  prompt: textOrTokens('user'),
  // vLLM: tensors in place of text
  prompt_embeds: file,
  // Azure: https://learn.microsoft.com/azure/ai-foundry/openai/references/on-your-data
  data_sources: dataSource,
  // https://learn.microsoft.com/azure/foundry/openai/latest#azureusersecuritycontext
  user_security_context: fields(all('end_user_id end_user_tenant_id source_ip', inert)),
  // DeepSeek: https://api-docs.deepseek.com/guides/thinking_mode
  thinking: fields({ type: inert }),
  // Groq: https://console.groq.com/docs/api-reference#chat-create
  compound_custom: fields({
    models: fields(all('answering_model reasoning_model', inert)),
    tools: fields({ enabled_tools: inert, wolfram_settings: fields({ authorization: secret }) }),
  }),
}

export const openaiChat = fields({
  ...chat,
  // Perplexity's asynchronous endpoint
  request: fields(chat),
})

/** The same as a part of something else: a line of training data, the template of an evaluation. */
export const chatFields = fieldsOf(openaiChat)
