/**
 * What the bytes of a JSON text show at a glance: how many strings it has, which is half of the search for duplicate keys
 * (json.ts), and whether there are escapes in or between its strings. This runs over every byte of every request, and so it
 * is built for speed: quotes are counted, the escaped ones subtracted.
 *
 * Sixteen bytes at a time need WebAssembly, three times as fast as the best loop in JavaScript. The module is these few
 * instructions; its bytes are those of https://webassembly.github.io/spec/core/binary/
 */

const QUOTE = 0x22
const ZERO = 0x30
const BACKSLASH = 0x5c
const LANES = 16
/** Bytes that are looked at together. */
const STEP = 2 * LANES
/** One page of memory: as much as is looked through at once. */
const PAGE = 65_536

const [
  END,
  COPIED,
  AT,
  COUNT,
  HERE,
  NEXT,
  BACKSLASHES,
  ESCAPES,
  HIDDEN,
  SIGNS,
  NIBBLE,
  ZEROS,
  NINES,
  OTHERS,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const tee = (local: number) => [0x22, local]
const constant = (value: number) => [0x41, ...(value < 0x40 ? [value] : [value | 0x80, value >> 7])]
const vector = (bytes: readonly number[]) => [0xfd, 0x0c, ...bytes]
/** The bytes that stand so many behind the current ones. */
const load = (offset: number) => [...get(AT), 0xfd, 0x00, 0, offset]
/** Where the bytes on the stack are those of the other vector, or all of them this one. */
const SAME = [0xfd, 0x23]
const equals = (byte: number) => [...constant(byte), 0xfd, 0x0f, ...SAME]
const character = (letter: string) => equals(letter.charCodeAt(0))
const AND = [0xfd, 0x4e]
const OR = [0xfd, 0x50]
const ADD = 0x6a
const ANY = [0xfd, 0x53]
/** Adds what is on the stack to a local. */
const note = (local: number) => [...get(local), ...OR, ...set(local)]
/** Whether there is a bit in a local, as the given bit of the result. */
const flag = (local: number, bit: number) => [...get(local), ...ANY, ...constant(bit), 0x74, 0x72]

const FLAGS = { backslashes: 20, escapes: 21, hidden: 22, digits: 23 }

/** Signs that may begin an escape, each at the place of its lower four bits. */
const signs = Array.from({ length: LANES }, (_, low) =>
  low === 0 ? 0xff : ([...'!%&\\'].find((sign) => (sign.charCodeAt(0) & 0xf) === low)?.charCodeAt(0) ?? 0),
)

const countQuotes = (offset: number) => [...load(offset), ...equals(QUOTE), 0xfd, 0x64, 0x69, ADD]
/** Where the signs are: https://arxiv.org/abs/1902.08318, section 3.1.2 */
const findSigns = (offset: number) => [
  ...[
    ...load(offset),
    ...tee(HERE),
    ...get(SIGNS),
    ...get(HERE),
    ...get(NIBBLE),
    ...AND,
    0xfd,
    0x0e,
    ...SAME,
  ],
]
const lookCloser = (offset: number) => [
  ...[...load(offset), ...set(HERE), ...load(offset + 1), ...set(NEXT)],
  ...[...get(HERE), ...equals(BACKSLASH), ...note(BACKSLASHES)],
  ...[...get(HERE), ...equals(BACKSLASH), ...get(NEXT), ...character('u'), ...AND, ...note(ESCAPES)],
  ...[...load(offset + 2), ...character('u'), ...load(offset + 2), ...character('U'), ...OR],
  ...[...load(offset + 2), ...character('x'), ...OR, ...load(offset + 2), ...character('X'), ...OR],
  ...[
    ...get(HERE),
    ...equals(BACKSLASH),
    ...get(NEXT),
    ...equals(BACKSLASH),
    ...AND,
    ...AND,
    ...note(HIDDEN),
  ],
  ...[...get(HERE), ...character('&'), ...get(NEXT), ...character('#'), ...AND, ...note(HIDDEN)],
  ...[...get(HERE), ...character('%'), ...load(offset + 3), ...character('%'), ...AND, ...note(HIDDEN)],
  ...[...get(HERE), ...character('!'), ...get(NEXT), ...character('!'), ...AND, ...note(HIDDEN)],
]
/** Notes in a local where all of the bytes are digits: then nothing is left of them without zero and less nine. */
const findDigits = (offset: number) => [
  ...[...load(offset), ...get(ZEROS), 0xfd, 0x51, ...get(NINES), 0xfd, 0x73],
  ...[...ANY, ...get(OTHERS), 0x71, ...set(OTHERS)],
]
/** What is left of the bytes before. */
const clear = (offset: number) => [
  ...[...get(COPIED), ...vector(Array(LANES).fill(0)), 0xfd, 0x0b, 0, offset],
]

/**
 * `(param $end i32) (param $copied i32) (result i32)`: the quotes in memory before `$end`, above zero, and flags: a
 * backslash; one before a `u`; `\\u`, `\\x`, `&#`, `%..%` or `!!`, which may stand for hidden letters; a long row of digits. From `$copied`
 * on there is nothing to see.
 */
const CODE = [
  ...[3, 2, 0x7f, 9, 0x7b, 1, 0x7f], // two locals of type i32, nine of type v128, one of type i32
  ...[0, 1, 2, 3].flatMap((block) => clear(block * LANES)),
  ...[...vector(Array(LANES).fill(ZERO)), ...set(ZEROS), ...vector(Array(LANES).fill(9)), ...set(NINES)],
  ...[...constant(1), ...set(OTHERS)],
  ...[...vector(signs), ...set(SIGNS), ...vector(Array(LANES).fill(0xf)), ...set(NIBBLE)],
  ...[0x03, 0x40], // loop
  ...[...get(COUNT), ...countQuotes(0), ...countQuotes(LANES), ...set(COUNT)],
  ...findDigits(0),
  // Few blocks have one of these, and only they are looked at more closely.
  ...[...findSigns(0), ...findSigns(LANES), ...OR, ...ANY, 0x04, 0x40], // if
  ...[...lookCloser(0), ...lookCloser(LANES)],
  0x0b, // end
  ...[...get(AT), ...constant(STEP), ADD, ...tee(AT), ...get(END), 0x49, 0x0d, 0], // on, if there is more
  0x0b,
  ...get(COUNT),
  ...flag(BACKSLASHES, FLAGS.backslashes),
  ...flag(ESCAPES, FLAGS.escapes),
  ...flag(HIDDEN, FLAGS.hidden),
  ...[...get(OTHERS), 0x45, ...constant(FLAGS.digits), 0x74, 0x72],
  0x0b,
]
const size = (length: number) => [(length & 0x7f) | 0x80, length >> 7]
const MODULE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f], // type 0: (i32, i32) -> i32
  ...[3, 2, 1, 0], // function 0 of type 0
  ...[5, 4, 1, 1, 2, 2], // two pages of memory, and never more: the second one for what is looked ahead
  ...[7, 9, 2, 1, 0x6d, 2, 0, 1, 0x63, 0, 0], // exports: memory m, function c
  ...[0x0a, ...size(CODE.length + 3), 1, ...size(CODE.length), ...CODE],
)
const { m: memory, c: look } = new WebAssembly.Instance(new WebAssembly.Module(MODULE)).exports as {
  m: WebAssembly.Memory
  c: (end: number, copied: number) => number
}
const room = new Uint8Array(memory.buffer, 0, PAGE + LANES)

export interface Glance {
  /** String tokens, if it is a text that `JSON.parse` accepts. */
  readonly strings: number
  /** Whether there is a `\u` escape. */
  readonly hasEscapes: boolean
  /** Whether its strings may hold letters as references or escapes of another notation (escapes.ts). */
  readonly mayHide: boolean
  /** Whether there are some fifty digits in a row; where there are twenty, maybe. */
  readonly hasDigits: boolean
}

/** An escape of JSON for a sign of ASCII, which may begin one of those. */
const SIGN = /\\u00[2-7]/

/** @param bytes the same text in UTF-8 */
export function glance(text: string, bytes: Uint8Array): Glance {
  let quotes = 0
  let flags = 0
  for (let at = 0; at < bytes.length; at += PAGE) {
    const end = Math.min(PAGE, bytes.length - at)
    const copied = Math.min(end + LANES, bytes.length - at)
    room.set(copied === bytes.length ? bytes : bytes.subarray(at, at + copied))
    const seen = look(end, copied)
    quotes += seen & 0xfffff
    flags |= seen
  }
  const hasEscapes = has(flags, FLAGS.escapes)
  return {
    strings: (has(flags, FLAGS.backslashes) ? quotes - countEscapedQuotes(text) : quotes) / 2,
    hasEscapes,
    mayHide: has(flags, FLAGS.hidden) || (hasEscapes && SIGN.test(text)),
    hasDigits: has(flags, FLAGS.digits),
  }
}

const has = (flags: number, bit: number): boolean => (flags & (1 << bit)) !== 0

/** A backslash escapes the character after it, whatever it is. */
function countEscapedQuotes(text: string): number {
  let count = 0
  for (let i = text.indexOf('\\'); i !== -1; i = text.indexOf('\\', i + 2)) {
    if (text.charCodeAt(i + 1) === QUOTE) count++
  }
  return count
}
