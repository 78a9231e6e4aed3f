/** One named value of a form, in either of the two encodings that forms have. */

import { walkJson } from './json-text.ts'
import type { Rule } from './rule.ts'
import { memberPath } from './segment.ts'
import { addText, type Walk } from './walk.ts'
import { encodedText } from './whole.ts'

/**
 * Counts two strings, the name and the value.
 * @param rule of the whole form, as if it were a JSON object of strings
 */
export function walkField(walk: Walk, name: string, value: string, rule: Rule): void {
  const decoded = encodedText(value)
  if (decoded === value) walkJson(walk, { [name]: value }, rule, 'unknown', '', 0)
  else {
    walk.strings += 2
    addText(walk, `${name}\n${decoded}`, 'unknown', memberPath('', name))
  }
}
