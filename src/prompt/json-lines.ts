/**
 * JSON Lines: batches, fine-tuning and evaluation data, streamed uploads. https://jsonlines.org
 */

import { isJson } from './json.ts'
import { walkJsonText } from './json-text.ts'
import type { Rule } from './rule.ts'
import type { Walk } from './walk.ts'

const encoder = new TextEncoder()

const linesOf = (text: string): string[] => text.split(/\r?\n/)
const isBlank = (line: string): boolean => line.trim() === ''

/** Whether a text is one JSON object or array a line, ambiguous or not. */
export const isJsonLines = (text: string): boolean =>
  /^\s*[[{]/.test(text) &&
  linesOf(text).every((line) => isBlank(line) || (/^\s*[[{]/.test(line) && isJson(line)))

/**
 * @param rule of each line
 * @param path where the text stands in the body
 * @throws {ProxyError} as `walkJsonText` does, for each line
 */
export function walkJsonLines(walk: Walk, text: string, rule: Rule, path: string): void {
  linesOf(text).forEach((line, index) => {
    if (!isBlank(line)) walkJsonText(walk, line, encoder.encode(line), rule, `${path}[${index}]`)
  })
}
