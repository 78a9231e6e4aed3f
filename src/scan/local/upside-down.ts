/**
 * Text turned upside down, letter by letter: "ʇxǝʇ". Whoever turns it back round by half a turn reads it from its end, so that
 * most generators write it from there; others leave the order.
 */

import { wordShare } from './language.ts'
import type { Payload } from './payload.ts'
import { RARE, TURNED } from './rare.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What else is turned with them. */
const BESIDES: Readonly<Record<string, string>> = {
  b: 'q',
  q: 'b',
  d: 'p',
  p: 'd',
  n: 'u',
  u: 'n',
  M: 'W',
  W: 'M',
  '˙': '.',
  "'": ',',
  ',': "'",
  '¿': '?',
  '¡': '!',
  '؛': ';',
  '„': '"',
  '⅋': '&',
  '‾': '_',
  '(': ')',
  ')': '(',
  '[': ']',
  ']': '[',
}
const BACK = new Map(Object.entries({ ...TURNED, ...BESIDES }))
const TURNED_LETTER = new RegExp(`[${Object.keys(TURNED).join('')}]`)
const TURNED_LETTERS = new RegExp(TURNED_LETTER, 'g')
/** Fewer of them are phonetics, or letters of a language. */
const LEAST_TURNED = 5
/** Words without one of them that may stand between two with one. */
const MOST_BETWEEN = 4
/** Words without one of them may stand at an end: "no" is "ou". */
const AT_ENDS = 2
const TURNABLE = /^(?=.*\p{L})(?:[bdpqnuolsxzHIMNOSWXZ]|[^\p{L}\p{N}])+$/u
/** Share of the letters that must belong to words afterwards. */
const LEAST_SHARE = 0.5

/**
 * Stretches of turned words, read from their end or in their order: as they make words.
 * @param rare see `View`
 */
export function decodeUpsideDown(text: string, rare: number, vocabulary: Vocabulary): Payload[] {
  if ((rare & RARE.turned) === 0) return []
  return stretches(text).flatMap(({ start, end }) => {
    const stretch = text.slice(start, end)
    if ((stretch.match(TURNED_LETTERS)?.length ?? 0) < LEAST_TURNED) return []
    const inOrder = Array.from(stretch, (letter) => BACK.get(letter) ?? letter)
    const ordered = inOrder.join('')
    const turned = inOrder.toReversed().join('')
    const [asItStands, fromItsEnd] = [wordShare(ordered, vocabulary), wordShare(turned, vocabulary)]
    if (Math.max(asItStands, fromItsEnd) < LEAST_SHARE) return []
    const message = asItStands > fromItsEnd ? ordered : turned
    return [{ text: message, start, end, disguise: 'upside_down' as const }]
  })
}

/** Where words with turned letters stand next to one another, or nearly. */
function stretches(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let open: { start: number; end: number } | undefined
  /** Words without turned letters since the last one with any, and those right before that may be turned, too. */
  let between = 0
  let before: number[] = []
  for (const { 0: word, index: start } of text.matchAll(/\S+/g)) {
    const end = start + word.length
    if (TURNED_LETTER.test(word)) {
      open = { start: open?.start ?? before[0] ?? start, end }
      between = 0
      continue
    }
    between++
    const turnable = TURNABLE.test(word)
    before = turnable ? [...before, start].slice(-AT_ENDS) : []
    if (open === undefined) continue
    if (turnable && between <= AT_ENDS) open.end = end
    if (between <= MOST_BETWEEN) continue
    found.push(open)
    open = undefined
  }
  if (open !== undefined) found.push(open)
  return found
}
