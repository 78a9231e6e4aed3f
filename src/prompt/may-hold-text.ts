/**
 * Whether there may be text among some bytes, at whatever bit its own begin. What ids and seals decode to is noise, which has
 * none; to see that takes a tenth of the time of a search for it. Nothing that stretchesOf (utf8.ts) or wideStretches (wide.ts)
 * would find is missed.
 */

import {
  add,
  all,
  and,
  below,
  bitsOf,
  block,
  branch,
  branchIf,
  byteAt,
  bytesAt,
  type Code,
  compile,
  constant,
  either,
  get,
  isLess,
  isNot,
  LANES,
  left,
  leftPairs,
  less,
  lookUp,
  loop,
  minus,
  mix,
  or,
  PAGE,
  right,
  rightPairs,
  select,
  set,
  spread,
  vector,
  when,
  zerosBelow,
} from '../wasm.ts'
import { KINDS } from './utf8.ts'
import { HALVES, UPPER } from './wide.ts'
import { COMMON, UNITS } from './wide-units.ts'

/** Units of the shortest text in UTF-16 and UTF-32: in letters, and in ideographs or syllables. */
const SHORTEST_WIDE = 12
const SHORTEST_ASIAN = 8

// What is in memory: which bytes are upper halves of letters, the bytes to look at, which units are common.
const START = 256 + LANES
const UNITS_AT = PAGE
/** Bytes behind the last one that may be read. */
const AHEAD = 4 * SHORTEST_ASIAN + LANES

const [END, STEP, MORE_PAIRS, FOUND, SHIFT, AT] = [0, 1, 2, 3, 4, 5]
/** Bits of the bytes of two vectors, the first one lowest: which may follow the one before it, which are halves. */
const [PAIRS, HALVES_IN, RUN] = [6, 7, 8]
/** Whether the byte before the vector may end a character, and whether it may go on. */
const [ENDS, GOES_ON] = [9, 10]
const [ASCII, CONTINUATION, FIRST, WITHIN] = [11, 12, 13, 14]
const [PLACE, BEHIND, HALF, BIG, LITTLE, LETTERS] = [15, 16, 17, 18, 19, 20]
const [HERE, CARRIED, HELD] = [21, 22, 23]

/** Vectors that stay the same, in locals of their own: to put one together takes as long as to use it. */
const held: Code[] = []
function hold(value: Code): Code {
  held.push(value)
  return get(HELD + held.length - 1)
}

/** A bit for each byte of the vector that is one of these. */
function bitsOfThose(isOne: (byte: number) => boolean): Code {
  const low = Array.from({ length: LANES }, (_, byte) => (isOne(byte) ? 0xff : 0))
  const parts = low.includes(0xff) ? [lookUp(hold(vector(low)), get(HERE))] : []
  for (let from = LANES; from < 256; from++) {
    let to = from
    while (to < 256 && isOne(to)) to++
    if (to > from) parts.push(below(less(get(HERE), hold(all(from))), hold(all(to - from))))
    from = to
  }
  return bitsOf(parts.reduce(either))
}
const asciiHere = bitsOfThose((byte) => KINDS[byte] === 1)
const continuationsHere = bitsOfThose((byte) => KINDS[byte] === 2)
const firstHere = bitsOfThose((byte) => (KINDS[byte] as number) > 2)
const halvesHere = bitsOfThose((byte) => HALVES[byte] === 1)

/** The byte so many behind the place, at the bit that is looked at. */
const byteBehind = (offset: number): Code =>
  and(
    or(
      left(byteAt(get(PLACE), offset), get(SHIFT)),
      right(byteAt(get(PLACE), offset + 1), minus(constant(8), get(SHIFT))),
    ),
    constant(0xff),
  )
const addTo = (local: number, code: Code): Code => set(local, add(get(local), code))
const isAtLeast = (local: number, count: number): Code => isNot(isLess(get(local), constant(count)))
/** Leaves those bits of a local that have another one so many places above them. */
const narrow = (local: number, places: Code): Code => set(local, and(get(local), right(get(local), places)))
/** The bits of the bytes before those of the vector. */
const before = (bits: Code, last: number): Code => or(left(bits, constant(1)), get(last))
const last = (bits: Code): Code => right(bits, constant(LANES - 1))
/** Puts the bits of the vector, as far as its bytes count, above those of the one before it. */
const append = (local: number, bits: Code): Code =>
  set(local, or(right(get(local), constant(LANES)), left(and(bits, get(WITHIN)), constant(LANES))))

/**
 * Whether a row of halves, in every other byte, has as many as a text has: those of letters, or of common units in either
 * byte order. Noise hardly ever has. In UTF-32 every other half is zero.
 */
const lookAtRow: Code = [
  ...set(PLACE, add(get(AT), minus(zerosBelow(get(RUN)), constant(LANES + 1)))),
  ...set(BEHIND, add(get(PLACE), constant(4 * SHORTEST_ASIAN))),
  ...[BIG, LITTLE, LETTERS].flatMap((local) => set(local, constant(0))),
  ...loop(
    set(HALF, byteBehind(1)),
    addTo(LETTERS, byteAt(get(HALF))),
    set(HALF, left(get(HALF), constant(8))),
    addTo(LITTLE, byteAt(or(get(HALF), byteBehind(0)), UNITS_AT)),
    addTo(BIG, byteAt(or(get(HALF), byteBehind(2)), UNITS_AT)),
    addTo(PLACE, constant(2)),
    branchIf(0, isLess(get(PLACE), get(BEHIND))),
  ),
]
const isRowOfText = or(
  isAtLeast(LETTERS, SHORTEST_WIDE),
  or(isAtLeast(BIG, SHORTEST_ASIAN / 2), isAtLeast(LITTLE, SHORTEST_ASIAN / 2)),
)

const lookAtVector: Code = [
  ...set(
    HERE,
    mix(
      rightPairs(bytesAt(get(AT), 1), minus(constant(8), get(SHIFT))),
      leftPairs(bytesAt(get(AT)), get(SHIFT)),
      get(CARRIED),
    ),
  ),
  ...set(WITHIN, minus(get(END), get(AT))),
  ...set(
    WITHIN,
    select(
      minus(left(constant(1), get(WITHIN)), constant(1)),
      constant(0xffff),
      isLess(get(WITHIN), constant(LANES)),
    ),
  ),
  ...[...set(ASCII, asciiHere), ...set(CONTINUATION, continuationsHere), ...set(FIRST, firstHere)],
  ...append(
    PAIRS,
    or(
      and(or(get(ASCII), get(FIRST)), before(or(get(ASCII), get(CONTINUATION)), ENDS)),
      and(get(CONTINUATION), before(or(get(CONTINUATION), get(FIRST)), GOES_ON)),
    ),
  ),
  ...set(ENDS, last(or(get(ASCII), get(CONTINUATION)))),
  ...set(GOES_ON, last(or(get(CONTINUATION), get(FIRST)))),
  ...append(HALVES_IN, halvesHere),
]

/**
 * `(param $end i32) (param $step i32) (param $more i32) (result i32)`: whether there may be text in memory from START to
 * before `$end`, of eight and `$more` pairs in UTF-8. A bit for each `$step`th one of a byte at which its own may begin.
 */
const CODE: Code = [
  ...held.flatMap((value, i) => set(HELD + i, value)),
  ...loop(
    set(CARRIED, spread(right(constant(0xff), minus(constant(8), get(SHIFT))))),
    set(AT, constant(START)),
    [PAIRS, HALVES_IN, ENDS, GOES_ON].flatMap((local) => set(local, constant(0))),
    block(
      block(
        loop(
          lookAtVector,
          set(RUN, get(PAIRS)),
          ...[1, 2, 4].map((places) => narrow(RUN, constant(places))),
          narrow(RUN, get(MORE_PAIRS)),
          branchIf(1, get(RUN)),
          // Every other one of fifteen halves.
          set(RUN, get(HALVES_IN)),
          ...[2, 4, 8].map((places) => narrow(RUN, constant(places))),
          when(
            get(RUN),
            loop(
              lookAtRow,
              branchIf(3, isRowOfText),
              set(RUN, and(get(RUN), minus(get(RUN), constant(1)))),
              branchIf(0, get(RUN)),
            ),
          ),
          addTo(AT, constant(LANES)),
          branchIf(0, isLess(get(AT), get(END))),
        ),
        branch(1),
      ),
      set(FOUND, or(get(FOUND), left(constant(1), get(SHIFT)))),
    ),
    addTo(SHIFT, get(STEP)),
    branchIf(0, isLess(get(SHIFT), constant(8))),
  ),
  ...get(FOUND),
]

const { memory, run } = compile(2, {
  parameters: 3,
  integers: HERE - 3,
  vectors: 2 + held.length,
  code: CODE,
})
for (let byte = 0; byte < 256; byte++) memory[byte] = UPPER[byte] as number
UNITS.forEach((unit, at) => {
  memory[UNITS_AT + at] = (unit & COMMON) === 0 ? 0 : 1
})

/** Where the bytes to look at are put. */
export const room = memory.subarray(START, PAGE - AHEAD)

/** Pairs in a row beyond eight: seventeen are sure to be within two vectors. */
const morePairs = (shortest: number): number => Math.min(shortest - 9, 8)

/**
 * @param length how many bytes in the room
 * @param step of the bits of a byte at which a text may begin
 * @param shortest bytes of a text in UTF-8 that counts, at least 12
 * @returns a bit for each of those at which there may be text from some byte on; nearly always none
 */
export const placesOfText = (length: number, step: number, shortest: number): number =>
  length === 0 ? 0 : run(START + length, step, morePairs(shortest))

/** More bytes than any text takes to show. */
const OVERLAP = 64

/** The same for bytes of any length, as they are. */
export function mayHoldText(bytes: Uint8Array, shortest: number): boolean {
  const { length } = bytes
  for (let at = 0; at < length; at += room.length - OVERLAP) {
    const end = Math.min(at + room.length, length)
    room.set(length <= room.length ? bytes : bytes.subarray(at, end))
    if (placesOfText(end - at, 8, shortest) !== 0) return true
  }
  return false
}
