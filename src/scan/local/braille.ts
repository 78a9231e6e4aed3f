/**
 * Braille: letter by letter with the accents of western Europe, or with the contractions of English.
 * https://www.unicode.org/charts/PDF/U2800.pdf · https://iceb.org/ueb.html
 */

import { wordShare } from './language.ts'
import type { Payload } from './payload.ts'
import { BRAILLE, RARE } from './rare.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Cells 1 to 63 (the sum of 1, 2, 4, 8, 16, 32 for the dots 1 to 6), as letters; the sign of capitals and the like say nothing. */
type Cells = ReadonlyMap<number, string>

const cells = (letters: string, signs: string): [number, string][] =>
  letters.split(' ').map((letter, at) => [signs.charCodeAt(at) - BRAILLE.first, letter])

const ALPHABET = cells('a b c d e f g h i j k l m n o p q r s t u v w x y z', '⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵')
const MARKS = cells(', ; : . ! ? \' - / " "', '⠂⠆⠒⠲⠖⠦⠄⠤⠌⠴⠶')
const PLAIN: Cells = new Map([
  ...ALPHABET,
  ...MARKS,
  ...cells('à â ä ç è é ê ë î ï ô ö ù û ü', '⠷⠡⠜⠯⠮⠿⠣⠫⠩⠻⠹⠪⠾⠱⠳'),
])
const CONTRACTED: Cells = new Map([
  ...ALPHABET,
  ...MARKS,
  ...cells('and for of the with ch gh sh th wh ed er ou ow st ar ing en in', '⠯⠿⠷⠮⠾⠡⠣⠩⠹⠱⠫⠻⠳⠪⠌⠜⠬⠢⠔'),
])
/** A letter alone stands for a word in contracted English. */
const WORDS: Readonly<Record<string, string>> = Object.fromEntries(
  'but can do every from go have just knowledge like more not people quite rather so that us very will'
    .split(' ')
    .map((word) => [word.charAt(0), word])
    .concat([
      ['x', 'it'],
      ['y', 'you'],
      ['z', 'as'],
      ['ch', 'child'],
      ['sh', 'shall'],
      ['th', 'this'],
      ['wh', 'which'],
      ['ou', 'out'],
      ['st', 'still'],
      ['en', 'enough'],
    ]),
)

const DIGITS = '1234567890'
const NUMBER_SIGN = 0x3c
/** Computer Braille has capitals and other signs with the dots 7 and 8. */
const SIX_DOTS = 0x3f
const LEAST_CELLS = 8
/** Pictures and music are written in these cells, too: what comes out has to be words. */
const LEAST_SHARE = 0.5
const STRETCH =
  /[\u2800-\u28ff](?:[\u2800-\u28ff]|[\s.,;:!?/()"'-](?=[\s.,;:!?/()"'-]{0,3}[\u2800-\u28ff]))*/gu

/**
 * Stretches of Braille that are words.
 * @param rare see `View`
 */
export function decodeBraille(text: string, rare: number, vocabulary: Vocabulary): Payload[] {
  if ((rare & RARE.braille) === 0) return []
  const payloads: Payload[] = []
  for (const { 0: stretch, index: start } of text.matchAll(STRETCH)) {
    if (stretch.length < LEAST_CELLS) continue
    const best = [read(stretch, PLAIN), contracted(read(stretch, CONTRACTED))]
      .map((message) => ({ message, words: wordShare(message, vocabulary) }))
      .reduce((a, b) => (b.words > a.words ? b : a))
    if (best.words >= LEAST_SHARE)
      payloads.push({ text: best.message, start, end: start + stretch.length, disguise: 'braille' })
  }
  return payloads
}

function read(stretch: string, meaning: Cells): string {
  let message = ''
  let number = false
  for (let i = 0; i < stretch.length; i++) {
    const unit = stretch.charCodeAt(i)
    const cell = unit - BRAILLE.first
    if (cell < 0 || cell > 0xff) {
      message += stretch[i]
      number = false
      continue
    }
    const dots = cell & SIX_DOTS
    if (dots === NUMBER_SIGN) number = true
    else if (dots === 0) {
      message += ' '
      number = false
    } else {
      const letter = meaning.get(dots) ?? ''
      const digit: number = number ? ALPHABET.findIndex(([sign]) => sign === dots) : -1
      number &&= digit >= 0 && digit < DIGITS.length
      message += number ? DIGITS[digit] : letter
    }
  }
  return message
}

/** With the words that letters alone stand for, unless most of them are alone: those are signs of something else. */
function contracted(message: string): string {
  const words = message.match(/[a-z]+/g) ?? []
  const alone = words.filter((word) => Object.hasOwn(WORDS, word)).length
  return alone * 2 > words.length
    ? message
    : message.replace(/[a-z]+/g, (word) => (Object.hasOwn(WORDS, word) ? WORDS[word]! : word))
}
