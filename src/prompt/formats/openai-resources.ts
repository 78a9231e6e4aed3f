/**
 * What OpenAI keeps: files, uploads, batches, fine-tuning jobs, vector stores, evaluations, containers. Prompts hide in
 * the graders and data sources of evaluations and in the attributes of files.
 * https://platform.openai.com/docs/api-reference/files · https://platform.openai.com/docs/api-reference/batch
 * https://platform.openai.com/docs/api-reference/fine-tuning · https://platform.openai.com/docs/api-reference/vector-stores
 * https://platform.openai.com/docs/api-reference/evals · https://platform.openai.com/docs/api-reference/graders
 */

import {
  all,
  choice,
  everywhere,
  type FieldsRule,
  fields,
  inert,
  type Rule,
  reference,
  secret,
  text,
  whole,
} from '../rule.ts'
import { chatMessage, responseFormat, tool } from './openai-chat.ts'
import { skills } from './skills.ts'

const REFERENCES =
  'file_id file_ids input_file_id input_file_ids input_files agent_id training_file validation_file ' +
  'response_id vector_store_id'
const ENUMS =
  'model purpose endpoint completion_window mime_type type status evaluation_metric reasoning_effort operation ' +
  'part_ids md5 image_tag model_id custom_id'

/** Of the rows of an evaluation, one says what it is, and all the others hold it. */
const storedSource = fields({ type: inert, id: reference })
const source: Rule = choice(({ type }) => (type === 'file_id' ? storedSource : openaiResources))

/** These resources nest the same few names in each other. */
export const openaiResources: FieldsRule = everywhere({
  ...all(ENUMS, inert),
  ...all(REFERENCES, reference),
  // A grader's input is a template of a text, or of messages
  ...all('messages template input', chatMessage),
  source,
  skills,
  ...all('query prompt', text('user')),
  tools: tool,
  // A container's
  domain_secrets: fields({ value: secret }),
  // Of Weights & Biases, in Mistral's fine-tuning jobs
  api_key: secret,
  ...all('item_schema schema', whole('schema')),
  response_format: responseFormat,
  expires_after: fields({ anchor: inert }),
})
