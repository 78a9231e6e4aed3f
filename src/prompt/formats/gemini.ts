/**
 * Gemini, at Google AI and at Vertex AI: generation, counting, embedding, batches, cached contents, files, and the
 * messages of the Live WebSocket. Protocol buffers accept each name in camelCase and in snake_case.
 * https://ai.google.dev/api/generate-content · https://ai.google.dev/api/embeddings · https://ai.google.dev/api/caching
 * https://ai.google.dev/api/batch-api · https://ai.google.dev/api/live · https://ai.google.dev/api/files
 */

import {
  all,
  callId,
  choice,
  fields,
  inert,
  media,
  type Rule,
  reference,
  roleBy,
  sealed,
  text,
  typedFile,
  whole,
} from '../rule.ts'
import { withCredentials } from './credentials.ts'

/** Both spellings of camelCase names. */
const both = (names: string, rule: Rule): Record<string, Rule> => {
  const snake = names.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return all(`${names} ${snake}`, rule)
}

const blob = typedFile(['mimeType', 'mime_type'], (data) => ({ ...both('mimeType', inert), data }))
const fileData = fields({ ...both('mimeType', inert), ...both('fileUri', reference) })

/** One with files: https://ai.google.dev/api/caching#FunctionResponse */
const filesOfResponse = fields(
  {
    id: inert,
    parts: fields({ ...both('inlineData', blob), ...both('fileData', fileData) }),
    response: whole('tool'),
  },
  'tool',
)
const functionResponse = choice(
  ({ parts }) => (parts === undefined ? whole('tool') : filesOfResponse),
  text('tool'),
)

const part = fields({
  thought: inert,
  ...both('inlineData', blob),
  ...both('fileData', fileData),
  ...both('thoughtSignature', sealed),
  ...both('functionCall', whole('assistant')),
  ...both('functionResponse', functionResponse),
  ...both('toolCall', whole('assistant')),
  ...both('toolResponse', whole('tool')),
  ...both('executableCode', fields({ language: inert, id: callId }, 'assistant')),
  ...both('codeExecutionResult', fields({ outcome: inert, id: callId }, 'tool')),
  ...both('mediaResolution', fields({ level: inert })),
})

const content = fields(
  { role: inert, parts: part },
  roleBy('role', { user: 'user', model: 'assistant', function: 'tool', tool: 'tool' }, 'user'),
)

/** Of the API's making even when it says another role. */
const systemInstruction = fields({ role: inert, parts: part }, 'system')

/** With a sample of the voice: https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerationConfig#SpeechConfig */
const replicated = fields({
  ...both('mimeType', inert),
  ...both('voiceSampleAudio consentAudio', media),
  ...both('voiceConsentSignature', fields({ signature: sealed })),
})
const voice = fields({
  ...both('prebuiltVoiceConfig', fields(both('voiceName', inert))),
  ...both('replicatedVoiceConfig', replicated),
})
const speaker = fields(both('voiceConfig', voice))
const speech = fields({
  ...both('languageCode', inert),
  ...both('voiceConfig', voice),
  ...both('multiSpeakerVoiceConfig', fields(both('speakerVoiceConfigs', speaker))),
})
const outputFormat = fields({
  text: fields({ ...both('mimeType', inert), schema: whole('schema') }),
  ...all('audio image', fields(both('mimeType', inert))),
  video: fields({ ...all('resolution duration', inert), ...both('gcsUri', reference) }),
})
const generation = fields({
  ...both('responseMimeType responseModalities mediaResolution', inert),
  ...both('responseSchema responseJsonSchema', whole('schema')),
  ...both('thinkingConfig', fields(both('thinkingLevel', inert))),
  ...both('speechConfig', speech),
  ...both('responseFormat', outputFormat),
  ...both('imageConfig', fields(both('aspectRatio imageSize', inert))),
})

/** With credentials: https://ai.google.dev/api/caching#Tool · https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/Tool */
const remoteTool = withCredentials('tool_definition', all('url endpoint', reference))
const otherTool = whole('tool_definition', ['fileSearch', 'file_search', 'retrieval'])
const REMOTE = ['mcpServers', 'mcp_servers', 'googleMaps', 'google_maps', 'retrieval']
const tool = choice((value) => (REMOTE.some((name) => Object.hasOwn(value, name)) ? remoteTool : otherTool))

const request = {
  ...all('model name ttl', inert),
  ...all('contents content', content),
  ...both('systemInstruction', systemInstruction),
  tools: tool,
  ...both('toolConfig', fields(both('functionCallingConfig', fields({ mode: inert })))),
  ...both('safetySettings', fields(all('category threshold method', inert))),
  ...both('generationConfig', generation),
  ...both('cachedContent', reference),
  // embedContent
  ...both('taskType expireTime', inert),
}

/** inputConfig.requests.requests[].request of a batch; `requests` of batchEmbedContents. */
const nestedRequest = fields({ ...request, request: fields(request), metadata: fields({ key: inert }) })
const requests = fields({ ...request, requests: nestedRequest, request: fields(request) })
const batch = fields({
  model: inert,
  ...both('inputConfig', fields({ requests, ...both('fileName', reference) })),
})

/** Live: https://ai.google.dev/api/live#BidiGenerateContentClientMessage */
const sound = fields({ ...both('mimeType', inert), data: media })
const avatar = fields({ ...both('imageMimeType', inert), ...both('imageData', media) })
const live = {
  setup: fields({
    ...request,
    ...both('avatarConfig', fields({ ...both('avatarName', inert), ...both('customizedAvatar', avatar) })),
    ...both('sessionResumption', fields({ handle: reference })),
  }),
  ...both('clientContent', fields({ turns: content, ...both('weightedPrompts', text('user')) })),
  ...both('contextUpdate', fields(request)),
  ...both(
    'realtimeInput',
    fields({ ...both('mediaChunks', sound), ...all('audio video', sound), text: text('user') }),
  ),
  ...both('toolResponse', fields(both('functionResponses', functionResponse), 'tool')),
}

export const gemini = fields({
  ...request,
  ...both('generateContentRequest', fields(request)),
  requests,
  batch,
  file: fields({ ...both('mimeType', inert), name: inert }),
  ...live,
})
