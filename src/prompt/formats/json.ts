/**
 * JSON of an endpoint that nobody knows: every string is text. Roles are taken from where nearly all vendors have them.
 */

import {
  all,
  everywhere,
  type FieldsRule,
  fields,
  fieldsOf,
  inert,
  reference,
  roleBy,
  textOrFile,
  tokens,
} from '../rule.ts'

const REFERENCES =
  'file_id file_ids file_uri fileUri vector_store_id vector_store_ids previous_response_id previous_interaction_id ' +
  'conversation_id thread_id cached_content cachedContent dataset_id collection_id collection_ids'

/** At every depth: what may be a file is looked at (attachment.ts), what is stored elsewhere is a reference. */
const plain = everywhere({
  ...all('data bytes b64_json base64 image images audio video url image_url file file_data', textOrFile),
  // A skill's: https://docs.mistral.ai/api/#tag/beta.skills
  rawContent: textOrFile,
  ...all('prompt_token_ids token_ids input_ids', tokens),
  ...all(REFERENCES, reference),
})

const message: FieldsRule = {
  ...fields(
    { ...fieldsOf(plain), role: inert },
    roleBy('role', {
      system: 'system',
      developer: 'developer',
      user: 'user',
      assistant: 'assistant',
      model: 'assistant',
      tool: 'tool',
      function: 'tool',
    }),
  ),
  rest: plain,
}

export const json: FieldsRule = {
  ...fields({
    ...fieldsOf(plain),
    model: inert,
    ...all('messages contents', message),
    input: { ...message, tokens: true },
    ...all('prompt inputs', { ...plain, tokens: true }),
  }),
  rest: plain,
}
