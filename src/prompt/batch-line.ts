/** A line of an uploaded file: a request of a batch, by the endpoint that it names, or an example to train on. */

import { endpointOf } from './endpoint.ts'
import { bedrockInvoke } from './formats/bedrock.ts'
import { gemini } from './formats/gemini.ts'
import { json } from './formats/json.ts'
import { chatMessage, openaiChat } from './formats/openai-chat.ts'
import { all, choice, fields, inert, type Rule, reference } from './rule.ts'

const ids = { custom_id: inert, key: inert, recordId: inert, method: inert, url: reference }

const lineOf = (member: string, rule: Rule): Rule => fields({ ...ids, [member]: rule })
const geminiLine = lineOf('request', gemini)
const bedrockLine = lineOf('modelInput', bedrockInvoke)
/** Of two answers the better one: https://developers.openai.com/api/docs/guides/direct-preference-optimization */
const preference = fields({
  input: openaiChat,
  ...all('preferred_output non_preferred_output', chatMessage),
})
/** By the rule of their body: a plan is made for each rule (plan.ts), and not for each line. */
const bodyLines = new WeakMap<Rule, Rule>()

/**
 * OpenAI and those who follow it: `{custom_id, method, url, body}`; Mistral without `url`; Gemini: `{key, request}`;
 * Bedrock: `{recordId, modelInput}`.
 * https://platform.openai.com/docs/api-reference/batch/request-input
 * Examples are conversations in the form of the vendor's requests.
 * https://ai.google.dev/gemini-api/docs/batch-api · https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html
 */
export const batchLine: Rule = choice((line) => {
  if (typeof line.body === 'object') {
    const { rule } = endpointOf(typeof line.url === 'string' ? line.url : '/v1/chat/completions')
    const known = bodyLines.get(rule) ?? lineOf('body', rule)
    bodyLines.set(rule, known)
    return known
  }
  if (typeof line.request === 'object') return geminiLine
  if (typeof line.modelInput === 'object') return bedrockLine
  if (Array.isArray(line.messages)) return line.schemaVersion === undefined ? openaiChat : bedrockInvoke
  if (Array.isArray(line.contents)) return gemini
  if (line.preferred_output !== undefined) return preference
  return json
})
