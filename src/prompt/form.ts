/**
 * Forms: names and values are text.
 * https://url.spec.whatwg.org/#application/x-www-form-urlencoded
 */

import { ProxyError } from '../proxy/errors.ts'
import { walkField } from './field.ts'
import type { Rule } from './rule.ts'
import { addText, type Walk } from './walk.ts'
import { encodedText } from './whole.ts'

const REPLACEMENT = '\ufffd'

/**
 * @param text a body of type application/x-www-form-urlencoded
 * @returns the model that the form names
 * @throws {ProxyError} `invalid_utf8` when the percent-encoded bytes are not well-formed UTF-8
 */
export function walkForm(walk: Walk, text: string, rule: Rule): string | undefined {
  let model: string | undefined
  for (const [name, value] of new URLSearchParams(text)) {
    if (`${name}${value}`.includes(REPLACEMENT) && !text.includes(REPLACEMENT))
      throw new ProxyError('invalid_utf8')
    walkField(walk, name, value, rule)
    if (name === 'model') {
      model = value
      walk.models.push(value)
    }
  }
  // Clients that forget the header send JSON under this type, and lenient servers read it.
  if (/^\s*[[{"]/.test(text)) addText(walk, encodedText(text), 'unknown', '')
  return model
}
