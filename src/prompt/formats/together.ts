/**
 * Together's jobs and models. They take keys of third parties: of Weights & Biases, of Hugging Face, and of the provider
 * whose model is a judge.
 * https://github.com/togethercomputer/openapi/blob/main/openapi.yaml
 */

import {
  all,
  choice,
  everywhere,
  fields,
  inert,
  type Rule,
  reference,
  secret,
  text,
  textOrFile,
} from '../rule.ts'
import { json } from './json.ts'

const ENUMS =
  'type method model base_model model_name model_type model_source model_resources_id model_object_id model_revision_id routed_experts_key'
const SECRETS = 'wandb_api_key hf_api_token hf_token external_api_token token'

/** Fine-tuning, reinforcement learning, evaluations, and models whose weights are fetched. */
export const together = everywhere({
  ...all(`${ENUMS} train_on_inputs`, inert),
  ...all(SECRETS, secret),
  ...all('training_file validation_file from_checkpoint input_data_file_path', reference),
  ...all('calibration_file_id resume_from_checkpoint_id', reference),
  ...all('external_base_url wandb_base_url modelId remoteUrl', reference),
  system_template: text('system'),
  input_template: text('user'),
})

/** Other providers have a path for models, too. */
export const togetherModels: Rule = choice(({ model_source }) =>
  model_source === undefined ? json : together,
)

/** A program to run, with its files: https://docs.together.ai/reference/tci-execute */
export const togetherCode = fields({
  language: inert,
  session_id: reference,
  code: text('user'),
  files: fields({ encoding: inert, content: textOrFile }, 'document'),
})

/** What is kept for containers. */
export const togetherSecrets = fields({ value: secret })
