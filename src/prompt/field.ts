/** One named value of a form, in either of the two encodings that forms have. */

import { ProxyError } from '../proxy/errors.ts'
import { walkJson } from './json-text.ts'
import type { Rule } from './rule.ts'
import { memberPath } from './segment.ts'
import { addText, type Walk } from './walk.ts'
import { encodedText } from './whole.ts'

/**
 * Counts two strings, the name and the value.
 * @param rule of the whole form, as if it were a JSON object of strings
 * @throws {ProxyError} `unsupported_encoding` for a `_charset_` that is not UTF-8 (RFC 7578, section 4.6)
 */
export function walkField(walk: Walk, name: string, value: string, rule: Rule): void {
  if (name.toLowerCase() === '_charset_' && !/^utf-?8$/i.test(value))
    throw new ProxyError('unsupported_encoding', { detail: 'Send UTF-8.' })
  const decoded = encodedText(value)
  if (decoded === value) walkJson(walk, { [name]: value }, rule, 'unknown', '', 0)
  else {
    walk.strings += 2
    addText(walk, `${name}\n${decoded}`, 'unknown', memberPath('', name))
  }
}
