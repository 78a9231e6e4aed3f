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
  roleBy,
  textOrFile,
  tokens,
} from '../rule.ts'

/** At every depth: what may be a file is looked at (attachment.ts). */
const plain = everywhere({
  ...all('data bytes b64_json base64 image images audio video url image_url file file_data', textOrFile),
  ...all('prompt_token_ids token_ids input_ids', tokens),
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
