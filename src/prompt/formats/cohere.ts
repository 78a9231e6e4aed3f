/**
 * Cohere beside chat: embed, rerank, classify, generate, summarize, tokenize, and the resources that it keeps.
 * https://docs.cohere.com/reference/embed · https://docs.cohere.com/reference/rerank
 * https://docs.cohere.com/v1/reference/classify · https://docs.cohere.com/v1/reference/generate
 * https://docs.cohere.com/reference/createfinetunedmodel · https://docs.cohere.com/reference/parse ·
 * https://docs.cohere.com/v1/reference/summarize · https://docs.cohere.com/reference/tokenize
 */

import { all, fields, inert, media, reference, secret, text, tokens } from '../rule.ts'

const ENUMS =
  'model input_type embedding_types truncate return_likelihoods length format extractiveness preset type name language output_format'

const part = fields({ type: inert, image_url: fields({ url: media, detail: inert }) }, 'document')

export const cohere = fields({
  ...all(ENUMS, inert),
  ...all('query prompt text', text('user')),
  ...all('texts documents', text('document')),
  images: media,
  // Of parse
  document: fields({ type: inert, image_url: media }, 'document'),
  // A text to classify, or parts to embed
  inputs: fields({ content: part }, 'document'),
  examples: text('document'),
  additional_command: text('system'),
  tokens,
  ...all('dataset_id input_dataset_id', reference),
  // Of fine-tuning, with a key of Weights & Biases
  settings: fields({
    base_model: fields(all('base_type name strategy version', inert)),
    dataset_id: reference,
    wandb: fields({ api_key: secret }),
  }),
})
