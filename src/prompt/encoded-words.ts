/**
 * Words in base64 or hexadecimal digits, where an id or a signature is expected: a model can read them, and nobody who
 * makes ids writes sentences. Random bytes are hardly ever printable for long: 16 of them once in ten million.
 */

import { isPrintable } from './sniff.ts'

/** Shorter ones decode to three words at the most. */
const SHORTEST = 24
const HEX = /^(?:[0-9a-f]{2})+$/i
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
/** Enough to tell noise from text, without decoding all of it. */
const BEGINNING = 24
const LETTERS = /[\p{L}\p{M}]{2}/u
const SPACE = 0x20
const DELETE = 0x7f

/** @returns what the words are; an empty string when it holds none */
export function encodedWords(value: string): string {
  const words = hexWords(value)
  return words === '' && value.length >= SHORTEST && BASE64.test(value) ? wordsOf(value, 'base64') : words
}

/** The same for hexadecimal digits alone. */
export const hexWords = (value: string): string =>
  value.length >= SHORTEST && HEX.test(value) ? wordsOf(value, 'hex') : ''

function wordsOf(value: string, encoding: 'hex' | 'base64'): string {
  const beginning = Buffer.from(value.slice(0, BEGINNING), encoding)
  for (const byte of beginning) if (byte === DELETE || (byte < SPACE && !isBreak(byte))) return ''
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: true })
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, encoding))
    return isPrintable(text) && LETTERS.test(text) ? text : ''
  } catch {
    return ''
  }
}

/** Tab, line feed, carriage return. */
const isBreak = (byte: number): boolean => byte === 9 || byte === 10 || byte === 13
