/**
 * A text as the codes of its letters: in a list, `[105, 103, 110]`, in the members of an object, `{"a": 105, "b": 103}`, or
 * in the digits of one number, `105103110`.
 */

import type { Json, JsonObject } from './json.ts'

/** Shorter lists say nothing. */
export const SHORTEST_LIST = 12
/** Behind Latin, Greek and Cyrillic; ids of tokens are mostly beyond. */
const BEYOND = 0x530
/** Two words. */
const LANGUAGE = /\p{L}{2}[\p{P}\p{M}]*\s+\p{P}*\p{L}{2}/u

/** @returns empty for any other list; looks no further than the first item that is no code */
export function textOfCodes(items: readonly Json[]): string {
  if (items.length < SHORTEST_LIST) return ''
  let text = ''
  for (const item of items) {
    if (typeof item !== 'number' || !isCode(item)) return ''
    text += String.fromCharCode(item)
  }
  return LANGUAGE.test(text) ? text : ''
}

/** @returns empty for objects of anything else */
export const textOfMembers = (value: JsonObject): string =>
  textOfCodes(Object.values(value).filter((member) => typeof member === 'number'))

/** The digits of two words. */
const DIGITS = /\d{24,}/g
/** Codes of ASCII that follow each other: without zeros before them, in three digits, in three octal ones. */
const NOTATIONS: readonly (readonly [code: RegExp, base: number])[] = [
  [/1[01]\d|12[0-6]|[3-9]\d|13|10/y, 10],
  [/0(?:1[03]|3[2-9]|[4-9]\d)|1[01]\d|12[0-6]/y, 10],
  [/0(?:1[25]|4[0-7]|[5-7][0-7])|1[0-7][0-7]/y, 8],
]

/** What is in long rows of digits, a line for each; empty for nearly all of them. */
export function textOfDigits(text: string): string {
  const found: string[] = []
  for (const [digits] of text.matchAll(DIGITS)) {
    // Numbers begin without the zero of the first code, and behind a decimal point with more of them.
    const bare = digits.replace(/^0+/, '')
    const ways = [bare, `0${bare}`]
    const readings = NOTATIONS.flatMap(([code, base]) => ways.map((way) => lettersOf(way, code, base)))
    found.push(...new Set(readings.filter((reading) => LANGUAGE.test(reading))))
  }
  return found.join('\n')
}

/** Up to the first digit that begins no code. */
function lettersOf(digits: string, code: RegExp, base: number): string {
  let letters = ''
  code.lastIndex = 0
  for (let match = code.exec(digits); match !== null; match = code.exec(digits))
    letters += String.fromCharCode(Number.parseInt(match[0], base))
  return letters
}

const isCode = (code: number): boolean =>
  Number.isInteger(code) && code < BEYOND && (code >= 0x20 || (code >= 0x09 && code <= 0x0d))
