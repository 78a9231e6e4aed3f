/** A line of an uploaded file: a request of a batch, by the endpoint that it names, or an example to train on. */

import { endpointOf } from './endpoint.ts'
import { bedrockInvoke } from './formats/bedrock.ts'
import { gemini } from './formats/gemini.ts'
import { json } from './formats/json.ts'
import { choice, fields, inert, type Rule, reference } from './rule.ts'

const ids = { custom_id: inert, key: inert, recordId: inert, method: inert, url: reference }

/**
 * OpenAI and those who follow it: `{custom_id, method, url, body}`; Mistral without `url`; Gemini: `{key, request}`;
 * Bedrock: `{recordId, modelInput}`.
 * https://platform.openai.com/docs/api-reference/batch/request-input
 * https://ai.google.dev/gemini-api/docs/batch-api · https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html
 */
export const batchLine: Rule = choice((line) => {
  if (typeof line.body === 'object') {
    const { rule } = endpointOf(typeof line.url === 'string' ? line.url : '/v1/chat/completions')
    return fields({ ...ids, body: rule })
  }
  if (typeof line.request === 'object') return fields({ ...ids, request: gemini })
  if (typeof line.modelInput === 'object') return fields({ ...ids, modelInput: bedrockInvoke })
  return json
})
