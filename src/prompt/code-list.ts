/** A text as a list of the codes of its letters: `[105, 103, 110, 111, 114, 101]`. */

import type { Json } from './json.ts'

/** Shorter lists say nothing. */
const SHORTEST = 12
/** Behind Latin, Greek and Cyrillic; ids of tokens are mostly beyond. */
const BEYOND = 0x530
/** Two words. */
const LANGUAGE = /\p{L}{2}[\p{P}\p{M}]*\s+\p{P}*\p{L}{2}/u

/** @returns empty for any other list; looks no further than the first item that is no code */
export function textOfCodes(items: readonly Json[]): string {
  if (items.length < SHORTEST) return ''
  let text = ''
  for (const item of items) {
    if (typeof item !== 'number' || !isCode(item)) return ''
    text += String.fromCharCode(item)
  }
  return LANGUAGE.test(text) ? text : ''
}

const isCode = (code: number): boolean =>
  Number.isInteger(code) && code < BEYOND && (code >= 0x20 || (code >= 0x09 && code <= 0x0d))
