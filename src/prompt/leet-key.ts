/** Keys in leetspeak: `1gn0r3`, `pr3v10us_rul3s`. What is in a text is for the scanner to read, but most keys are spared. */

/** Digits and signs in the midst of letters, or before them: those that are only behind count what has the same name. */
const LEET = /(?<![a-z])(?=[a-z0-9@$]*[0134578@$][a-z])[a-z0134578@$]{3,20}(?![a-z0-9@$])/gi
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

/** A key with the letters that its digits stand for; itself when it is none in leetspeak. */
export const plainKey = (key: string): string =>
  /[0134578@$]/.test(key) ? key.replace(LEET, plainWord) : key

const plainWord = (word: string): string =>
  HEX.test(word) || NOISE.test(word) || !ONE_CASE.test(word)
    ? word
    : word.replace(/[0134578@$]/g, (sign) => LETTERS[sign] ?? sign)
