/** Another name for the model, in the place where the request has it. Every other byte stays as it came. */

import { parseContentType } from '../../prompt/content-type.ts'
import { isJson } from '../../prompt/json.ts'
import { editJson } from '../../prompt/json-edit.ts'
import { formField } from '../../prompt/multipart.ts'
import { splice } from '../../prompt/splice.ts'

/**
 * Gemini and Vertex `models/X:verb`, Azure `deployments/X`, Bedrock `model/X`. Azure does not tell letters apart by their
 * case, and some servers take an encoded slash for one. Google's verbs follow a colon; versions of Bedrock's models do
 * too, in digits.
 */
const PATH_MODEL = /((?:\/|%2f)(models|deployments|model)(?:\/|%2f))([^/]+?)(?=(?::|%3a)[a-z]+(?:\/|$)|\/|$)/i

interface PathModel {
  /** Decoded. */
  readonly name: string
  /** Whether it is the one that answers, whatever a body says: Azure's deployments. */
  readonly decides: boolean
}

/** @param path percent-encoded, well-formed @returns the model that it names */
export function modelInPath(path: string): PathModel | undefined {
  const found = PATH_MODEL.exec(path)
  if (!found) return undefined
  const [, , kind = '', name = ''] = found
  return { name: decodeURIComponent(name), decides: kind.toLowerCase() === 'deployments' }
}

/** @returns the path with another model; undefined when it names none */
export function renameInPath(path: string, model: string): string | undefined {
  if (!PATH_MODEL.test(path)) return undefined
  return path.replace(PATH_MODEL, (_, before: string) => before + encodeURIComponent(model))
}

/**
 * @param body the decoded bytes of a body that was walked
 * @returns the bytes with another value of the top-level `model`, or of a multipart form's field of that name;
 *   undefined when there is none, or more than one
 * @throws {ProxyError} as `parseContentType` does
 */
export function renameInBody(
  body: Uint8Array,
  model: string,
  contentType: string | null,
): Uint8Array<ArrayBuffer> | undefined {
  const { type, boundary } = parseContentType(contentType)
  if (type === 'multipart/form-data') return renameInForm(body, model, boundary)
  // Who reads a form would not read it as JSON.
  if (type === 'application/x-www-form-urlencoded' || !isJson(Buffer.from(body).toString())) return undefined
  const edit = editJson(body)
  const value = edit.root.kind === 'object' ? edit.root.members.model?.value : undefined
  if (value?.kind !== 'string') return undefined
  edit.replace(value, model)
  return new Uint8Array(edit.apply())
}

function renameInForm(
  body: Uint8Array,
  model: string,
  boundary: string,
): Uint8Array<ArrayBuffer> | undefined {
  const content = formField(body, boundary, 'model')
  const bytes = Buffer.from(model)
  // It could end its part, and begin another one.
  if (!content || bytes.includes(`--${boundary}`)) return undefined
  const start = content.byteOffset - body.byteOffset
  return splice(body, [{ start, end: start + content.length, bytes }])
}

/** Some providers tell names apart by their case, some do not; `models/` is Gemini's own spelling in bodies. */
export const foldModel = (name = ''): string => name.toLowerCase().replace(/^models\//, '')
