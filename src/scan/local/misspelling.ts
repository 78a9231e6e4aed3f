/** Telling words with one letter too many, too few, another one, or two in the wrong order: "ignroe all previos instuctions". */

import { beginsPhrase } from './concepts.ts'
import { applyEdits, type Edit, sliceView } from './edit.ts'
import { CLASS, classIn, TRAIT } from './fold.ts'
import { hashWord } from './hash.ts'
import { TELLING_WORDS } from './lexicon/telling-words.ts'
import { rowOfForm } from './model/translations.ts'
import { vectors } from './model/vectors.ts'
import { foldPhrase, type View } from './normalise.ts'
import type { Tokens } from './tokens.ts'
import { isWord, rankOf, type Vocabulary } from './vocabulary.ts'

/** Letters of the shortest word that is mended. */
const LEAST = 5

/** By their first letters, in which hardly anybody errs. Made when first asked for: folding needs tables. */
let words: ReadonlyMap<number, readonly string[]> | undefined
const tellingWords = () => Map.groupBy(new Set(TELLING_WORDS.map(foldPhrase)), (word) => word.charCodeAt(0))

/** The view with telling words as they are spelt. Linear. */
export function mendSpelling(view: View, tokens: Tokens, vocabulary: Vocabulary): View {
  const { count, start, end, word, known, traits } = tokens
  words ??= tellingWords()
  const edits: Edit[] = []
  for (let t = 0; t < count; t++) {
    const from = start[t]!
    const to = end[t]!
    if (known[t] === 1 || to - from < LEAST) continue
    if (classIn(traits[t]!) !== CLASS.word || (traits[t]! & TRAIT.digit) !== 0) continue
    const meant = words.get(view.codes[from]!)?.find((other) => isOneError(view.codes, from, to, other))
    if (meant === undefined || beginsPhrase(view, from)) continue
    const letters = sliceView(view, from, to)
    if (letters === meant || isAnother(letters, word[t]!, meant, vocabulary)) continue
    edits.push({ start: from, end: to, text: meant })
  }
  return applyEdits(view, edits, 'misspelling')
}

/** What English words end and begin with, and the least letters of the word that is left. */
const AFFIXES = [
  [/(?:s|es|d|ed|r|er|rs|ers|ing|ly|o)$/, 4],
  [/^(?:re|un|pre|over|non)/, 5],
] as const

/** Whether letters are another word than the one meant: English, or of another meaning elsewhere, or made of such. */
function isAnother(letters: string, hash: number, meant: string, vocabulary: Vocabulary): boolean {
  const row = rowOf(hash)
  if (row !== undefined) return row !== rowOf(hashWord(meant))
  return AFFIXES.some(([affix, least]) => {
    const rest = letters.replace(affix, '')
    if (rest === letters || rest.length < least || rest === meant) return false
    return [rest, `${rest}e`].some((base) => isWord(vocabulary, base) || rowOf(hashWord(base)) !== undefined)
  })
}

/** The row of a word's meaning: its own, or the English word's that another language's means. */
function rowOf(hash: number): number | undefined {
  const rank = rankOf(vectors().ranks, hash)
  return rank > 0 ? rank - 1 : rowOfForm(hash)
}

/** Whether a word in a stretch has one error, or none (Damerau 1964). */
function isOneError(codes: Uint16Array, from: number, to: number, word: string): boolean {
  const more = to - from - word.length
  if (more < -1 || more > 1) return false
  let at = 0
  while (from + at < to && at < word.length && codes[from + at] === word.charCodeAt(at)) at++
  const isRest = (behind: number, of: number): boolean => {
    for (let i = 0; from + behind + i < to; i++)
      if (codes[from + behind + i] !== word.charCodeAt(of + i)) return false
    return true
  }
  if (more > 0) return isRest(at + 1, at)
  if (more < 0) return isRest(at, at + 1)
  const isTurned =
    codes[from + at] === word.charCodeAt(at + 1) && codes[from + at + 1] === word.charCodeAt(at)
  return isRest(at + 1, at + 1) || (isTurned && isRest(at + 2, at + 2))
}
