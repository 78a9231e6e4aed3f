/** Undoes the disguises that change how words are written. Each step only runs when the text gives reason to. */

import { CLASS, classIn, TRAIT } from './fold.ts'
import { mayBeJoined, partWords } from './joined.ts'
import { undoLeetspeak } from './leetspeak.ts'
import { mendSpelling } from './misspelling.ts'
import type { View } from './normalise.ts'
import { undoLookalikes } from './scripts.ts'
import { HEAP, joinLetters, LONGEST_LETTER, mendWords, quietGaps } from './spacing.ts'
import { type Tokens, tokenise } from './tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface Plain {
  readonly view: View
  readonly tokens: Tokens
}

/** Share of unknown words from which torn words are looked for. */
const TORN = 0.25

/** Share of the gaps between words that hold a heap of marks, and their number, from which it is a disguise. */
const NOISY = 0.3
const LEAST_NOISY = 3

/**
 * Linear in the view's length.
 * @param text what the view is of
 */
export function undisguise(folded: View, text: string, vocabulary: Vocabulary): Plain {
  let view = folded
  let tokens = tokenise(view, vocabulary)
  const step = (next: View) => {
    if (next === view) return
    view = next
    tokens = tokenise(view, vocabulary)
  }
  const { words, unknown } = tokens
  const look = survey(view, tokens)
  if (look.noisy > look.gaps * NOISY && look.noisy >= LEAST_NOISY) step(quietGaps(view, tokens))
  // Letters first: a letter alone has no word to be judged by.
  if (look.singles >= 5 || look.ideographs >= 5) step(joinLetters(view, tokens, vocabulary))
  if (look.foreign) ({ view, tokens } = undoLookalikes(view, tokens, vocabulary))
  if (look.mixed > 0) step(undoLeetspeak(view, vocabulary))
  if (unknown > words * TORN && words > 3) step(mendWords(view, tokens, vocabulary))
  if (look.joined) step(partWords(view, tokens, text, vocabulary))
  if (tokens.unknown > 0) step(mendSpelling(view, tokens, vocabulary))
  return { view, tokens }
}

/** Whether a letter follows a digit. */
function digitInside(codes: Uint16Array, start: number, end: number): boolean {
  for (let i = start; i + 1 < end; i++) if (codes[i]! <= 0x39 && codes[i + 1]! > 0x39) return true
  return false
}

/** What there is reason to look for. */
function survey({ codes }: View, tokens: Tokens) {
  let foreign = false
  let mixed = 0
  let singles = 0
  let run = 0
  let ideographs = 0
  let gaps = 0
  let noisy = 0
  let joined = false
  for (let t = 0; t < tokens.count; t++) {
    const start = tokens.start[t]!
    const end = tokens.end[t]!
    const unit = codes[start]!
    const seen = tokens.traits[t]!
    const kind = classIn(seen)
    if (t > 0) {
      gaps++
      if (start - tokens.end[t - 1]! >= HEAP) noisy++
    }
    if (kind === CLASS.ideograph) {
      if (t > 0 && start - tokens.end[t - 1]! === 1) ideographs++
      continue
    }
    if (kind === CLASS.word && (end - start === 1 || (unit >= 0x0900 && end - start <= LONGEST_LETTER))) {
      if (++run > singles) singles = run
    } else run = 0
    if ((seen & TRAIT.foreign) !== 0) foreign = true
    if (!joined && mayBeJoined(tokens, t)) joined = true
    if ((seen & TRAIT.latin) === 0) continue
    // "utf8" is no leetspeak: digits among the letters are, not those behind them.
    const after = codes[end]
    if ((seen & TRAIT.digit) !== 0 && (unit <= 0x39 || digitInside(codes, start, end))) mixed++
    else if (after === 0x40 || after === 0x24) mixed++
  }
  return { foreign, mixed, singles, ideographs, gaps, noisy, joined }
}
