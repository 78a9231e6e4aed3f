/** Keys in leetspeak: `1gn0r3`, `pr3v10us_rul3s`. What is in a text is for the scanner to read, but most keys are spared. */

const WORD = /[a-z0-9@$]{3,}/gi
const SHORTEST_WORD = 3
const LONGEST_WORD = 20
/** Digits and signs in the midst of letters, or before them: those that are only behind count what has the same name. */
const LEET = /[0134578@$][a-z]/i
/** What a character of a word is. */
const [LETTER, SIGN, DIGIT] = [1, 2, 4]
const KINDS = new Uint8Array(128).fill(LETTER, 0x41, 0x5b).fill(LETTER, 0x61, 0x7b).fill(DIGIT, 0x30, 0x3a)
for (const sign of '0134578@$') KINDS[sign.charCodeAt(0)] = SIGN
/** An id. */
const HEX = /^[0-9a-f]+$/i
const ONE_CASE = /^(?:[^A-Z]+|[A-Z]?[^A-Z]+|[^a-z]+)$/
/** Five consonants or three digits in a row. */
const NOISE = /[bcdfghjklmnpqrstvwxz]{5}|\d{3}/i

const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
}

/** The same few keys come again and again. */
const plain = new Map<string, string>()
const MAX_KNOWN = 4096

/** A key with the letters that its digits stand for; itself when it is none in leetspeak. */
export function plainKey(key: string): string {
  if (!mayBeLeet(key)) return key
  let found = plain.get(key)
  if (found === undefined) {
    found = key.replace(WORD, (word) => (isLeet(word) ? letters(word) : word))
    if (plain.size === MAX_KNOWN) plain.clear()
    plain.set(key, found)
  }
  return found
}

/** Whether in a word that is not too long a sign stands before a letter. It runs for every id, and most are noise. */
function mayBeLeet(key: string): boolean {
  let start = 0
  let before = 0
  let pairs = 0
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i)
    const kind = unit < 128 ? (KINDS[unit] as number) : 0
    pairs |= (before >> 1) & kind
    before = kind
    if (kind !== 0) continue
    if (isWord(pairs, i - start)) return true
    start = i + 1
    pairs = 0
  }
  return isWord(pairs, key.length - start)
}

const isWord = (pairs: number, length: number): boolean =>
  (pairs & LETTER) !== 0 && length >= SHORTEST_WORD && length <= LONGEST_WORD

function letters(word: string): string {
  let written = ''
  for (const sign of word) written += LETTERS[sign] ?? sign
  return written
}

const isLeet = (word: string): boolean =>
  word.length <= LONGEST_WORD &&
  LEET.test(word) &&
  ONE_CASE.test(word) &&
  !HEX.test(word) &&
  !NOISE.test(word)
