/**
 * JSON Lines: batches, fine-tuning and evaluation data, streamed uploads. https://jsonlines.org
 */

import { isJson } from './json.ts'
import { walkJsonText } from './json-text.ts'
import type { Rule } from './rule.ts'
import type { Walk } from './walk.ts'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

const linesOf = (text: string): string[] => text.split(/\r?\n/)
const isBlank = (line: string): boolean => line.trim() === ''

/** Whether a text is one JSON object or array a line, ambiguous or not. */
export const isJsonLines = (text: string): boolean =>
  /^\s*[[{]/.test(text) &&
  linesOf(text).every((line) => isBlank(line) || (/^\s*[[{]/.test(line) && isJson(line)))

/**
 * @param bytes the same text in UTF-8
 * @param rule of each line
 * @param path where the text stands in the body
 * @throws {ProxyError} as `walkJsonText` does, for each line
 */
export function walkJsonLines(walk: Walk, text: string, bytes: Uint8Array, rule: Rule, path: string): void {
  let start = 0
  linesOf(text).forEach((line, index) => {
    const feed = bytes.indexOf(LINE_FEED, start)
    const next = feed === -1 ? bytes.length + 1 : feed + 1
    const end = feed > start && bytes[feed - 1] === CARRIAGE_RETURN ? feed - 1 : next - 1
    if (!isBlank(line)) walkJsonText(walk, line, bytes.subarray(start, end), rule, `${path}[${index}]`)
    start = next
  })
}
