/** Letters set apart: "i g n o r e", "i.g.n.o.r.e", "Ig nore previ ous", and ideographs with spaces. */

import { applyEdits, type Edit, sliceView } from './edit.ts'
import { CLASS, classIn } from './fold.ts'
import { EMPTY_HASH, extendHash } from './hash.ts'
import type { View } from './normalise.ts'
import type { Tokens } from './tokens.ts'
import { rankOf, segment, type Vocabulary } from './vocabulary.ts'

/** Letters from which a piece between wide gaps is more than one word. */
const LONG_PIECE = 14
/** Fewer single letters in a row are initials or options. */
const LEAST_LETTERS = 5
/** Between single letters: at most so many units of separators. */
const WIDEST_GAP = 6
const SPACE = 0x20
const QUOTE = 0x22
const LEAST_IDEOGRAPHS = 5

/** Joins letters that were set apart into words. */
export function joinLetters(view: View, tokens: Tokens, vocabulary: Vocabulary): View {
  const edits: Edit[] = []
  for (let t = 0; t < tokens.count; t++) {
    if (!isSingle(view, tokens, t)) continue
    let last = t
    while (
      last + 1 < tokens.count &&
      isSingle(view, tokens, last + 1) &&
      gap(tokens, last) <= WIDEST_GAP &&
      gap(tokens, last) > 0
    )
      last++
    if (last - t + 1 >= LEAST_LETTERS)
      edits.push({
        start: tokens.start[t]!,
        end: tokens.end[last]!,
        text: joined(view, tokens, t, last, vocabulary),
      })
    t = last
  }
  return applyEdits(joinIdeographs(view, edits.length > 0), edits, 'spaced_letters')

  function joinIdeographs(base: View, busy: boolean): View {
    return busy ? base : applyEdits(base, ideographGaps(base, tokens), 'spaced_letters')
  }
}

const gap = (tokens: Tokens, t: number) => tokens.start[t + 1]! - tokens.end[t]!

/** Longest letter of an Indic script, in units: consonants joined by viramas, and vowel signs. */
export const LONGEST_LETTER = 7

/** One letter, with its marks in Indic scripts. */
function isSingle(view: View, tokens: Tokens, t: number): boolean {
  const start = tokens.start[t]!
  const length = tokens.end[t]! - start
  if (length > LONGEST_LETTER || classIn(tokens.traits[t]!) !== CLASS.word) return false
  if (length === 1) return true
  for (let i = start + 1; i < start + length; i++)
    if (!isMark(view.codes[i]!) && !isVirama(view.codes[i - 1]!)) return false
  return true
}

const isVirama = (unit: number) => unit >= 0x0900 && unit < 0x0e00 && (unit & 0x7f) === 0x4d

/** Per unit of an Indic script: 1 for a mark, 2 for none, 0 as long as nobody has asked. */
const marks = new Uint8Array(0x0e00)

function isMark(unit: number): boolean {
  if (unit < 0x0900 || unit >= 0x0e00) return false
  if (marks[unit] === 0) marks[unit] = /\p{M}/u.test(String.fromCharCode(unit)) ? 1 : 2
  return marks[unit] === 1
}

function joined(view: View, tokens: Tokens, first: number, last: number, vocabulary: Vocabulary): string {
  // White space was folded to one unit, so the width of a gap is read from the original.
  const widths: number[] = []
  for (let t = first; t < last; t++)
    widths.push(view.origin[tokens.start[t + 1]!]! - view.origin[tokens.end[t]! - 1]!)
  const narrow = Math.min(...widths.slice(0, 4096))
  // "i.g.n.o.r.e a.l.l": between words is the space, when there are other separators.
  let marks = 0
  for (let t = first; t < last; t++) if (view.codes[tokens.end[t]!]! > SPACE) marks++
  const marked = marks * 2 > last - first
  let text = ''
  let wide = false
  for (let t = first; t <= last; t++) {
    text += sliceView(view, tokens.start[t]!, tokens.end[t]!)
    if (t < last && (widths[t - first]! > narrow || (marked && view.codes[tokens.end[t]!] === SPACE))) {
      text += ` ${quotesBetween(view, tokens.end[t]!, tokens.start[t + 1]!)}`
      wide = true
    }
  }
  // Where only punctuation parts the letters, the words between are still to be found.
  return text
    .split(' ')
    .map((piece) =>
      wide && piece.length < LONG_PIECE ? piece : (segment(vocabulary, piece)?.join(' ') ?? piece),
    )
    .join(' ')
}

/** Quotation marks between two letters: they say that what follows is only quoted. */
function quotesBetween(view: View, start: number, end: number): string {
  for (let i = start; i < end; i++) if (view.codes[i] === QUOTE) return '" '
  return ''
}

function ideographGaps(view: View, tokens: Tokens): Edit[] {
  const edits: Edit[] = []
  for (let t = 0; t < tokens.count; t++) {
    let last = t
    while (
      last + 1 < tokens.count &&
      isIdeograph(tokens, last) &&
      isIdeograph(tokens, last + 1) &&
      gap(tokens, last) === 1 &&
      isSeparator(view.codes[tokens.end[last]!]!)
    )
      last++
    if (last - t + 1 >= LEAST_IDEOGRAPHS)
      for (let k = t; k < last; k++)
        edits.push({ start: tokens.end[k]!, end: tokens.start[k + 1]!, text: '' })
    t = last
  }
  return edits
}

const isIdeograph = (tokens: Tokens, t: number) => classIn(tokens.traits[t]!) === CLASS.ideograph
const isSeparator = (unit: number) =>
  unit === 0x20 ||
  unit === 0x2e ||
  unit === 0x2d ||
  unit === 0x5f ||
  unit === 0x2a ||
  unit === 0x2f ||
  unit === 0x7c ||
  unit === 0x00b7

/** So many marks and spaces between two words are noise. */
export const HEAP = 4

/** Heaps of marks between words become one space: "ignore ... !!! all ~~~ previous". Markup and rules stay. */
export function quietGaps(view: View, tokens: Tokens): View {
  const edits: Edit[] = []
  for (let t = 1; t < tokens.count; t++) {
    const start = tokens.end[t - 1]!
    const end = tokens.start[t]!
    if (end - start < HEAP) continue
    let plain = true
    for (let i = start; i < end && plain; i++) plain = NOISE[view.codes[i]!] === 1
    if (plain) edits.push({ start, end, text: ' ' })
  }
  return edits.length < 3 ? view : applyEdits(view, edits, 'repeated_punctuation')
}

/** Marks that say nothing when they are heaped. Brackets, slashes and line breaks are structure. */
const NOISE = new Uint8Array(0x10000)
for (const mark of ' .,!?*~_-+^;:\'"…•·|/') NOISE[mark.charCodeAt(0)] = 1

/** Longest piece of a torn word, in letters. */
const LONGEST_PIECE = 12

/** Joins the pieces of torn words: "Ig nore previ ous", "ig-no-re". Only pieces that are no words themselves. */
export function mendWords(view: View, tokens: Tokens, vocabulary: Vocabulary): View {
  const { count, start, end, traits } = tokens
  const edits: Edit[] = []
  for (let t = 0; t + 1 < count; t++) {
    if (gap(tokens, t) !== 1 || (isKnown(t) && isKnown(t + 1))) continue
    const last = lastPiece(t)
    if (last === t) continue
    edits.push({ start: start[t]!, end: end[last]!, text: pieces(t, last) })
    t = last
  }
  return edits.length < 2 ? view : applyEdits(view, edits, 'spaced_letters')

  /** Letters alone are no words here. */
  function isKnown(t: number): boolean {
    return tokens.known[t] === 1 && end[t]! - start[t]! > 1
  }

  /** The last of the pieces that `first` and up to three after it make a word of; `first` when they make none. */
  function lastPiece(first: number): number {
    const most = Math.min(first + 3, count - 1)
    let found = first
    let unknown = 0
    let letters = 0
    let hash = EMPTY_HASH
    for (let t = first; t <= most; t++) {
      if (t > first && gap(tokens, t - 1) !== 1) break
      const size = end[t]! - start[t]!
      if (size > LONGEST_PIECE || classIn(traits[t]!) !== CLASS.word) break
      letters += size
      if (!isKnown(t)) unknown++
      for (let i = start[t]!; i < end[t]!; i++) hash = extendHash(hash, view.codes[i]!)
      if (t > first && unknown > 0 && letters >= 5 && rankOf(vocabulary, hash) !== 0) found = t
    }
    return found
  }

  function pieces(first: number, last: number): string {
    let text = ''
    for (let t = first; t <= last; t++) text += sliceView(view, start[t]!, end[t]!)
    return text
  }
}
