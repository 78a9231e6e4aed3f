/** The bytes that digits of base64 and base64url stand for, sixteen digits at a time. http://0x80.pl/notesen/2016-01-17-sse-base64-decoding.html */

import {
  add,
  both,
  branchIf,
  bytesAt,
  type Code,
  constant,
  either,
  get,
  isLess,
  isNot,
  isZero64,
  LANES,
  leftPairs,
  lookUp,
  loop,
  minus,
  mix,
  plus,
  productsOfPairs,
  rightPairs,
  same,
  select,
  set,
  store,
  vector,
  when,
  zerosBelow64,
} from '../wasm.ts'
import {
  AT,
  BYTES_AT,
  DIGITS,
  DIGITS_AT,
  dropLowest,
  every,
  HERE,
  HIGH,
  hold,
  IS,
  JOIN,
  JOINED_AT,
  KIND,
  LENGTH,
  LOW,
  OUT,
  ROW,
  START,
} from './noise-code.ts'

/** What is added to a letter or a figure, by its upper four bits; what the others are, by their lower four. */
const ADDED = vector([0, 0, 0, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0].map((value) => value & 0xff))
const OTHERS = vector([...'...........+.-./'].map((sign) => (sign === '.' ? 0 : sign === '/' ? 63 : 62)))

/** The values of the characters of which the kinds are known. */
export const digitsHere: Code = mix(
  plus(get(HERE), lookUp(hold(ADDED), get(HIGH))),
  lookUp(hold(OTHERS), get(LOW)),
  same(both(get(KIND), every(IS.join | IS.sign)), every(0)),
)

const PRODUCTS = vector([0, 16, 1, 0, 0, 16, 1, 0, 0, 16, 1, 0, 0, 16, 1, 0])
const ORDER = vector([2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 0x80, 0x80, 0x80, 0x80])
/** Twelve bytes of sixteen digits. */
const packed = (digits: Code): Code =>
  lookUp(
    productsOfPairs(
      either(rightPairs(leftPairs(digits, constant(8)), constant(2)), rightPairs(digits, constant(8))),
      hold(PRODUCTS),
    ),
    hold(ORDER),
  )
/** @param digits a local */
export const putBytes = (digits: Code): Code => [
  ...store(get(OUT), 0, packed(digits)),
  ...set(OUT, add(get(OUT), constant(12))),
]
/** Bytes that are in no text, so that none goes on behind them. */
export const putEnd: Code = [...store(get(OUT), 0, every(1)), ...set(OUT, add(get(OUT), constant(4)))]

/** The bytes of the digits of an id, from each of the first four on. */
const decodeDigits: Code = [
  ...set(START, constant(0)),
  ...loop(
    set(AT, get(START)),
    loop(
      set(HERE, bytesAt(add(get(DIGITS), get(AT)))),
      putBytes(get(HERE)),
      set(AT, add(get(AT), constant(LANES))),
      branchIf(0, isLess(get(AT), get(LENGTH))),
    ),
    putEnd,
    set(START, add(get(START), constant(1))),
    branchIf(0, isLess(get(START), constant(4))),
  ),
]

/** Puts what stands between joints in a row; a hyphen is a digit, or separates groups of digits. */
const unjoin: Code = [
  ...set(DIGITS, constant(JOINED_AT)),
  ...set(START, constant(0)),
  ...set(ROW, get(JOIN)),
  ...loop(
    [0, 1, 2, 3].flatMap((n) => store(get(DIGITS), n * LANES, bytesAt(get(START), DIGITS_AT + n * LANES))),
    // There are 64 zeros below no bit at all.
    set(AT, zerosBelow64(get(ROW))),
    set(AT, select(get(AT), get(LENGTH), isLess(get(AT), get(LENGTH)))),
    set(DIGITS, add(get(DIGITS), minus(get(AT), get(START)))),
    set(START, add(get(AT), constant(1))),
    dropLowest(ROW),
    branchIf(0, isLess(get(START), get(LENGTH))),
  ),
  ...store(get(DIGITS), 0, every(0)),
  ...set(LENGTH, minus(get(DIGITS), constant(JOINED_AT))),
]

export const decodeId: Code = [
  ...set(OUT, constant(BYTES_AT)),
  ...set(DIGITS, constant(DIGITS_AT)),
  ...decodeDigits,
  ...when(isNot(isZero64(get(JOIN))), unjoin, set(DIGITS, constant(JOINED_AT)), decodeDigits),
]
