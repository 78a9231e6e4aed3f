/**
 * The own endpoints of servers that people run themselves: Hugging Face's inference API and text-generation-inference,
 * vLLM, SGLang, llama.cpp, SageMaker's containers.
 * https://huggingface.co/docs/inference-providers/tasks/index
 * https://huggingface.co/docs/text-generation-inference/reference/api_reference
 * https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
 * https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
 * https://docs.sglang.io/docs/basic_usage/native_api
 */

import {
  all,
  everywhere,
  type FieldsRule,
  fields,
  inert,
  media,
  orString,
  text,
  textOrFile,
  textOrTokens,
  tokens,
  whole,
} from '../rule.ts'
import { chatFields } from './openai-chat.ts'

const multimodal = everywhere({ multimodal_data: media, prompt_string: text('user') })
const question = everywhere({ ...all('image data', textOrFile) })

export const localServers: FieldsRule = fields({
  ...chatFields,
  // Hugging Face: a text, a list of them, an object of the task, or a file as base64
  inputs: { ...question, role: 'user', tokens: true, string: textOrFile },
  parameters: everywhere({ grammar: whole('schema'), stop: text() }),
  // llama.cpp and vLLM
  prompt: { ...multimodal, role: 'user', tokens: true },
  ...all('content input input_prefix input_suffix text text_1 text_2 query queries', textOrTokens('user')),
  ...all('documents texts input_extra', text('document')),
  system_prompt: text('system'),
  grammar: whole('schema'),
  // SGLang: addresses, base64, or objects with either
  ...all('image_data audio_data video_data', orString(media, all('data url', media))),
  sampling_params: fields({ json_schema: { kind: 'encoded', role: 'schema' } }),
  // llama.cpp's decisions
  state: text('user'),
  questions: text('user'),
  ...all('files images', media),
  tokens,
  ...all('encoding_format truncation_direction', inert),
})
