/**
 * An operator's instruction before those of a request, in the place that each format has for them. A text that stands
 * there already stays behind it, after an empty line; so does a list of messages or blocks.
 */

import { ProxyError } from '../proxy/errors.ts'
import { keyOf, type Spelling } from './change-fields.ts'
import type { Endpoint } from './endpoint.ts'
import type { Json } from './json.ts'
import { editJson, type JsonEdit } from './json-edit.ts'
import type { JsonNode, ObjectNode } from './json-tree.ts'

/** Adds the instruction. @returns false when the body has something else in its place */
type Place = (edit: JsonEdit, body: ObjectNode, instruction: string) => boolean

const SEPARATOR = '\n\n'

/** A member that is a text. */
const textAt =
  (key: string): Place =>
  (edit, body, instruction) => {
    const node = memberOf(edit, body, key)
    if (!node) putMember(edit, body, key, instruction)
    else if (node.kind !== 'string') return false
    else edit.prependText(node, edit.written(node) === '""' ? instruction : instruction + SEPARATOR)
    return true
  }

/** A member that is a list. */
const itemAt =
  (key: string, itemOf: (instruction: string) => Json): Place =>
  (edit, body, instruction) => {
    const node = memberOf(edit, body, key)
    if (!node) putMember(edit, body, key, [itemOf(instruction)])
    else if (node.kind !== 'array') return false
    else edit.prependItem(node, itemOf(instruction))
    return true
  }

/** The first message; with the role that OpenAI's newer models have for it where the request uses that alone. */
const firstMessage: Place = (edit, body, instruction) => {
  const node = memberOf(edit, body, 'messages')
  if (node?.kind !== 'array') return false
  const roles = node.items.map((item) => {
    const role = item.kind === 'object' ? item.members.role?.value : undefined
    return role?.kind === 'string' ? String(JSON.parse(edit.written(role))) : ''
  })
  const role = roles.includes('developer') && !roles.includes('system') ? 'developer' : 'system'
  edit.prependItem(node, { role, content: instruction })
  return true
}

/** https://docs.anthropic.com/en/api/messages: a text or blocks */
const anthropicSystem: Place = (edit, body, instruction) => {
  // The legacy text completions have a prompt alone.
  if (!body.members.messages) return false
  const blocks = memberOf(edit, body, 'system')?.kind === 'array'
  const place = blocks ? itemAt('system', (text) => ({ type: 'text', text })) : textAt('system')
  return place(edit, body, instruction)
}

/** https://ai.google.dev/api/generate-content */
const geminiInstruction: Place = (edit, body, instruction) => {
  const part: Json = { text: instruction }
  const node = memberOf(edit, body, 'systemInstruction', 'protobuf')
  if (!node) putMember(edit, body, 'systemInstruction', { parts: [part] }, 'protobuf')
  else if (node.kind !== 'object') return false
  else {
    const parts = memberOf(edit, node, 'parts')
    if (!parts) putMember(edit, node, 'parts', [part])
    else if (parts.kind !== 'array') return false
    else edit.prependItem(parts, part)
  }
  return true
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
const converseSystem: Place = (edit, body, instruction) =>
  body.members.messages !== undefined && itemAt('system', (text) => ({ text }))(edit, body, instruction)

/** What the vendor of the model defines; Nova takes Converse's messages, whose blocks have no `type`. */
const bedrockModel: Place = (edit, body, instruction) => {
  if (body.members.anthropic_version) return anthropicSystem(edit, body, instruction)
  if (body.members.message) return textAt('preamble')(edit, body, instruction)
  const messages = memberOf(edit, body, 'messages')
  const first = messages?.kind === 'array' ? messages.items[0] : undefined
  const content = first?.kind === 'object' ? first.members.content?.value : undefined
  const block = content?.kind === 'array' ? content.items[0] : undefined
  const isConverse = block?.kind === 'object' && !block.members.type
  return (isConverse ? converseSystem : firstMessage)(edit, body, instruction)
}

const vertexModel: Place = (edit, body, instruction) => {
  if (body.members.instances) return false
  if (body.members.anthropic_version) return anthropicSystem(edit, body, instruction)
  return (body.members.contents ? geminiInstruction : firstMessage)(edit, body, instruction)
}

/** With `raw` the model gets the prompt alone. */
const ollamaSystem: Place = (edit, body, instruction) => {
  const raw = body.members.raw?.value
  return (raw === undefined || edit.written(raw) === 'false') && textAt('system')(edit, body, instruction)
}

const PLACES: readonly (readonly [format: string, path: RegExp, place: Place])[] = [
  ['openai-chat', /\/completions$/, firstMessage],
  ['openai-responses', /\/responses(\/(input_tokens|compact))?$/, textAt('instructions')],
  ['anthropic-messages', /\/messages(\/count_tokens)?$/, anthropicSystem],
  ['gemini', /:(generateContent|streamGenerateContent)$|\/cachedContents$/, geminiInstruction],
  ['gemini-interactions', /./, textAt('system_instruction')],
  ['google-predict', /:(rawPredict|streamRawPredict)$/, vertexModel],
  ['bedrock-converse', /\/converse(-stream)?$/, converseSystem],
  ['bedrock-invoke', /\/invoke(-with-response-stream)?$/, bedrockModel],
  ['cohere-chat-v1', /./, textAt('preamble')],
  ['cohere-chat-v2', /./, firstMessage],
  ['ollama', /\/api\/chat$/, firstMessage],
  ['ollama', /\/api\/generate$/, ollamaSystem],
  // Mistral's; OpenAI's conversations of the same path have none.
  [
    'conversations',
    /\/conversations$/,
    (edit, body, text) => body.members.inputs !== undefined && textAt('instructions')(edit, body, text),
  ],
]

const placeFor = ({ format }: Endpoint, path: string): Place | undefined =>
  PLACES.find(([known, pattern]) => known === format && pattern.test(path.replace(/\/+$/, '')))?.[2]

/** @param path of the upstream URL, percent-decoded once */
export const hasSystemPlace = (endpoint: Endpoint, path: string): boolean =>
  placeFor(endpoint, path) !== undefined

/**
 * @param body UTF-8 of a JSON object that was walked
 * @param path of the upstream URL, percent-decoded once
 * @throws {ProxyError} `unrewritable_request` for a request that has no such place, `duplicate_json_key`
 */
export function prependSystemInstruction(
  body: Uint8Array,
  instruction: string,
  endpoint: Endpoint,
  path: string,
): Uint8Array {
  const edit = editJson(body)
  const place = placeFor(endpoint, path)
  if (edit.root.kind === 'object' && place?.(edit, edit.root, instruction)) return edit.apply()
  throw new ProxyError('unrewritable_request', {
    detail: `The route puts a system instruction before every request, and this one (${endpoint.format}) has no place for it.`,
  })
}

/** @returns undefined also for null */
function memberOf(
  edit: JsonEdit,
  body: ObjectNode,
  name: string,
  spelling: Spelling = 'exact',
): JsonNode | undefined {
  const key = keyOf(body, name, spelling)
  const node = key === undefined ? undefined : body.members[key]?.value
  return node && edit.written(node) === 'null' ? undefined : node
}

/** Where there is none, or null. */
function putMember(
  edit: JsonEdit,
  body: ObjectNode,
  name: string,
  value: Json,
  spelling: Spelling = 'exact',
): void {
  const key = keyOf(body, name, spelling)
  const node = key === undefined ? undefined : body.members[key]?.value
  if (node) edit.replace(node, value)
  else edit.insert(body, name, value)
}
