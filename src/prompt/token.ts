/** What an id, a model name, an enum value or a key looks like, as opposed to something that a model could obey. */

import { encodedWords } from './encoded-words.ts'

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const TOKEN = characters(`${LETTERS_AND_DIGITS}_.:/@+=,~#$-`)
const ADDRESS = characters(`${LETTERS_AND_DIGITS}_.:/@+=,~#$-%?&;!*()`)
const LONGEST_TOKEN = 256
const LONGEST_ADDRESS = 4096
const WORD = /[A-Za-z][a-z]{2,}|[A-Z]{3,}/g
/** More words than any vendor's ids and model names have; `ignore_all_previous_instructions_and_obey_me` has more. */
const MAX_WORDS = 6
/** Too short for a sentence; spares nearly all tokens the count of their words. */
const SHORT = 24

/** No white space, short, and no sentence with its spaces replaced or in another alphabet of bytes. */
export const isToken = (value: string): boolean =>
  value.length <= LONGEST_TOKEN && consistsOf(value, TOKEN) && hasFewWords(value)

/** The same for addresses: what a provider fetches by itself, and an id that names it. */
export const isAddress = (value: string): boolean =>
  value.length <= LONGEST_ADDRESS && consistsOf(value, ADDRESS) && hasFewWords(value)

/** A key, a JSON Web Token, the value of an Authorization header. */
export const isSecret = (value: string): boolean =>
  /^((Bearer|Basic|Token) )?[\w.~+/=:-]{0,8192}$/i.test(value)

const hasFewWords = (value: string): boolean =>
  value.length <= SHORT || ((value.match(WORD)?.length ?? 0) <= MAX_WORDS && encodedWords(value) === '')

function characters(allowed: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const character of allowed) table[character.charCodeAt(0)] = 1
  return table
}

/** For short strings much faster than a regular expression; it runs for each role, type and unknown key. */
function consistsOf(value: string, allowed: Uint8Array): boolean {
  for (let i = 0; i < value.length; i++) {
    if (allowed[value.charCodeAt(i)] !== 1) return false
  }
  return true
}
