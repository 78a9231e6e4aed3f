/** Whether what is sealed may be something else than noise in base64, as seal.ts and disguise.ts see it. */

import {
  add,
  and,
  bitsOf,
  both,
  branchIf,
  byteAt,
  type Code,
  constant,
  either,
  equal,
  get,
  give,
  isAny,
  isLess,
  isNot,
  LANES,
  left,
  leftPairs,
  loop,
  minus,
  or,
  same,
  set,
  store,
  when,
  wordAt,
} from '../wasm.ts'
import {
  AT,
  BYTES_AT,
  bitsOfKind,
  COUNT,
  END,
  every,
  HERE,
  HIDES,
  IS,
  KIND,
  LENGTH,
  NONE,
  OUT,
  PLACE,
  SEEN,
  SIGNS_AT,
  setCharacters,
  TEXT_AT,
} from './noise-code.ts'
import { digitsHere, putBytes, putEnd } from './noise-digits.ts'

/** Characters of what may be words with hyphens for spaces (attachment.ts). */
const LONGEST_JOINED_WORDS = 1024
const PADDING = '='.charCodeAt(0)
const ZERO_DIGIT = 'A'.charCodeAt(0)
/** Of a tar archive: its signature stands far behind its beginning. */
const TAR_AT = 257
const TAR = Buffer.from('usta').readInt32LE()
const ALL = 0xffff

const doubt = give(constant(HIDES))

/** Decodes it, with the digits behind its end taken for zeros. */
const decode: Code = [
  ...[0, 1].flatMap(() =>
    when(
      equal(byteAt(get(LENGTH), TEXT_AT - 1), constant(PADDING)),
      set(LENGTH, minus(get(LENGTH), constant(1))),
    ),
  ),
  ...store(get(LENGTH), TEXT_AT, every(ZERO_DIGIT)),
  ...set(OUT, constant(BYTES_AT)),
  ...[...set(NONE, every(0)), ...set(SEEN, every(0))],
  ...set(AT, constant(0)),
  ...loop(
    setCharacters,
    set(NONE, either(get(NONE), same(get(KIND), every(0)))),
    set(SEEN, either(get(SEEN), get(KIND))),
    set(HERE, digitsHere),
    putBytes(get(HERE)),
    set(AT, add(get(AT), constant(LANES))),
    branchIf(0, isLess(get(AT), get(LENGTH))),
  ),
  ...putEnd,
]

/** Sixteen digits of hex, or of base32 in one case. */
const mayBeOtherDigits: Code = [
  ...set(AT, constant(0)),
  ...setCharacters,
  ...set(COUNT, bitsOfKind(get(KIND), IS.letter)),
  ...set(PLACE, bitsOf(leftPairs(get(HERE), constant(2)))),
  ...set(END, and(get(COUNT), get(PLACE))),
  ...or(
    equal(bitsOfKind(get(KIND), IS.hex), constant(ALL)),
    and(
      equal(or(get(COUNT), bitsOfKind(get(KIND), IS.figure)), constant(ALL)),
      or(isNot(get(END)), equal(get(END), get(COUNT))),
    ),
  ),
]

const mayBeContainer: Code = or(
  [0, 1, 2, 3]
    .map((n) => wordAt(left(byteAt(constant(BYTES_AT), n), constant(2)), SIGNS_AT + n * 1024))
    .reduce(and),
  equal(wordAt(constant(BYTES_AT), TAR_AT), constant(TAR)),
)

/** Ends with a doubt, or goes on. */
export const lookAtSeal: Code = [
  ...decode,
  ...when(isAny(get(NONE)), doubt),
  ...when(
    and(isAny(both(get(SEEN), every(IS.join))), isNot(isLess(constant(LONGEST_JOINED_WORDS), get(LENGTH)))),
    doubt,
  ),
  ...when(mayBeOtherDigits, doubt),
  ...when(mayBeContainer, doubt),
]
