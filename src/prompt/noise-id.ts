/** Whether an id may say something: in words as spared-words.ts and words.ts count them, or in hex or base32. */

import {
  add,
  add64,
  and,
  and64,
  bitsOf,
  both,
  branchIf,
  type Code,
  constant,
  constant64,
  either,
  get,
  give,
  isAny,
  isLess,
  isNot,
  isZero64,
  LANES,
  left,
  left64,
  leftPairs,
  loop,
  minus,
  moved64,
  not64,
  onesIn64,
  or,
  or64,
  right64,
  same,
  select,
  set,
  store,
  times,
  when,
} from '../wasm.ts'
import { kindsOf } from './nibbles.ts'
import {
  ALL_PASSED,
  AT,
  bitsOfKind,
  COUNT,
  DIGIT,
  DIGITS_AT,
  DOUBTS,
  END,
  every,
  firstOfRow,
  HEADS,
  HERE,
  HEX,
  HIDES,
  IS,
  JOIN,
  KIND,
  kindIn,
  LENGTH,
  LETTER,
  NONE,
  PASSED,
  REACHED,
  REST,
  ROW,
  rowFromFirst,
  SAYS,
  SMALL,
  setCharacters,
  VOWEL,
  WORDS,
} from './noise-code.ts'
import { digitsHere } from './noise-digits.ts'

/** Digits of hex and of base32 for the shortest text, as disguise.ts and digits.ts have them. */
const LEAST_HEX = 24
const LEAST_BASE32 = 20
/** As words.ts and leet-key.ts have them. */
const MAX_WORDS = 6
const MIN_WORDS = 3
const MIN_AVERAGE = 3
const LONGEST_LEET = 20

const vowels = kindsOf((byte) => 'aeiouyAEIOUY'.includes(String.fromCharCode(byte)))
const [IS_VOWEL = 0] = vowels.bits

const without = (a: Code, b: Code): Code => and64(a, not64(b))
const isAny64 = (bits: Code): Code => isNot(isZero64(bits))
const note = (local: number, bits: Code): Code => set(local, or64(get(local), moved64(bits, get(AT))))
const doubt = (reason: number, condition: Code): Code =>
  when(condition, set(DOUBTS, or(get(DOUBTS), constant(reason))))

/** Bits of all characters, sixteen at a time, the last ones perhaps twice; and digits of base64url. */
const readCharacters: Code = [
  ...[LETTER, SMALL, VOWEL, DIGIT, JOIN, HEX].flatMap((local) => set(local, constant64(0))),
  ...set(NONE, every(0)),
  ...set(AT, constant(0)),
  ...set(END, minus(get(LENGTH), constant(LANES))),
  ...loop(
    set(AT, select(get(AT), get(END), isLess(get(AT), get(END)))),
    setCharacters,
    set(NONE, either(get(NONE), either(same(get(KIND), every(0)), both(get(KIND), every(IS.sign))))),
    note(LETTER, bitsOfKind(get(KIND), IS.letter)),
    // Of letters, those with this bit are small.
    note(SMALL, bitsOf(leftPairs(get(HERE), constant(2)))),
    note(VOWEL, bitsOfKind(kindIn(vowels), IS_VOWEL)),
    note(DIGIT, bitsOfKind(get(KIND), IS.figure)),
    note(JOIN, bitsOfKind(get(KIND), IS.join)),
    note(HEX, bitsOfKind(get(KIND), IS.hex)),
    store(get(AT), DIGITS_AT, digitsHere),
    set(AT, add(get(AT), constant(LANES))),
    branchIf(0, isLess(get(AT), get(LENGTH))),
  ),
  ...store(get(LENGTH), DIGITS_AT, every(0)),
]

const alphanumeric = or64(get(LETTER), get(DIGIT))
const smalls = and64(get(LETTER), get(SMALL))
const capitals = without(get(LETTER), get(SMALL))
const vowelless = (bits: Code): Code => without(bits, get(VOWEL))

const mayHide: Code = [
  ...doubt(HIDES, isNot(isLess(onesIn64(get(HEX)), constant(LEAST_HEX)))),
  ...[smalls, capitals].flatMap((letters) => [
    ...set(ROW, or64(letters, or64(get(DIGIT), get(JOIN)))),
    ...firstOfRow(ROW, LEAST_BASE32),
    ...doubt(HIDES, isAny64(get(ROW))),
  ]),
]

/** A figure before a letter, in a word that is short enough and no hex. */
const mayBeLeet: Code = [
  ...set(ROW, alphanumeric),
  ...firstOfRow(ROW, LONGEST_LEET + 1),
  ...rowFromFirst(ROW, LONGEST_LEET + 1),
  ...doubt(
    SAYS,
    and(
      isAny64(without(and64(get(DIGIT), right64(get(LETTER), 1)), get(ROW))),
      isAny64(without(without(get(LETTER), get(HEX)), get(ROW))),
    ),
  ),
]

/** Three letters of one case in a row, where two small ones behind one or two capitals count, too. */
const mayHaveManyWords: Code = [
  ...set(HEADS, capitals),
  ...set(REST, smalls),
  ...set(ROW, without(get(HEADS), left64(get(HEADS), 1))),
  ...set(ROW, and64(get(ROW), and64(right64(get(HEADS), 1), right64(get(HEADS), 2)))),
  ...set(
    PASSED,
    or64(
      right64(get(REST), 2),
      without(left64(get(HEADS), 1), and64(left64(get(HEADS), 2), left64(get(HEADS), 3))),
    ),
  ),
  ...set(REACHED, and64(without(get(REST), left64(get(REST), 1)), and64(right64(get(REST), 1), get(PASSED)))),
  ...doubt(SAYS, isLess(constant(MAX_WORDS), add(onesIn64(get(ROW)), onesIn64(get(REACHED))))),
]

/**
 * Whether three quarters of its letters and digits may stand in words: runs of one case with a vowel, the last capital before
 * small letters included. From the first letter of each run, if it is no vowel, a carry goes through those behind it that are
 * none, and is left where it comes to a vowel or to the end. Of each run without one up to three letters are counted. Three
 * words or more have three letters on average.
 */
const mayHaveWords: Code = [
  ...set(
    HEADS,
    or64(
      and64(capitals, or64(right64(smalls, 1), not64(left64(capitals, 1)))),
      without(smalls, left64(get(LETTER), 1)),
    ),
  ),
  ...set(REST, without(get(LETTER), get(HEADS))),
  ...set(REACHED, add64(left64(vowelless(get(HEADS)), 1), vowelless(get(REST)))),
  ...set(ALL_PASSED, left64(without(vowelless(get(REST)), get(REACHED)), 1)),
  ...set(PASSED, get(ALL_PASSED)),
  // The ends of runs without a vowel.
  ...set(REACHED, without(get(REACHED), get(REST))),
  // Vowels by themselves are no words either.
  ...set(ROW, without(and64(get(HEADS), get(VOWEL)), right64(get(REST), 1))),
  ...set(COUNT, add(onesIn64(get(REACHED)), onesIn64(get(ROW)))),
  ...set(WORDS, minus(onesIn64(get(HEADS)), get(COUNT))),
  ...set(PASSED, and64(get(PASSED), get(REACHED))),
  ...set(COUNT, add(get(COUNT), onesIn64(get(PASSED)))),
  ...set(COUNT, add(get(COUNT), onesIn64(and64(get(PASSED), left64(get(ALL_PASSED), 1))))),
  // Letters in words, at most
  ...set(COUNT, minus(onesIn64(get(LETTER)), get(COUNT))),
  ...doubt(
    SAYS,
    isNot(
      or(
        isLess(left(get(COUNT), constant(2)), times(onesIn64(alphanumeric), constant(3))),
        and(
          isNot(isLess(get(WORDS), constant(MIN_WORDS))),
          isLess(get(COUNT), times(get(WORDS), constant(MIN_AVERAGE))),
        ),
      ),
    ),
  ),
]

/** Ends with doubts, or goes on with none but of words. */
export const lookAtId: Code = [
  ...readCharacters,
  ...when(isAny(get(NONE)), give(constant(SAYS | HIDES))),
  ...mayBeLeet,
  ...mayHaveManyWords,
  ...mayHaveWords,
  ...mayHide,
  ...when(and(get(DOUBTS), constant(HIDES)), give(get(DOUBTS))),
]
