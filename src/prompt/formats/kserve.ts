/**
 * The Open Inference Protocol of KServe and Triton: tensors by name and type. Texts are tensors of bytes; integers in a row
 * may be the tokens of one. Triton's generate extension has the same inputs as fields of an object.
 * https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol
 * https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/protocol/extension_generate.html
 */

import type { Json, JsonObject } from '../json.ts'
import { all, choice, fields, inert, type Rule, text, textOrFile, tokens, whole } from '../rule.ts'

const INTEGERS = /^U?INT(16|32|64)$/i
/** What says of each token whether it counts, which no text could be. */
const isMask = (data: Json | undefined): boolean =>
  Array.isArray(data) && data.flat(8).every((number) => number === 0 || number === 1)

/** Settings of a model have one number a row. */
function isRow({ shape, data }: JsonObject): boolean {
  const numbers = Array.isArray(data) ? data.flat(8).length : 0
  const [rows] = Array.isArray(shape) ? shape : []
  return numbers > (typeof rows === 'number' && rows > 1 ? rows : 1)
}

const known = { ...all('name datatype', inert), parameters: whole('user') }
const tensor = (data: Rule) => fields({ ...known, data }, 'user')
const tokenTensor = tensor(tokens)
const otherTensor = tensor(textOrFile)

const input = choice((value) => {
  const { datatype, data } = value
  const isInteger = typeof datatype === 'string' && INTEGERS.test(datatype)
  return isInteger && !isMask(data) && isRow(value) ? tokenTensor : otherTensor
})

export const kserve = fields({
  ...all('id model_name model_version', inert),
  inputs: input,
  outputs: fields(all('name datatype', inert)),
  ...all('text_input prompt', text('user')),
  parameters: whole('user'),
})
