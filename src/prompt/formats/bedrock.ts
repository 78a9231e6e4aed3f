/**
 * Amazon Bedrock: Converse, InvokeModel for all families of models, guardrails, rerank, agents and knowledge bases.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeFlow.html
 */

import {
  all,
  callId,
  choice,
  everywhere,
  type FieldsRule,
  fields,
  file,
  inert,
  media,
  type Rule,
  reference,
  roleBy,
  sealed,
  text,
  whole,
} from '../rule.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { cohereChatV1 } from './cohere-chat.ts'
import { json } from './json.ts'
import { openaiChat } from './openai-chat.ts'

const s3Location = fields(all('uri bucketOwner', reference))
const blob = (bytes: Rule) =>
  fields({ ...all('format', inert), source: fields({ bytes, s3Location, text: text('document') }) })
const cachePoint = fields(all('type ttl', inert))

/** The content of a message, as deep as it nests: a tool's result holds blocks again. */
const block = (toolResult: Rule): FieldsRule =>
  fields({
    type: inert,
    ...all('image video audio', blob(media)),
    document: blob(file),
    toolUse: whole('assistant'),
    toolResult,
    reasoningContent: fields({ reasoningText: fields({ signature: sealed }), redactedContent: sealed }),
    guardContent: fields({ text: fields({ qualifiers: inert }), image: blob(media) }),
    cachePoint,
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_SearchResultBlock.html
    searchResult: text('document'),
  })
const leaf = fields({ ...(block(whole('tool')).fields as Record<string, Rule>), json: whole('tool') })
const toolResult = fields({ toolUseId: callId, ...all('status type', inert), content: leaf }, 'tool')

const message = fields(
  { role: inert, content: block(toolResult) },
  roleBy('role', { user: 'user', assistant: 'assistant', system: 'system' }),
)

const converse = fields({
  ...all('modelId schemaVersion', inert),
  messages: message,
  system: { ...block(text()), role: 'system' as const },
  toolConfig: fields({ tools: whole('tool_definition'), toolChoice: fields({ tool: fields({}) }) }),
  guardrailConfig: fields(all('guardrailIdentifier guardrailVersion trace streamProcessingMode', inert)),
  promptVariables: text('user'),
  additionalModelRequestFields: json,
})

/** Titan, Nova, Llama, Mistral, AI21, Stability and the embedding models name their prompts differently. */
const plainPrompt = everywhere({
  ...all('taskType quality task modelId truncate input_type embedding_types', inert),
  ...all('prompt inputText text query', text('user')),
  ...all('texts documents', text('document')),
  ...all(
    'image images maskImage conditionImage referenceImages inputImage bytes init_image mask_image mask',
    media,
  ),
  s3Location,
})

/** The body of InvokeModel is what the vendor of the model defines. */
export const bedrockInvoke: Rule = choice((body) => {
  if (body.anthropic_version !== undefined) return anthropicMessages
  if (body.message !== undefined) return cohereChatV1
  if (Array.isArray(body.messages)) return isConverse(body.messages) ? converse : openaiChat
  return plainPrompt
})

/** Nova takes Converse's messages: content blocks without a `type`. */
function isConverse(messages: readonly unknown[]): boolean {
  const [first] = messages
  if (typeof first !== 'object' || first === null || !('content' in first) || !Array.isArray(first.content))
    return false
  const [block] = first.content
  return typeof block === 'object' && block !== null && !('type' in block)
}

const agent = everywhere({
  ...all('inputText text query', text('user')),
  ...all('knowledgeBaseId modelArn sessionId agentAliasId type s3Location', reference),
  ...all('source outputScope', inert),
  data: file,
})

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_StartAsyncInvoke.html */
const asyncInvoke = fields({
  ...all('modelId clientRequestToken', inert),
  modelInput: bedrockInvoke,
  outputDataConfig: fields({ s3OutputDataConfig: fields(all('s3Uri kmsKeyId bucketOwner', inert)) }),
})

/** `count-tokens` wraps the request of one of the two others. */
const countTokens = fields({ input: fields({ converse, invokeModel: fields({ body: file }) }) })

export const bedrockConverse = converse
export const bedrockAgent = agent
export const bedrockAsyncInvoke = asyncInvoke
export const bedrockCountTokens = countTokens
