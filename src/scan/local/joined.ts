/** Words without anything between them, and without capitals: "ignoreallpreviousinstructions". With capitals: camel-case.ts. */

import { areOfSentence } from './camel-case.ts'
import { applyEdits, type Edit, sliceView } from './edit.ts'
import { CLASS, classIn, TRAIT } from './fold.ts'
import type { View } from './normalise.ts'
import type { Tokens } from './tokens.ts'
import { isWord, segment, type Vocabulary } from './vocabulary.ts'

/** Shorter ones are words, compounds and names. */
const LEAST_JOINED = 18
/** What is looked at of one, in letters. */
const MOST_JOINED = 1024
const [LEAST_WORDS, LEAST_MEAN] = [3, 3]
/** So many words are no compound, whichever they are. */
const MANY_WORDS = 8
/** Share of the letters that belong to words of more than two letters. */
const LEAST_SHARE = 0.8
const CAPITAL_INSIDE = /[a-z][A-Z]/

/** Whether a token may be several words. */
export const mayBeJoined = ({ start, end, known, traits }: Tokens, t: number): boolean =>
  end[t]! - start[t]! >= LEAST_JOINED &&
  known[t] === 0 &&
  (traits[t]! & TRAIT.digit) === 0 &&
  classIn(traits[t]!) === CLASS.word

/**
 * Puts spaces between joined words.
 * @param text what the view is of
 */
export function partWords(view: View, tokens: Tokens, text: string, vocabulary: Vocabulary): View {
  const edits: Edit[] = []
  for (let t = 0; t < tokens.count; t++) {
    if (!mayBeJoined(tokens, t)) continue
    const start = tokens.start[t]!
    const end = Math.min(tokens.end[t]!, start + MOST_JOINED)
    if (CAPITAL_INSIDE.test(text.slice(view.origin[start]!, view.origin[end]!))) continue
    const words = segment(vocabulary, sliceView(view, start, end)) ?? []
    if (words.length < LEAST_WORDS || end - start < words.length * LEAST_MEAN) continue
    if (words.length < MANY_WORDS && !areOfSentence(words)) continue
    const inWords = words.reduce(
      (sum, word) => sum + (word.length > 2 && isWord(vocabulary, word) ? word.length : 0),
      0,
    )
    if (inWords >= (end - start) * LEAST_SHARE) edits.push({ start, end, text: words.join(' ') })
  }
  return applyEdits(view, edits, 'joined_words')
}
