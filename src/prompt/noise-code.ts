/** What the code in WebAssembly that knows noise (sure-noise.ts) has in common: its memory, its locals, the kinds of bytes. */

import {
  all,
  and64,
  bitsOf,
  both,
  bytesAt,
  type Code,
  constant,
  constant64,
  get,
  left64,
  lookUp,
  minus64,
  or64,
  PAGE,
  plus,
  right64,
  rightPairs,
  set,
  vector,
} from '../wasm.ts'
import { type Kinds, kindsOf } from './nibbles.ts'

// What is in memory: a bit for each common unit of UTF-16, in either byte order; which bytes are upper halves of letters; what
// each byte is in UTF-8; how containers begin, four bytes of 256 words each; the digits of an id, and those without what joins
// its words; the bytes that digits stand for; the string.
export const COMMON_AT = 0
export const COMMON_SWAPPED_AT = 0x2000
export const UPPER_AT = 0x4000
export const KINDS_AT = 0x4100
export const SIGNS_AT = 0x5000
export const DIGITS_AT = 0x6000
export const JOINED_AT = 0x6100
export const BYTES_AT = PAGE
export const TEXT_AT = 2 * PAGE
export const PAGES = 4

/** Characters of what is looked at: of an id, a bit is left behind its end. */
export const LONGEST_ID = 63
export const LONGEST_SEAL = PAGE

let locals = 0
const numbers = (count: number): number[] => Array.from({ length: count }, () => locals++)

export const [LENGTH = 0, IS_ID = 0] = numbers(2)
export const [AT = 0, END = 0, START = 0, DIGITS = 0, OUT = 0, MORE_PAIRS = 0, DOUBTS = 0, COUNT = 0] =
  numbers(8)
export const [BIG = 0, LITTLE = 0, LETTERS = 0, PLACE = 0, BEHIND = 0, WORDS = 0] = numbers(6)
export const [SHORTEST = 0, KNOWN = 0, SPACES = 0, FOREIGN = 0, BITS = 0] = numbers(5)
export const INTEGERS = 19
/** Bits of characters or bytes, the first one lowest. */
export const [LETTER = 0, SMALL = 0, VOWEL = 0, DIGIT = 0, JOIN = 0, HEX = 0] = numbers(6)
/** Of bytes: whether a character may end there, whether it goes on, whether it is an upper half. */
export const [ENDS = 0, GOES_ON = 0, HALF = 0] = numbers(3)
export const [ROW = 0, HEADS = 0, REST = 0, REACHED = 0, PASSED = 0, ALL_PASSED = 0] = numbers(6)
export const LONGS = 15
export const [HERE = 0, HIGH = 0, LOW = 0, KIND = 0, SEEN = 0, NONE = 0] = numbers(6)
const FIRST_HELD = locals

/** Vectors that stay the same, in locals of their own: to put one together takes as long as to use it. */
const held = new Map<string, { readonly value: Code; readonly local: number }>()
export function hold(value: Code): Code {
  const known = held.get(value.join())
  const local = known?.local ?? FIRST_HELD + held.size
  held.set(value.join(), { value, local })
  return get(local)
}
export const every = (byte: number): Code => hold(all(byte))
/** To be called when all others are made. */
export const setHeld = (): Code => [...held.values()].flatMap(({ value, local }) => set(local, value))
export const vectors = (): number => FIRST_HELD - HERE + held.size

export const setNibbles: Code = [
  ...set(HIGH, both(rightPairs(get(HERE), constant(4)), every(0xf))),
  ...set(LOW, both(get(HERE), every(0xf))),
]
/** Of each byte, by its nibbles. */
export const kindIn = ({ upper, lower }: Kinds): Code =>
  both(lookUp(hold(vector(upper)), get(HIGH)), lookUp(hold(vector(lower)), get(LOW)))
/** A bit for each byte of these kinds. */
export const bitsOfKind = (kind: Code, bits: number): Code =>
  bitsOf(plus(both(kind, every(bits)), every(0x7f)))

const isOneOf = (characters: string) => {
  const codes = new Set(Buffer.from(characters))
  return (byte: number) => codes.has(byte)
}
const isHexLetter = isOneOf('ABCDEFabcdef')
const isLetter = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
/** Digits of base64 and base64url. */
const characters = kindsOf(
  isOneOf('0123456789'),
  isHexLetter,
  (byte) => isLetter(byte) && !isHexLetter(byte),
  isOneOf('-_'),
  isOneOf('+/'),
)
const [FIGURES = 0, HEX_LETTERS = 0, OTHERS = 0, JOINS = 0, SIGNS = 0] = characters.bits
export const IS = {
  figure: FIGURES,
  letter: HEX_LETTERS | OTHERS,
  hex: FIGURES | HEX_LETTERS,
  join: JOINS,
  sign: SIGNS,
}

export const setCharacters: Code = [
  ...set(HERE, bytesAt(get(AT), TEXT_AT)),
  ...setNibbles,
  ...set(KIND, kindIn(characters)),
]

/** Leaves the first of as many bits in a row. */
export function firstOfRow(local: number, count: number): Code {
  const code: number[] = []
  for (let row = 1; row < count; ) {
    const step = Math.min(row, count - row)
    code.push(...set(local, and64(get(local), right64(get(local), step))))
    row += step
  }
  return code
}
/** Sets as many bits from each one on. */
export function rowFromFirst(local: number, count: number): Code {
  const code: number[] = []
  for (let row = 1; row < count; ) {
    const step = Math.min(row, count - row)
    code.push(...set(local, or64(get(local), left64(get(local), step))))
    row += step
  }
  return code
}
export const dropLowest = (local: number): Code =>
  set(local, and64(get(local), minus64(get(local), constant64(1))))

/** What there may be in a string that is no noise: words, or a text in disguise. */
export const [SAYS, HIDES] = [1, 2]
