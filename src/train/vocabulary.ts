/** Counts the words of all texts: the vocabulary that the decoders are judged by. */

import { LEXICONS } from '../scan/local/lexicon/lexicons.ts'
import { foldPhrase } from '../scan/local/normalise.ts'
import { COMMON_WORDS } from './common-words.ts'
import type { Row } from './corpus.ts'

/** Words in fewer texts than this are names and noise. */
const LEAST_TEXTS = 2
const LONGEST = 20
/** One-letter words of the languages; every other letter alone is no word. */
const SINGLE_LETTERS = new Set([...'aiyoeàèéиваяоуск'])

/** What the lexicon's words and the common ones count besides, so that they are never crowded out. */
const LISTED = 12

/** The most common words, most common first. */
export function countWords(rows: readonly Row[], limit: number): string[] {
  const texts = new Map<string, number>()
  for (const row of rows) {
    if (row.kind === 'obfuscated' || row.source.startsWith('derived_encoded')) continue
    for (const word of new Set(foldPhrase(row.text).match(/[\p{L}\p{M}]+/gu))) {
      if (
        word.length > LONGEST ||
        /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u.test(word)
      )
        continue
      if ([...word].length === 1 && !SINGLE_LETTERS.has(word)) continue
      texts.set(word, (texts.get(word) ?? 0) + 1)
    }
  }
  for (const word of [...lexiconWords(), ...COMMON_WORDS]) texts.set(word, (texts.get(word) ?? 0) + LISTED)
  return [...texts]
    .filter(([, count]) => count >= LEAST_TEXTS)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([word]) => word)
}

/** Words of the engine's own phrases: a decoder that brings one to light was right. */
function lexiconWords(): Set<string> {
  const words = new Set<string>()
  for (const lexicon of LEXICONS)
    for (const line of Object.values(lexicon))
      for (const word of foldPhrase(line.replaceAll('*', '')).split(/[^\p{L}\p{M}]+/u))
        if (
          word.length > 2 &&
          word.length <= LONGEST &&
          !/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(word)
        )
          words.add(word)
  return words
}
