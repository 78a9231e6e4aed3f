/** What an id, a model name, an enum value or a key looks like, as opposed to something that a model could obey. */

import { isDisguise } from './disguise.ts'
import { hasFewWords } from './words.ts'

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const TOKEN = characters(`${LETTERS_AND_DIGITS}_.:/@+=,~#$-`)
const ADDRESS = characters(`${LETTERS_AND_DIGITS}_.:/@+=,~#$-%?&;!*()`)
const LONGEST_TOKEN = 256
const LONGEST_ADDRESS = 4096
const MAX_LAYERS = 3
/** A word in letters of another script. */
const FOREIGN = /(?:(?!\p{Script=Latin})\p{L}\p{M}*){5}/u
/** Shorter ones hide nothing. */
const SHORT = 16
/** Ids and model names that are known to hide nothing: a conversation brings the same ones with each turn. */
const known = new Set<string>()
const MAX_KNOWN = 4096

/** No white space, short, no sentence with its spaces replaced and none in base64 or hex. */
export const isToken = (value: string): boolean =>
  hasForm(value) && (value.length < SHORT || saysNothing(value))

/** The same for a caller who remembers it. */
export const isUnknownToken = (value: string): boolean =>
  hasForm(value) && (value.length < SHORT || hidesNothing(value))

/** The same for addresses: what a provider fetches by itself, and an id that names it. */
export const isAddress = (value: string): boolean =>
  value.length <= LONGEST_ADDRESS &&
  consistsOf(value, ADDRESS) &&
  saysNothing(value) &&
  isPlainEncoding(value)

const hasForm = (value: string): boolean => value.length <= LONGEST_TOKEN && consistsOf(value, TOKEN)
const hidesNothing = (value: string): boolean => hasFewWords(value) && !isDisguise(value)

function saysNothing(value: string): boolean {
  if (known.has(value)) return true
  if (!hidesNothing(value)) return false
  if (value.length > LONGEST_TOKEN) return true
  if (known.size === MAX_KNOWN) known.clear()
  known.add(value)
  return true
}

/** Percent-encoding, also of itself, that stands for something as harmless. */
function isPlainEncoding(value: string): boolean {
  let decoded = value
  for (let layers = 0; decoded.includes('%'); layers++) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      return false
    }
    if (layers === MAX_LAYERS || FOREIGN.test(decoded) || !hidesNothing(decoded)) return false
  }
  return true
}

/** A key, a JSON Web Token, the value of an Authorization header. */
export const isSecret = (value: string): boolean =>
  /^((Bearer|Basic|Token) )?[\w.~+/=:-]{0,8192}$/i.test(value)

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
