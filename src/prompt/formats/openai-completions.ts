/**
 * OpenAI completions, the legacy endpoint that vLLM, llama.cpp and many hosts still serve; Mistral's fill-in-the-middle.
 * https://platform.openai.com/docs/api-reference/completions/create
 * https://docs.mistral.ai/api/#tag/fim
 */

import { all, fields, file, inert, text, textOrTokens, whole } from '../rule.ts'
import { responseFormat } from './openai-chat.ts'

export const openaiCompletions = fields({
  ...all('model user service_tier', inert),
  prompt: textOrTokens('user'),
  // vLLM: https://docs.vllm.ai/en/latest/features/prompt_embeds.html
  prompt_embeds: file,
  suffix: text('user'),
  stop: text(),
  response_format: responseFormat,
  ...all('guided_json json_schema structured_outputs', whole('schema')),
})
