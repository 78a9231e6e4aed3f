/** Base58: a whole text as one number (https://datatracker.ietf.org/doc/html/draft-msporny-base58-03). */

import { goesOn, textOf } from './payload.ts'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** Value of a digit plus one; 0 for what is none. */
const VALUES = new Uint8Array(0x10000)
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i + 1

/** Time grows with the square of the length, so that there is an end to it, in digits. */
const [LEAST, MOST] = [20, 2048]
/** What is looked at first: digits that a number holds exactly, and bytes that they tell. */
const [HEAD, HEAD_BYTES] = [8, 4]
const BYTES_PER_DIGIT = Math.log(58) / Math.log(256)

/** The least values of capital and small letters. */
const [CAPITAL, SMALL] = [VALUES[0x41]!, VALUES[0x61]!]

/** Whether the first digits are digits, and letters of both kinds among them, as there are in nearly every text. */
function isMixed(text: string, start: number): boolean {
  let capitals = 0
  let small = 0
  for (let i = start; i < start + LEAST; i++) {
    const value = VALUES[text.charCodeAt(i)]!
    if (value === 0) return false
    if (value >= SMALL) small++
    else if (value >= CAPITAL) capitals++
  }
  return capitals > 0 && small > 0
}

/** Whether the first bytes of a number of so many digits are text; the digits behind the first eight hardly move them. */
function mayBeText(text: string, start: number, count: number): boolean {
  let value = 0
  for (let i = start; i < start + HEAD; i++) {
    value = value * 58 + VALUES[text.charCodeAt(i)]! - 1
  }
  if (value === 0) return false
  const length = Math.log(value) / Math.log(256) + (count - HEAD) * BYTES_PER_DIGIT
  let rest = 256 ** (length - Math.floor(length))
  let following = 0
  for (let i = 0; i < HEAD_BYTES; i++) {
    const byte = Math.min(0xff, Math.floor(rest))
    following = goesOn(following, byte)
    if (following < 0) return false
    rest = (rest - byte) * 256
  }
  return true
}

/** The text that a run of digits stands for; undefined when it is none. */
export function fromBase58(text: string, start: number, end: number): string | undefined {
  const count = end - start
  if (count < LEAST || count > MOST || !isMixed(text, start) || !mayBeText(text, start, count))
    return undefined
  for (let i = start; i < end; i++) if (VALUES[text.charCodeAt(i)] === 0) return undefined
  return textOf(bytesOf(text, start, end))
}

/** Four digits a step, into limbs of 24 bits: a product of both is exact. */
function bytesOf(text: string, start: number, end: number): Uint8Array {
  const limbs = new Float64Array(Math.ceil(((end - start) * BYTES_PER_DIGIT) / 3) + 2)
  let used = 0
  for (let i = start; i < end; ) {
    let scale = 1
    let carry = 0
    for (const stop = Math.min(end, i + 4); i < stop; i++) {
      scale *= 58
      carry = carry * 58 + VALUES[text.charCodeAt(i)]! - 1
    }
    for (let k = 0; k < used || carry > 0; k++) {
      const sum = limbs[k]! * scale + carry
      carry = Math.floor(sum / 0x1000000)
      limbs[k] = sum - carry * 0x1000000
      if (k >= used) used = k + 1
    }
  }
  const bytes = new Uint8Array(used * 3)
  for (let k = 0; k < used; k++) {
    const at = bytes.length - 3 * k
    bytes[at - 1] = limbs[k]! & 0xff
    bytes[at - 2] = (limbs[k]! >> 8) & 0xff
    bytes[at - 3] = limbs[k]! >> 16
  }
  return bytes.subarray(
    Math.max(
      0,
      bytes.findIndex((byte) => byte !== 0),
    ),
  )
}
