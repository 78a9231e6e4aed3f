/** Prose, as nearly all texts are, which is spared all further looks. It runs for every text. */

/** Shorter JSON or a shorter data: URL holds no sentence. */
const SHORTEST_HIDING = 16
const LETTERS_OF_A_WORD = 32
const SPACE = 0x20
const DATA = /^data:/i

/**
 * Whether a text is no JSON, no file (base64, a data: URL) and no token: it begins with a letter or a digit, and a space
 * comes soon. What is too short to hide a sentence is prose, too.
 */
export function isProse(text: string): boolean {
  if (text.length < SHORTEST_HIDING) return true
  const first = text.charCodeAt(0)
  if (!isLetter(first | 0x20) && !isDigit(first)) return false
  const end = Math.min(text.length, LETTERS_OF_A_WORD)
  let at = 1
  while (at < end && text.charCodeAt(at) !== SPACE) at++
  return (at < end || end < LETTERS_OF_A_WORD) && !((first | 0x20) === 0x64 && DATA.test(text))
}

const isLetter = (small: number): boolean => small >= 0x61 && small <= 0x7a
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39
