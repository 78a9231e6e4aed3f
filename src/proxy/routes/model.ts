/** Another name for the model, in the place where the request has it. Every other byte stays as it came. */

import { decodeUtf8 } from '../../prompt/json.ts'

const PATH_MODEL = /(\/(?:models|deployments|model)\/)([^/:]+)/

/** @returns the path with another model; undefined when it names none */
export function renameInPath(path: string, model: string): string | undefined {
  if (!PATH_MODEL.test(path)) return undefined
  return path.replace(PATH_MODEL, (_, before: string) => before + encodeURIComponent(model))
}

/**
 * @param body the decoded bytes of a body that was read as JSON
 * @returns the bytes with another value of the top-level `model`; undefined when there is none
 */
export function renameInBody(body: Uint8Array, model: string): Uint8Array<ArrayBuffer> | undefined {
  const text = decodeUtf8(body)
  const place = findModel(text)
  if (!place) return undefined
  return new TextEncoder().encode(text.slice(0, place.start) + JSON.stringify(model) + text.slice(place.end))
}

interface Place {
  readonly start: number
  readonly end: number
}

/** The string value of `model` in the outermost object of a text that `JSON.parse` accepts. */
function findModel(text: string): Place | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  let depth = 0
  let isValue = false
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case '{':
      case '[':
        depth++
        isValue = false
        break
      case '}':
      case ']':
        depth--
        isValue = false
        break
      case '"': {
        const end = closingQuote(text, i) + 1
        if (isValue) return { start: i, end }
        const colon = depth === 1 ? /^\s*:\s*/.exec(text.slice(end, end + 64)) : null
        isValue =
          colon !== null && JSON.parse(text.slice(i, end)) === 'model' && text[end + colon[0].length] === '"'
        i = end - 1
      }
    }
  }
  return undefined
}

function closingQuote(text: string, open: number): number {
  let close = open + 1
  while (text[close] !== '"') close += text[close] === '\\' ? 2 : 1
  return close
}
