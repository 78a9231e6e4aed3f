/**
 * Google's `:predict` family: Imagen, Veo, embeddings and classic models take `instances` and `parameters`; `:rawPredict`
 * takes what the model's own vendor defines.
 * https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/predict
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/imagen-api
 * https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/rawPredict
 */

import {
  all,
  choice,
  everywhere,
  type FieldsRule,
  fields,
  fieldsOf,
  inert,
  media,
  type Rule,
  reference,
  text,
} from '../rule.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { gemini } from './gemini.ts'
import { json } from './json.ts'
import { openaiChat } from './openai-chat.ts'

const nested = everywhere({
  ...all('mimeType task_type taskType role author', inert),
  ...all('bytesBase64Encoded image_bytes video_bytes b64', media),
  ...all('gcsUri gcsSource fileUri', reference),
  ...all('prompt content', text('user')),
})
const instance: FieldsRule = {
  ...fields({ ...fieldsOf(nested), context: text('system') }),
  rest: nested,
}

const predict = fields({ instances: instance, parameters: everywhere({ storageUri: inert }) })

/** What the model's vendor defines: Anthropic's requests carry `anthropic_version`. */
export const googlePredict: Rule = choice((body) => {
  if (body.instances !== undefined) return predict
  if (body.anthropic_version !== undefined) return anthropicMessages
  if (body.contents !== undefined) return gemini
  return body.messages === undefined ? json : openaiChat
})
