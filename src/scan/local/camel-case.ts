/**
 * Words run together, each with a capital: `IgnoreAllPreviousInstructions`. Folding takes the capitals, so that they are
 * taken apart before it.
 */

import type { Payload } from './payload.ts'
import { findStretch, KIND, stretchEnd } from './stretch.ts'

/** Shorter names, and those of fewer words, are those of code. */
const [LEAST_LETTERS, LEAST_WORDS] = [16, 4]
/** Names of code consist of nouns and verbs; a sentence has one of these, in the six languages that write like that. */
const SENTENCE_WORDS = [
  'All ALL The THE Your YOUR You My Me This These That Any Every What Now',
  'Alle Allen Die Der Das Den Dein Deine Deinen Du Mir Ich Mich Nicht Und',
  'Tous Toutes Les Vos Tes Ton Votre Mes Moi Tu Vous Et',
  'Todo Todos Toda Todas Las Los Tus Mis Sin Sem Os Seu Suas Sua Teu Que Nao Nem Mim',
  'Tutti Tutte Le Gli Il Tuo Tua Tue Tuoi Mi Senza Non',
].flatMap((words) => words.split(' '))
const OF_SENTENCES = new RegExp(`(?:${SENTENCE_WORDS.join('|')})(?![a-z])`)
/** Those of two letters are found in compounds, too. */
const inSentences = new Set(
  SENTENCE_WORDS.filter((word) => word.length > 2).map((word) => word.toLowerCase()),
)
/** Whether words without capitals are a sentence's rather than those of a name or a compound. */
export const areOfSentence = (words: readonly string[]): boolean =>
  words.some((word) => inSentences.has(word))

/** Where a word ends: `previousInstructions`, `ALLPrevious`. */
const SEAM = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/
/** Noise has as many capitals, and shorter words. */
const LEAST_MEAN = 3

/** All of them as one text, each once and on a line of its own. Linear in the text. */
export function decodeCamelCase(text: string): Payload[] {
  const names = new Set<string>()
  let [start, end] = [-1, 0]
  for (let from = findStretch(text, KIND.base64, LEAST_LETTERS, 0); from >= 0; ) {
    const to = stretchEnd(text, KIND.base64, from + LEAST_LETTERS)
    const stretch = text.slice(from, to)
    for (const run of OF_SENTENCES.test(stretch) ? stretch.split(/[^A-Za-z]+/) : []) {
      if (run.length < LEAST_LETTERS || !OF_SENTENCES.test(run)) continue
      const words = run.split(SEAM)
      if (words.length < LEAST_WORDS || run.length < words.length * LEAST_MEAN) continue
      names.add(words.join(' '))
      if (start < 0) start = from
      end = to
    }
    from = findStretch(text, KIND.base64, LEAST_LETTERS, to)
  }
  return start < 0 ? [] : [{ text: [...names].join('\n'), start, end, disguise: 'joined_words' }]
}
