/** Which format a request's body has, by the path of the upstream URL. */

import { anthropicMessages } from './formats/anthropic-messages.ts'
import { anthropicSessions } from './formats/anthropic-sessions.ts'
import {
  bedrockAgent,
  bedrockAsyncInvoke,
  bedrockConverse,
  bedrockCountTokens,
  bedrockInvoke,
} from './formats/bedrock.ts'
import { cohere } from './formats/cohere.ts'
import { cohereChatV1, cohereChatV2 } from './formats/cohere-chat.ts'
import { credentials } from './formats/credentials.ts'
import { gemini } from './formats/gemini.ts'
import { geminiInteractions } from './formats/gemini-interactions.ts'
import { googlePredict } from './formats/google-predict.ts'
import { json } from './formats/json.ts'
import { kserve } from './formats/kserve.ts'
import { localServers } from './formats/local-servers.ts'
import { conversations, mistralOcr } from './formats/mistral.ts'
import { ollama } from './formats/ollama.ts'
import { openaiAssistants, openaiEnvironments } from './formats/openai-assistants.ts'
import { openaiChat } from './formats/openai-chat.ts'
import { openaiCompletions } from './formats/openai-completions.ts'
import { openaiEmbeddings } from './formats/openai-embeddings.ts'
import { openaiMedia } from './formats/openai-media.ts'
import { openaiRealtime } from './formats/openai-realtime.ts'
import { openaiResources } from './formats/openai-resources.ts'
import { openaiResponses } from './formats/openai-responses.ts'
import { together, togetherCode, togetherModels, togetherSecrets } from './formats/together.ts'
import type { Rule } from './rule.ts'

/** What a path expects in a body. */
export interface Endpoint {
  /** Name of the format in logs and metrics, e.g. `openai-chat`. */
  readonly format: string
  readonly rule: Rule
}

/** The format of an endpoint that nobody knows: all strings are text. */
const UNKNOWN: Endpoint = { format: 'json', rule: json }

/** The first pattern that matches wins. Providers put all kinds of prefixes before a path, so its end decides. */
const ENDPOINTS: readonly (readonly [pattern: RegExp, format: string, rule: Rule])[] = [
  [/\/chat\/completions(\/[^/]+)?$/, 'openai-chat', openaiChat],
  [/\/(agents|async\/chat)\/completions$/, 'openai-chat', openaiChat],
  [/\/completions$/, 'openai-completions', openaiCompletions],
  [/\/(responses(\/(input_tokens|compact))?|decisions|agent)$/, 'openai-responses', openaiResponses],
  [/\/conversations(\/[^/]+(\/(items|restart))?)?$/, 'conversations', conversations],
  [/\/(embeddings|(chat\/)?(moderations|classifications))$/, 'openai-embeddings', openaiEmbeddings],
  [
    /\/(images\/(generations|edits|variations)|audio\/(speech|transcriptions|translations|voices))$/,
    'openai-media',
    openaiMedia,
  ],
  // Azure's: https://learn.microsoft.com/azure/foundry/openai/latest#video-generation-jobs---create
  [/\/video\/generations\/jobs$/, 'openai-media', openaiMedia],
  [/\/videos(\/(generations|edits|extensions|characters|[^/]+\/remix))?$/, 'openai-media', openaiMedia],
  [
    /\/realtime(\/(sessions|translations|transcription_sessions|(translations\/)?client_secrets|calls(\/[^/]+\/\w+)?))?$/,
    'openai-realtime',
    openaiRealtime,
  ],
  [/\/live\/sessions(\/[^/]+\/\w+)?$/, 'openai-realtime', openaiRealtime],
  [/\/deployments\/secrets(\/[^/]+)?$/, 'together', togetherSecrets],
  [/\/(vaults|connectors|telemetry_destinations)(\/|$)/, 'credentials', credentials],
  [/\/v\d+\/sessions\/[^/]+\/threads\//, 'anthropic-sessions', anthropicSessions],
  [/\/agents\/environments(\/|$)/, 'openai-assistants', openaiEnvironments],
  [
    /\/(assistants|threads|agents\/(sessions|automations)|chatkit\/sessions)(\/|$)/,
    'openai-assistants',
    openaiAssistants,
  ],
  [
    /\/(agents(\/[^/]+(\/versions(\/[^/]+)?)?)?|agents:generate|audio\/sessions(\/[^/]+)?)$/,
    'openai-assistants',
    openaiAssistants,
  ],
  // Azure's, as all of its paths with a colon below
  [/\/toolboxes(\/|$)/, 'openai-assistants', openaiAssistants],
  [/\/memory_stores\/[^/]+:\w+$/, 'openai-responses', openaiResponses],
  [/\/v\d+\/(sessions|deployments|memory_stores|dreams)(\/|$)/, 'anthropic-sessions', anthropicSessions],
  [/\/ocr$/, 'mistral-ocr', mistralOcr],
  [/\/v\d+\/(messages(\/(count_tokens|batches))?|complete)$/, 'anthropic-messages', anthropicMessages],
  [/\/upload\/v[^/]+\/files$/, 'gemini', gemini],
  [/\/(fine-tunes(\/[^/]+)?|evaluation|models\/uploads|rl\/[^/]+(\/.+)?|shaping\/.+)$/, 'together', together],
  [/\/tci\/execute$/, 'together', togetherCode],
  [/\/v1\/models$/, 'json', togetherModels],
  [
    /\/(fine_tuning|vector_stores|evals|files|uploads|batches|batch\/jobs|containers)(\/|$)/,
    'openai-resources',
    openaiResources,
  ],
  [
    /:(predict|rawPredict|streamRawPredict|serverStreamingPredict|predictLongRunning)$/,
    'google-predict',
    googlePredict,
  ],
  [/:\w+$/, 'gemini', gemini],
  [/\/cachedContents(\/[^/]+)?$/, 'gemini', gemini],
  [/\/interactions$/, 'gemini-interactions', geminiInteractions],
  [/\/ws\/google\..*\bBidiGenerate\w+$/, 'gemini', gemini],
  [/\/model\/.+\/converse(-stream)?$/, 'bedrock-converse', bedrockConverse],
  [/\/model\/.+\/count-tokens$/, 'bedrock-converse', bedrockCountTokens],
  [/\/model\/.+\/(invoke|invoke-with-response-stream)$/, 'bedrock-invoke', bedrockInvoke],
  [/\/async-invoke$/, 'bedrock-invoke', bedrockAsyncInvoke],
  [
    /\/(guardrail\/.+\/apply|retrieveAndGenerate(Stream)?|agents\/.+\/text|knowledgebases\/.+\/retrieve|flows\/.+\/aliases\/[^/]+|optimize-prompt)$/,
    'bedrock-agent',
    bedrockAgent,
  ],
  [/\/v1\/chat$/, 'cohere-chat-v1', cohereChatV1],
  [/\/v2\/chat$/, 'cohere-chat-v2', cohereChatV2],
  [
    /\/v\d+\/(embed|rerank|classify|generate|summarize|tokenize|detokenize|embed-jobs|datasets|parse|finetuning\/.+)$/,
    'cohere',
    cohere,
  ],
  [/\/v2\/models\/[^/]+(\/versions\/[^/]+)?\/(infer|generate|generate_stream)$/, 'kserve', kserve],
  [/\/api\/(chat|generate|embed|embeddings|create)$/, 'ollama', ollama],
  [
    /^$|\/(generate|generate_stream|encode|classify|chat_tokenize|embed_all|embed_sparse|embed|predict|similarity|completion|infill|tokenize|detokenize|embedding|rerank|reranking|systemone|score|pooling|apply-template|invocations)$/,
    'local-servers',
    localServers,
  ],
  [/\/models\/[^/]+\/[^/]+(\/pipeline\/[\w-]+)?$/, 'local-servers', localServers],
]

/** @param path path of the upstream URL, percent-decoded once */
export function endpointOf(path: string): Endpoint {
  const trimmed = path.replace(/\/+$/, '')
  for (const [pattern, format, rule] of ENDPOINTS) {
    if (pattern.test(trimmed)) return { format, rule }
  }
  return UNKNOWN
}
