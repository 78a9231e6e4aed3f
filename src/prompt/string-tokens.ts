/**
 * What the bytes of a JSON text show at a glance: how many strings it has, which is half of the search for duplicate keys
 * (json.ts), and whether there are escapes in or between its strings. This runs over every byte of every request, and so it
 * is built for speed: quotes are counted, the escaped ones subtracted.
 *
 * Sixteen bytes at a time need WebAssembly, three times as fast as the best loop in JavaScript.
 */

import {
  add,
  all,
  and,
  bitsOf,
  both,
  branchIf,
  bytesAt,
  type Code,
  compile,
  constant,
  differing,
  either,
  get,
  isAny,
  isLess,
  isNot,
  LANES,
  left,
  lessUpTo,
  lookUp,
  loop,
  onesIn,
  or,
  PAGE,
  same,
  set,
  spread,
  store,
  vector,
  when,
} from '../wasm.ts'

const QUOTE = 0x22
const ZERO = 0x30
const BACKSLASH = 0x5c
/** Bytes that are looked at together. */
const STEP = 2 * LANES

const [END, COPIED, AT, COUNT, OTHERS] = [0, 1, 2, 3, 4]
const [HERE, NEXT, BACKSLASHES, ESCAPES, HIDDEN, SIGNS, NIBBLE, ZEROS, NINES] = [
  5, 6, 7, 8, 9, 10, 11, 12, 13,
]
/** The bytes that stand so many behind the current ones. */
const ahead = (offset: number): Code => bytesAt(get(AT), offset)
const equals = (bytes: Code, byte: number): Code => same(bytes, spread(constant(byte)))
const letter = (bytes: Code, character: string): Code => equals(bytes, character.charCodeAt(0))
const note = (local: number, where: Code): Code => set(local, either(get(local), where))
/** Whether there is a bit in a local, as the given bit of the result. */
const flag = (local: number, bit: number): Code => left(isAny(get(local)), constant(bit))

const FLAGS = { backslashes: 20, escapes: 21, hidden: 22, digits: 23 }

/** Signs that may begin an escape, each at the place of its lower four bits. */
const signs = Array.from({ length: LANES }, (_, low) =>
  low === 0 ? 0xff : ([...'!%&\\'].find((sign) => (sign.charCodeAt(0) & 0xf) === low)?.charCodeAt(0) ?? 0),
)

const countQuotes = (offset: number): Code =>
  set(COUNT, add(get(COUNT), onesIn(bitsOf(equals(ahead(offset), QUOTE)))))
/** Where the signs are: https://arxiv.org/abs/1902.08318, section 3.1.2 */
const findSigns = (offset: number): Code =>
  same(ahead(offset), lookUp(get(SIGNS), both(ahead(offset), get(NIBBLE))))
const lookCloser = (offset: number): Code => [
  ...set(HERE, ahead(offset)),
  ...set(NEXT, ahead(offset + 1)),
  ...note(BACKSLASHES, equals(get(HERE), BACKSLASH)),
  ...note(ESCAPES, both(equals(get(HERE), BACKSLASH), letter(get(NEXT), 'u'))),
  ...note(
    HIDDEN,
    both(
      [...'uUxX'].map((sign) => letter(ahead(offset + 2), sign)).reduce(either),
      both(equals(get(HERE), BACKSLASH), equals(get(NEXT), BACKSLASH)),
    ),
  ),
  ...note(HIDDEN, both(letter(get(HERE), '&'), letter(get(NEXT), '#'))),
  ...note(HIDDEN, both(letter(get(HERE), '%'), letter(ahead(offset + 3), '%'))),
  ...note(HIDDEN, both(letter(get(HERE), '!'), letter(get(NEXT), '!'))),
]
/** Notes in a local where all of the bytes are digits: then nothing is left of them without zero and less nine. */
const findDigits = (offset: number): Code =>
  set(OTHERS, and(isAny(lessUpTo(differing(ahead(offset), get(ZEROS)), get(NINES))), get(OTHERS)))

/**
 * `(param $end i32) (param $copied i32) (result i32)`: the quotes in memory before `$end`, above zero, and flags: a
 * backslash; one before a `u`; `\\u`, `\\x`, `&#`, `%..%` or `!!`, which may stand for hidden letters; a long row of digits.
 * From `$copied` on there is nothing to see.
 */
const CODE: Code = [
  // What is left of the bytes before.
  ...[0, 1, 2, 3].flatMap((block) => store(get(COPIED), block * LANES, all(0))),
  ...[...set(ZEROS, all(ZERO)), ...set(NINES, all(9)), ...set(SIGNS, vector(signs))],
  ...[...set(NIBBLE, all(0xf)), ...set(OTHERS, constant(1))],
  ...loop(
    countQuotes(0),
    countQuotes(LANES),
    findDigits(0),
    // Few blocks have one of these, and only they are looked at more closely.
    when(isAny(either(findSigns(0), findSigns(LANES))), lookCloser(0), lookCloser(LANES)),
    set(AT, add(get(AT), constant(STEP))),
    branchIf(0, isLess(get(AT), get(END))),
  ),
  ...[
    flag(BACKSLASHES, FLAGS.backslashes),
    flag(ESCAPES, FLAGS.escapes),
    flag(HIDDEN, FLAGS.hidden),
    left(isNot(get(OTHERS)), constant(FLAGS.digits)),
  ].reduce(or, get(COUNT)),
]
// The second page is for what is looked ahead.
const { memory, run: look } = compile(2, {
  parameters: 2,
  integers: HERE - AT,
  vectors: NINES - OTHERS,
  code: CODE,
})
const room = memory.subarray(0, PAGE + LANES)

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
