/**
 * Texts spelt letter by letter: in words of the radiotelephony alphabet ("india golf november"), or by the first letters of
 * lines. https://www.icao.int/Pages/AlphabetRadiotelephony.aspx
 */

import { hashWord } from './hash.ts'
import type { View } from './normalise.ts'
import type { Payload } from './payload.ts'
import type { Tokens } from './tokens.ts'
import { isWord, segment, type Vocabulary } from './vocabulary.ts'

const LETTERS = new Map<number, string>()
for (const word of [
  'alpha alfa bravo charlie delta echo foxtrot golf hotel india juliett juliet kilo lima mike november oscar papa quebec romeo',
  'sierra tango uniform victor whiskey whisky xray yankee zulu',
].flatMap((words) => words.split(' ')))
  LETTERS.set(hashWord(word), word.charAt(0))
/** "x-ray" is two words; the first one is passed over. */
LETTERS.set(hashWord('ray'), 'x')
const X = hashWord('x')
/** Said between words. */
const GAPS = new Set(['space', 'stop', 'break'].map(hashWord))

/** Every so manieth word is looked at: a message has more letters. */
const STEP = 6
/** Fewer letters are a call sign. */
const LEAST_LETTERS = 12
/** Share of the letters that must belong to words of three letters and more: shorter ones come out of any letters. */
const LEAST_SHARE = 0.5

/** Stretches of spelling words. */
export function decodeSpelling(
  text: string,
  { origin }: View,
  tokens: Tokens,
  vocabulary: Vocabulary,
): Payload[] {
  const payloads: Payload[] = []
  const { word, start, end, count } = tokens
  const isPart = (t: number) => LETTERS.has(word[t]!) || word[t] === X || GAPS.has(word[t]!)
  for (let t = STEP - 1; t < count; t += STEP) {
    if (!LETTERS.has(word[t]!)) continue
    let from = t
    while (from > 0 && t - from < STEP && isPart(from - 1)) from--
    let to = t
    while (to + 1 < count && isPart(to + 1)) to++
    if (to - from + 1 >= LEAST_LETTERS) {
      const message = spelt(from, to)
      const [begin, close] = [origin[start[from]!]!, origin[end[to]! - 1]! + 1]
      if (message !== undefined)
        payloads.push({ text: message, start: begin, end: close, disguise: 'spelling_words' })
    }
    t = Math.max(t, to)
  }
  return payloads

  /** Words are parted by what stands seldom between letters; without that they are looked for. */
  function spelt(from: number, to: number): string | undefined {
    const between = (t: number) =>
      t > from ? text.slice(origin[end[t - 1]! - 1]! + 1, origin[start[t]!]!).toLowerCase() : ''
    const counts = new Map<string, number>()
    for (let t = from + 1; t <= to; t++) {
      if (word[t - 1] === X) continue
      counts.set(between(t), (counts.get(between(t)) ?? 0) + 1)
    }
    const [usual = ''] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [string, number])
    let message = ''
    let letters = 0
    for (let t = from; t <= to; t++) {
      const letter = LETTERS.get(word[t]!)
      if (
        message !== '' &&
        word[t - 1] !== X &&
        (letter === undefined ? word[t] !== X : between(t) !== usual)
      )
        message = message.endsWith(' ') ? message : `${message} `
      if (letter === undefined) continue
      message += letter
      letters++
    }
    return letters < LEAST_LETTERS ? undefined : inWords(message, vocabulary)
  }
}

/** The words of letters that may have gaps between words; undefined when they are none. */
function inWords(message: string, vocabulary: Vocabulary): string | undefined {
  const parted = message.split(' ')
  const words = parted.length > 1 ? parted : segment(vocabulary, message)
  return words !== undefined && inLongWords(words, vocabulary) >= LEAST_SHARE ? words.join(' ') : undefined
}

function inLongWords(words: readonly string[], vocabulary: Vocabulary): number {
  let [known, all] = [0, 0]
  for (const word of words) {
    all += word.length
    if (word.length > 2 && isWord(vocabulary, word)) known += word.length
  }
  return all === 0 ? 0 : known / all
}

/** Fewer lines spell no order. */
const LEAST_LINES = 14
const LONGEST_ACROSTIC = 512
const [LEAST_MEAN, LEAST_OF_LONG] = [3, 0.75]

/** What the first letters of lines spell, all of them in a row. */
export function decodeAcrostic(text: string, vocabulary: Vocabulary): Payload[] {
  const payloads: Payload[] = []
  let letters = ''
  let start = 0
  const flush = (end: number) => {
    if (letters.length >= LEAST_LINES && isVaried(letters)) {
      const words = segment(vocabulary, letters)
      if (
        words !== undefined &&
        letters.length >= words.length * LEAST_MEAN &&
        inLongWords(words, vocabulary) >= LEAST_OF_LONG
      )
        payloads.push({ text: words.join(' '), start, end, disguise: 'acrostic' })
    }
    letters = ''
  }
  for (let from = 0; from < text.length; ) {
    const unit = text.charCodeAt(from)
    const low = unit | 0x20
    if (low >= 0x61 && low <= 0x7a && letters.length < LONGEST_ACROSTIC) {
      if (letters === '') start = from
      letters += String.fromCharCode(low)
    } else if (unit !== NEWLINE) flush(from)
    const line = text.indexOf('\n', from)
    if (line < 0) break
    from = line + 1
  }
  flush(text.length)
  return payloads
}

const NEWLINE = 0x0a

/** Whether letters may be words: vowels among them, and not one letter over and over, as logs and lists begin. */
function isVaried(letters: string): boolean {
  let vowels = 0
  let same = 0
  for (let i = 0; i < letters.length; i++) {
    if ('aeiouy'.includes(letters[i]!)) vowels++
    if (letters[i] === letters[i - 1]) same++
  }
  const share = vowels / letters.length
  return share > 0.2 && share < 0.6 && same < letters.length * 0.2
}
