/**
 * What the bytes of a JSON text show at a glance: how many strings it has, which is half of the search for duplicate keys
 * (json.ts), and whether there are escapes in or between its strings. This runs over every byte of every request, and so it
 * is built for speed: quotes are counted, the escaped ones subtracted.
 *
 * Sixteen bytes at a time need WebAssembly, three times as fast as the best loop in JavaScript. The module is these few
 * instructions; its bytes are those of https://webassembly.github.io/spec/core/binary/
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LANES = 16
/** One page of memory: as much as is looked through at once. */
const PAGE = 65_536

const [END, AT, COUNT, HERE, NEXT, BACKSLASHES, ESCAPES, HIDDEN] = [0, 1, 2, 3, 4, 5, 6, 7]
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const constant = (value: number) => [0x41, ...(value < 0x40 ? [value] : [value | 0x80, value >> 7])]
/** The bytes that stand so many behind the current ones. */
const load = (offset: number) => [...get(AT), 0xfd, 0x00, 0, offset]
/** Where the bytes on the stack are this one. */
const equals = (byte: number) => [...constant(byte), 0xfd, 0x0f, 0xfd, 0x23]
const character = (letter: string) => equals(letter.charCodeAt(0))
const AND = [0xfd, 0x4e]
const OR = [0xfd, 0x50]
/** Whether there is a bit in a local, as the given bit of the result. */
const flag = (local: number, bit: number) => [...get(local), 0xfd, 0x53, ...constant(bit), 0x74, 0x72]

const FLAGS = { backslashes: 20, escapes: 21, hidden: 22 }

/**
 * `(param $end i32) (result i32)`: the quotes in memory before `$end`, a multiple of sixteen above zero, and flags: a
 * backslash; one before a `u`; `\\u`, `\\x`, `&#`, `%..%` or `!!`, which may stand for hidden letters.
 */
const CODE = [
  ...[2, 2, 0x7f, 5, 0x7b], // two locals of type i32, five of type v128
  ...[0x03, 0x40], // loop
  ...[...get(COUNT), ...load(0), 0x22, HERE, ...equals(QUOTE), 0xfd, 0x64, 0x69, 0x6a, ...set(COUNT)],
  // Few blocks have one of these, and only they are looked at more closely.
  ...[...get(HERE), ...equals(BACKSLASH), ...get(HERE), ...character('&'), ...OR],
  ...[...get(HERE), ...character('%'), ...OR, ...get(HERE), ...character('!'), ...OR, 0xfd, 0x53, 0x04, 0x40], // if
  ...[...load(1), ...set(NEXT)],
  ...[...get(BACKSLASHES), ...get(HERE), ...equals(BACKSLASH), ...OR, ...set(BACKSLASHES)],
  ...[...get(ESCAPES), ...get(HERE), ...equals(BACKSLASH), ...get(NEXT), ...character('u'), ...AND, ...OR],
  ...set(ESCAPES),
  ...[...get(HIDDEN), ...get(HERE), ...equals(BACKSLASH), ...get(NEXT), ...equals(BACKSLASH), ...AND],
  ...[
    ...load(2),
    ...character('u'),
    ...load(2),
    ...character('U'),
    ...OR,
    ...load(2),
    ...character('x'),
    ...OR,
  ],
  ...[...load(2), ...character('X'), ...OR, ...AND, ...OR],
  ...[...get(HERE), ...character('&'), ...get(NEXT), ...character('#'), ...AND, ...OR],
  ...[...get(HERE), ...character('%'), ...load(3), ...character('%'), ...AND, ...OR],
  ...[...get(HERE), ...character('!'), ...get(NEXT), ...character('!'), ...AND, ...OR, ...set(HIDDEN)],
  0x0b, // end
  ...[...get(AT), ...constant(LANES), 0x6a, 0x22, AT, ...get(END), 0x49, 0x0d, 0], // on, if there is more
  0x0b,
  ...get(COUNT),
  ...flag(BACKSLASHES, FLAGS.backslashes),
  ...flag(ESCAPES, FLAGS.escapes),
  ...flag(HIDDEN, FLAGS.hidden),
  0x0b,
]
const size = (length: number) => [(length & 0x7f) | 0x80, length >> 7]
const MODULE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f], // type 0: (i32) -> i32
  ...[3, 2, 1, 0], // function 0 of type 0
  ...[5, 4, 1, 1, 2, 2], // two pages of memory, and never more: the second one for what is looked ahead
  ...[7, 9, 2, 1, 0x6d, 2, 0, 1, 0x63, 0, 0], // exports: memory m, function c
  ...[0x0a, ...size(CODE.length + 3), 1, ...size(CODE.length), ...CODE],
)
const { m: memory, c: look } = new WebAssembly.Instance(new WebAssembly.Module(MODULE)).exports as {
  m: WebAssembly.Memory
  c: (end: number) => number
}
const room = new Uint8Array(memory.buffer, 0, PAGE + LANES)

export interface Glance {
  /** String tokens, if it is a text that `JSON.parse` accepts. */
  readonly strings: number
  /** Whether there is a `\u` escape. */
  readonly hasEscapes: boolean
  /** Whether its strings may hold letters as references or escapes of another notation (escapes.ts). */
  readonly mayHide: boolean
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
    const whole = Math.ceil(end / LANES) * LANES
    // What is left of the bytes before.
    room.fill(0, copied, whole + LANES)
    const seen = look(whole)
    quotes += seen & 0xfffff
    flags |= seen
  }
  const has = (bit: number) => (flags & (1 << bit)) !== 0
  const hasEscapes = has(FLAGS.escapes)
  return {
    strings: (has(FLAGS.backslashes) ? quotes - countEscapedQuotes(text) : quotes) / 2,
    hasEscapes,
    mayHide: has(FLAGS.hidden) || (hasEscapes && SIGN.test(text)),
  }
}

/** A backslash escapes the character after it, whatever it is. */
function countEscapedQuotes(text: string): number {
  let count = 0
  for (let i = text.indexOf('\\'); i !== -1; i = text.indexOf('\\', i + 2)) {
    if (text.charCodeAt(i + 1) === QUOTE) count++
  }
  return count
}
