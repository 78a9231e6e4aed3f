/** The body that leaves where a route changes it. Whatever could slip by unchanged is refused. */

import { changeFields } from '../../prompt/change-fields.ts'
import { isJsonType, parseContentType } from '../../prompt/content-type.ts'
import type { Endpoint } from '../../prompt/endpoint.ts'
import { isJson } from '../../prompt/json.ts'
import { type ObjectNode, readJsonTree } from '../../prompt/json-tree.ts'
import { prependSystemInstruction } from '../../prompt/system-instruction.ts'
import type { Body } from '../body.ts'
import { ProxyError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { decodeOnce } from '../route.ts'
import { type BodyChanges, variablesOf } from './rewriting.ts'

/** Where a body came from and goes to. */
interface Origin {
  readonly contentType: string | null
  readonly endpoint: Endpoint
  readonly upstream: URL
}

/** Members that hold whole requests, which the changes would pass by. */
const ENVELOPES: Readonly<Record<string, readonly string[] | undefined>> = {
  'anthropic-messages': ['requests'],
  'openai-chat': ['request'],
  gemini: ['requests', 'batch', 'generateContentRequest', 'generate_content_request'],
  'bedrock-converse': ['input'],
  'bedrock-invoke': ['modelInput'],
}

const NO_OTHER_MODELS = { kind: 'remove', path: ['models'] } as const

/**
 * @param body that was walked (extract.ts); undefined when there is none, and nothing to change
 * @returns what to send, without a Content-Encoding; `body` itself when nothing in it is different
 * @throws {ProxyError} `unrewritable_request` for what is no JSON object, or has no place for a change;
 *   `duplicate_json_key`
 */
export function changeBody<B extends Body | undefined>(
  body: B,
  changes: BodyChanges | undefined,
  { contentType, endpoint, upstream }: Origin,
  exchange: Exchange,
): Body | B {
  if (!body || !changes) return body
  const { fields, system, dropsModels } = changes
  const root = jsonObjectOf(body.decoded, contentType)
  if (fields || system) assertOneRequest(root, endpoint)
  const variables = variablesOf(exchange)
  let bytes = body.decoded
  if (dropsModels && root?.members.models) bytes = changeFields(bytes, [NO_OTHER_MODELS], 'exact')
  if (fields)
    bytes = changeFields(bytes, fields(variables), endpoint.format === 'gemini' ? 'protobuf' : 'exact')
  const instruction = system?.fill(variables) ?? ''
  if (instruction !== '') {
    bytes = prependSystemInstruction(bytes, instruction, endpoint, decodeOnce(upstream.pathname))
  }
  if (bytes === body.decoded) return body
  const changed = new Uint8Array(bytes)
  return { raw: changed, decoded: changed }
}

function jsonObjectOf(bytes: Uint8Array, contentType: string | null): ObjectNode | undefined {
  const { type } = parseContentType(contentType)
  // Who reads a body of another type might not read it as JSON.
  const mayBeJson = isJsonType(type) || type === '' || type === 'text/plain'
  const root = mayBeJson && isJson(Buffer.from(bytes).toString()) ? readJsonTree(bytes) : undefined
  return root?.kind === 'object' ? root : undefined
}

function assertOneRequest(root: ObjectNode | undefined, { format }: Endpoint): void {
  if (!root) throw refused('Only a body that is a JSON object can be changed.')
  const envelope = ENVELOPES[format]?.find((name) => root.members[name])
  if (envelope !== undefined) {
    throw refused(
      `What is in ${JSON.stringify(envelope)} would not be changed; send it as a request of its own.`,
    )
  }
}

const refused = (detail: string): ProxyError => new ProxyError('unrewritable_request', { detail })
