/**
 * OpenAI embeddings and moderations; Mistral's moderations and classifications, whose input may be a conversation.
 * https://platform.openai.com/docs/api-reference/embeddings/create
 * https://platform.openai.com/docs/api-reference/moderations/create
 * https://docs.mistral.ai/api/#tag/classifiers
 * https://learn.microsoft.com/en-us/rest/api/aifoundry/model-inference/get-image-embeddings
 */

import { all, type FieldsRule, fields, fieldsOf, inert, media, text, textOrTokens } from '../rule.ts'
import { chatMessage, chatPart, chatRole } from './openai-chat.ts'

const known = {
  ...fieldsOf(chatPart),
  ...fieldsOf(chatMessage),
  messages: chatMessage,
  // Azure
  image: media,
}
const input: FieldsRule = {
  ...fields(known, (value) => chatRole(value) ?? 'user'),
  string: text('user'),
  tokens: true,
}

export const openaiEmbeddings = fields({
  ...all('model user encoding_format input_type output_dtype', inert),
  ...all('input inputs', input),
  messages: chatMessage,
  prompt: textOrTokens('user'),
})
