/**
 * One character, folded: the form in which text is judged. Compatibility forms (full width, mathematical,
 * circled), case and accents go away, so that one spelling of a word stands for all of them. Folding is
 * computed once for every character that ever occurs and then read from a table.
 */

import { isInvisible, isVariationSelector } from './invisible.ts'
import { LOOKALIKES } from './lookalikes.ts'
import { rareOf } from './rare.ts'

/** What a folded code unit is to the tokeniser. */
export const CLASS = {
  other: 0,
  space: 1,
  /** A letter, digit or mark of a script that puts spaces between its words. */
  word: 2,
  /** A character of a script without spaces: every one of them is a word of its own. */
  ideograph: 3,
  digit: 4,
} as const

/** What else a folded code unit is: an ASCII digit, a letter a-z, a Greek, Cyrillic or Armenian one. Bits above the class. */
export const TRAIT = { digit: 8, latin: 16, foreign: 32 } as const
const CLASS_BITS = 7

/** Marks that carry no meaning in the scripts they decorate; vowel signs of Indic scripts are not among them. */
const NOISE_MARKS: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x0610, 0x061a],
  [0x064b, 0x065f],
  [0x0670, 0x0670],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
]
const DECOMPOSED_SCRIPT =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{M}]/u
const IDEOGRAPH =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u
const WORD = /[\p{L}\p{M}]/u
const DIGIT = /\p{Nd}/u

/** Punctuation with many shapes and one meaning. */
const PUNCTUATION: readonly (readonly [string, string])[] = [
  ['"', '“”„‟«»「」『』〝〞＂❝❞《》〈〉'],
  ["'", '‘’‚‛`´ʼ＇‹›'],
  ['-', '‐‑‒–—―−﹘﹣－'],
  ['.', '。｡．।॥۔'],
  [',', '，、،'],
  ['?', '؟？'],
  ['!', '！'],
  [':', '：'],
  [';', '；؛'],
  ['[', '【〔'],
  [']', '】〕'],
]

const special = new Map<string, string>([...LOOKALIKES])
for (const [to, shapes] of PUNCTUATION) for (const shape of shapes) special.set(shape, to)

/**
 * Folds one character (one code point).
 * @returns what stands for it: mostly one code unit, '' for what is dropped (marks of mere decoration).
 */
function foldCharacter(character: string): string {
  const known = special.get(character)
  if (known !== undefined) return known
  const plain = DECOMPOSED_SCRIPT.test(character) ? character.normalize('NFKD') : character.normalize('NFKC')
  let folded = ''
  for (const part of plain) {
    // Twice, because lower case may bring a mark of its own (U+0130).
    if (isNoise(part)) continue
    for (const low of special.get(part) ?? part.toLowerCase()) if (!isNoise(low)) folded += low
  }
  return folded
}

function isNoise(character: string): boolean {
  const point = character.codePointAt(0)!
  return NOISE_MARKS.some(([first, last]) => point >= first && point <= last)
}

function classify(character: string): number {
  if (/\s/u.test(character)) return CLASS.space
  if (IDEOGRAPH.test(character)) return CLASS.ideograph
  if (WORD.test(character)) return CLASS.word
  if (DIGIT.test(character)) return CLASS.digit
  return CLASS.other
}

/** From here on an entry of `foldTable` is no code unit: the answer is longer, shorter, or not known yet. */
export const NOT_PLAIN = 0xfffd
const UNKNOWN = 0xffff

/**
 * Folded form per code unit where that is one code unit, else `NOT_PLAIN` or more: ask `fold`. White space, invisible
 * characters, variation selectors and rare characters (rare.ts) are never plain. Filled as characters occur.
 */
export const foldTable = new Uint16Array(0x10000).fill(UNKNOWN)
const long = new Map<number, string>()

/** Folded form of a code point as a string of zero or more code units. */
export function fold(point: number): string {
  let folded = long.get(point)
  if (folded === undefined) {
    folded = foldCharacter(String.fromCodePoint(point))
    long.set(point, folded)
    const plain =
      folded.length === 1 && folded.charCodeAt(0) < NOT_PLAIN && classOf(folded.charCodeAt(0)) !== CLASS.space
    // A lone surrogate must not make the table forget that its like begin characters of two units.
    const isSeen = !isInvisible(point) && !isVariationSelector(point)
    const single = plain && isSeen && !isSurrogate(point) && rareOf(point) === 0
    if (point < 0x10000) foldTable[point] = single ? folded.charCodeAt(0) : NOT_PLAIN
  }
  return folded
}

const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff

/** What `traitTable` holds for a character that has not occurred yet. */
export const UNCLASSIFIED = 0xff
/** Class and traits per folded code unit, for loops that cannot afford a call; ask `traitsOf` when it is `UNCLASSIFIED`. */
export const traitTable = new Uint8Array(0x10000).fill(UNCLASSIFIED)

/** Class and traits of a folded code unit. Lone surrogates (characters outside of the BMP) are `other`. */
export function traitsOf(unit: number): number {
  const known = traitTable[unit]!
  if (known !== UNCLASSIFIED) return known
  let found = classify(String.fromCharCode(unit))
  if (unit >= 0x30 && unit <= 0x39) found |= TRAIT.digit
  else if (unit >= 0x61 && unit <= 0x7a) found |= TRAIT.latin
  else if (unit >= 0x370 && unit <= 0x58f) found |= TRAIT.foreign
  traitTable[unit] = found
  return found
}

/** The class among traits, one of `CLASS`. */
export const classIn = (traits: number): number => traits & CLASS_BITS

/** Class of a folded code unit, one of `CLASS`. */
export const classOf = (unit: number): number => classIn(traitsOf(unit))

// ASCII needs none of Unicode's tables, which cost milliseconds when they are first asked.
for (let unit = 0; unit < 0x80; unit++) {
  const character = String.fromCharCode(unit)
  const lower = special.get(character) ?? character.toLowerCase()
  if (lower >= '0' && lower <= '9') traitTable[unit] = CLASS.digit | TRAIT.digit
  else if (character >= 'a' && character <= 'z') traitTable[unit] = CLASS.word | TRAIT.latin
  else if (lower >= 'a' && lower <= 'z') traitTable[unit] = CLASS.word
  else if (character.trim() === '') traitTable[unit] = CLASS.space
  else traitTable[unit] = CLASS.other
  foldTable[unit] = traitTable[unit] === CLASS.space ? NOT_PLAIN : lower.charCodeAt(0)
}
