/** Whether there may be text among decoded bytes, in UTF-8, UTF-16 or UTF-32: what may-hold-text.ts sees at one bit. */

import {
  add,
  and,
  and64,
  branchIf,
  byteAt,
  bytesAt,
  type Code,
  constant,
  get,
  give,
  isLess,
  isNot,
  isZero64,
  LANES,
  left,
  left64,
  loop,
  minus,
  moved64,
  or,
  or64,
  pairAt,
  right,
  right64,
  rightBy64,
  select,
  set,
  when,
  wordAt,
  xor64,
  zerosBelow64,
} from '../wasm.ts'
import { kindsOf } from './nibbles.ts'
import {
  AT,
  BEHIND,
  BIG,
  BITS,
  BYTES_AT,
  bitsOfKind,
  COMMON_AT,
  COMMON_SWAPPED_AT,
  COUNT,
  DOUBTS,
  dropLowest,
  ENDS,
  FOREIGN,
  firstOfRow,
  GOES_ON,
  HALF,
  HERE,
  HIDES,
  KIND,
  KINDS_AT,
  KNOWN,
  kindIn,
  LETTERS,
  LITTLE,
  MORE_PAIRS,
  OUT,
  PLACE,
  ROW,
  SHORTEST,
  SPACES,
  setNibbles,
  UPPER_AT,
} from './noise-code.ts'
import { KINDS } from './utf8.ts'
import { HALVES } from './wide.ts'

/** Units of the shortest text of ideographs or syllables, and how many of them are common ones. */
const SHORTEST_ASIAN = 8
const LEAST_COMMON = SHORTEST_ASIAN / 2
/** Vectors that are looked at together, and the bits before theirs. */
const TOGETHER = 3
const BEFORE = LANES

const utf8 = kindsOf(
  (byte) => KINDS[byte] === 1,
  (byte) => KINDS[byte] === 2,
  (byte) => (KINDS[byte] as number) > 2,
)
const [IS_ASCII = 0, IS_CONTINUATION = 0, IS_FIRST = 0] = utf8.bits
const halves = kindsOf((byte) => HALVES[byte] === 1)
const [IS_HALF = 0] = halves.bits

const setBits = (vector: number): Code => {
  const append = (local: number, bits: Code): Code =>
    set(local, or64(get(local), moved64(bits, constant(BEFORE + vector * LANES))))
  return [
    ...set(HERE, bytesAt(get(AT), vector * LANES)),
    ...setNibbles,
    ...set(KIND, kindIn(utf8)),
    ...append(ENDS, bitsOfKind(get(KIND), IS_ASCII | IS_CONTINUATION)),
    ...append(GOES_ON, bitsOfKind(get(KIND), IS_CONTINUATION | IS_FIRST)),
    ...append(HALF, bitsOfKind(kindIn(halves), IS_HALF)),
  ]
}

/** Where a byte may follow the one before it: a continuation one after which a character goes on, others one that may end one. */
const pairs = or64(
  and64(xor64(get(ENDS), get(GOES_ON)), left64(get(ENDS), 1)),
  and64(and64(get(ENDS), get(GOES_ON)), left64(get(GOES_ON), 1)),
)

const isAtLeast = (local: number, count: number): Code => isNot(isLess(get(local), constant(count)))
const addTo = (local: number, code: Code): Code => set(local, add(get(local), code))
const isCommon = (unit: Code, table: number): Code =>
  and(right(wordAt(left(right(unit, constant(5)), constant(2)), table), unit), constant(1))
/** Whether the half at an address is that of a common unit, with the byte before it or behind it. */
const isLittle = (address: Code, offset = 0): Code =>
  isCommon(pairAt(minus(address, constant(1)), offset), COMMON_AT)
const isBig = (address: Code, offset = 0): Code => isCommon(pairAt(address, offset), COMMON_SWAPPED_AT)
const commonFrom = (from: number, to: number): Code =>
  Array.from({ length: to - from }, (_, n) => 2 * (from + n))
    .map((offset) => add(isLittle(get(PLACE), offset), isBig(get(PLACE), offset)))
    .reduce(add)
const isUpper = (address: Code, offset: number): Code => byteAt(byteAt(address, offset), UPPER_AT)

/** Of eight halves in a row: the first ones are of letters, or two of common units, as in UTF-32. Noise seldom has them. */
const mayBeWide: Code = [
  ...set(PLACE, add(get(AT), minus(zerosBelow64(get(ROW)), constant(BEFORE)))),
  ...set(COUNT, commonFrom(0, 5)),
  // Of eight of which four are common ones, one is among the first five.
  ...when(get(COUNT), set(COUNT, add(get(COUNT), commonFrom(5, SHORTEST_ASIAN)))),
  ...or(isAtLeast(COUNT, 2), [0, 2, 4].map((offset) => isUpper(get(PLACE), offset)).reduce(and)),
]
/** Of the halves around them: as many are of common units in one byte order as a text has; or all of them are of letters. */
const isWide: Code = [
  ...set(LETTERS, Array.from({ length: SHORTEST_ASIAN }, (_, n) => isUpper(get(PLACE), 2 * n)).reduce(and)),
  ...set(BEHIND, add(get(PLACE), constant(4 * SHORTEST_ASIAN))),
  ...set(PLACE, minus(get(PLACE), constant(4 * SHORTEST_ASIAN))),
  ...[BIG, LITTLE].flatMap((local) => set(local, constant(0))),
  ...loop(
    addTo(BIG, isBig(get(PLACE))),
    addTo(LITTLE, isLittle(get(PLACE))),
    addTo(PLACE, constant(2)),
    branchIf(0, isLess(get(PLACE), get(BEHIND))),
  ),
  ...or(get(LETTERS), or(isAtLeast(BIG, LEAST_COMMON), isAtLeast(LITTLE, LEAST_COMMON))),
]

const doubt = give(or(get(DOUBTS), constant(HIDES)))

/** What a byte is in UTF-8, as one bit, and whether white space may begin with it, which has up to three bytes. */
const SPACE = 8
export const kindBits = Uint8Array.from(KINDS, (kind, byte) => {
  const isSpace = [0x09, 0x0a, 0x0d, 0x20, 0xc2, 0xe1, 0xe2, 0xe3, 0xef].includes(byte)
  return (kind === 0 ? 0 : 1 << Math.min(kind - 1, 2)) | (isSpace ? SPACE : 0)
})
/** Letters of another script than Latin that are language (words.ts). */
const LEAST_FOREIGN = 5
/** From as many bytes on, a text may hold another one in disguise. */
const LONG_TEXT = 16

/**
 * Looks around a row of pairs, byte by byte: ends with a doubt where as many bytes as the shortest text has are well-formed
 * UTF-8, and a short one has white space or foreign letters. One in fifty ids has a row, and few of them are that.
 */
const lookCloser: Code = [
  ...set(PLACE, minus(get(AT), constant(TOGETHER * LANES))),
  ...set(BEHIND, add(get(AT), constant(4 * LANES))),
  ...[KNOWN, COUNT, SPACES, FOREIGN].flatMap((local) => set(local, constant(0))),
  ...loop(
    set(BITS, byteAt(byteAt(get(PLACE)), KINDS_AT)),
    // A continuation follows another one or the first byte of a character; all others follow a continuation or ASCII.
    when(
      isNot(and(get(KNOWN), select(constant(6), constant(3), and(get(BITS), constant(2))))),
      ...[COUNT, SPACES, FOREIGN].map((local) => set(local, constant(0))),
    ),
    set(KNOWN, and(get(BITS), constant(7))),
    addTo(COUNT, isNot(isNot(get(KNOWN)))),
    addTo(SPACES, and(get(BITS), constant(SPACE))),
    addTo(FOREIGN, and(get(BITS), constant(4))),
    when(
      and(
        isNot(isLess(get(COUNT), get(SHORTEST))),
        or(isAtLeast(COUNT, LONG_TEXT), or(isAtLeast(SPACES, SPACE), isAtLeast(FOREIGN, 4 * LEAST_FOREIGN))),
      ),
      doubt,
    ),
    addTo(PLACE, constant(1)),
    branchIf(0, isLess(get(PLACE), get(BEHIND))),
  ),
]

/** Pairs in a row that are looked at closer: more than eight, and no more than are sure to be among the bits at one time. */
const PAIRS = 8
const MOST_MORE = 8

/** Ends with a doubt where there may be a text of SHORTEST bytes in UTF-8, or a wide one, from BYTES_AT to before OUT. */
export const lookAtBytes: Code = [
  ...set(MORE_PAIRS, minus(get(SHORTEST), constant(PAIRS + 1))),
  ...set(
    MORE_PAIRS,
    select(get(MORE_PAIRS), constant(MOST_MORE), isLess(get(MORE_PAIRS), constant(MOST_MORE))),
  ),
  ...set(AT, constant(BYTES_AT)),
  ...loop(
    [ENDS, GOES_ON, HALF].flatMap((local) => set(local, right64(get(local), TOGETHER * LANES))),
    ...Array.from({ length: TOGETHER }, (_, vector) => setBits(vector)),
    set(ROW, pairs),
    firstOfRow(ROW, PAIRS),
    set(ROW, and64(get(ROW), rightBy64(get(ROW), get(MORE_PAIRS)))),
    when(isNot(isZero64(get(ROW))), lookCloser),
    // Every other one of fifteen halves.
    set(ROW, get(HALF)),
    [2, 4, 8].flatMap((places) => set(ROW, and64(get(ROW), right64(get(ROW), places)))),
    when(
      isNot(isZero64(get(ROW))),
      loop(when(mayBeWide, when(isWide, doubt)), dropLowest(ROW), branchIf(0, isNot(isZero64(get(ROW))))),
    ),
    addTo(AT, constant(TOGETHER * LANES)),
    branchIf(0, isLess(get(AT), get(OUT))),
  ),
]
