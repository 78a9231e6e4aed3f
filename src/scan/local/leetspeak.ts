/** Leetspeak: "1gn0r3 4ll pr3v10u5 1n57ruc710n5". A reading counts when it is a word. */

import { applyEdits, type Edit, sliceView, stringOf } from './edit.ts'
import { EMPTY_HASH, extendHash } from './hash.ts'
import type { View } from './normalise.ts'
import { isWord, rankOf, type Vocabulary } from './vocabulary.ts'

/** What a character may stand for, likeliest first. */
const READINGS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'il',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'gb',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '+': 't',
  '|': 'il',
  '(': 'c',
  '€': 'e',
  '£': 'l',
}
/** What a code unit of a run in leetspeak is; 0 for none. */
const PARTS = new Uint8Array(0x10000)
const [LETTER, DIGIT, QUOTE, MARK] = [1, 2, 4, 8] as const
for (const part of [..."abcdefghijklmnopqrstuvwxyz0123456789'", ...Object.keys(READINGS)])
  PARTS[part.charCodeAt(0)] = part >= 'a' ? LETTER : part === "'" ? QUOTE : /\d/.test(part) ? DIGIT : MARK
/** The same by code unit: the likeliest letter, and the other one; 0 for none. */
const LIKELIEST = new Uint16Array(0x10000)
const OTHER = new Uint16Array(0x10000)
for (const [part, letters] of Object.entries(READINGS)) {
  LIKELIEST[part.charCodeAt(0)] = letters.charCodeAt(0)
  if (letters.length > 1) OTHER[part.charCodeAt(0)] = letters.charCodeAt(1)
}
const MOST_READINGS = 32
/** So many words in leetspeak make the doubtful ones next to them leetspeak too. */
const HABIT = 3

const ENDS_IN_MARK = /^[!|'(+]|[!|'(+]$/

/** Undoes leetspeak where words come out. */
export function undoLeetspeak(view: View, vocabulary: Vocabulary): View {
  const edits = wordsIn(view, vocabulary)
  const sure = edits.filter((edit) => edit.end - edit.start > 2).length
  if (sure === 0) return view
  if (sure < HABIT) return applyEdits(view, edits, 'leetspeak')
  const doubtful: Edit[] = []
  wordsIn(view, vocabulary, doubtful)
  const rest = doubtful.map((edit) => ({
    ...edit,
    text: edit.text || (read(sliceView(view, edit.start, edit.end))[0] ?? ''),
  }))
  return applyEdits(
    view,
    [...edits, ...rest].sort((a, b) => a.start - b.start),
    'leetspeak',
  )
}

/**
 * The words that leetspeak stands for.
 * @param doubtful receives what may be leetspeak and is no word that is known
 */
function wordsIn({ codes, length }: View, vocabulary: Vocabulary, doubtful?: Edit[]): Edit[] {
  const edits: Edit[] = []
  let start = 0
  let parts = 0
  for (let i = 0; i <= length; i++) {
    const part = i < length ? PARTS[codes[i]!]! : 0
    if (part !== 0) {
      parts |= part
      continue
    }
    if ((parts & DIGIT) !== 0 || (parts & (MARK | LETTER)) === (MARK | LETTER))
      if (i - start <= LONGEST) readRun(codes, start, i, parts, vocabulary, edits, doubtful)
    start = i + 1
    parts = 0
  }
  return edits
}

/** @param parts what it consists of */
function readRun(
  codes: Uint16Array,
  start: number,
  end: number,
  parts: number,
  vocabulary: Vocabulary,
  edits: Edit[],
  doubtful: Edit[] | undefined,
): void {
  if ((parts & LETTER) === 0) {
    if (end - start <= 4) doubtful?.push({ start, end, text: '' })
    return
  }
  if ((parts & (MARK | QUOTE)) === 0) {
    if (end - start <= 2 && doubtful === undefined) return
    const text = knownReading(codes, start, end, vocabulary)
    if (text !== undefined && end - start > 2) edits.push({ start, end, text })
    else doubtful?.push({ start, end, text: text ?? '' })
    return
  }
  let letters = 0
  for (let k = start; k < end; k++) if (PARTS[codes[k]!] === LETTER) letters++
  const raw = stringOf(codes.subarray(start, end))
  // A mark at an end may be a letter or just a mark.
  const bodies = ENDS_IN_MARK.test(raw)
    ? [raw, raw.replace(/[!|'(+]+$/, ''), raw.replace(/^[!|'(+]+|[!|'(+]+$/g, '')]
    : [raw]
  let body = ''
  let at = start
  let known: string | undefined
  for (const candidate of bodies) {
    body = candidate
    at = start + raw.indexOf(body)
    if (!/[0-9@$!+|(€£]/.test(body)) break
    known = body.includes("'")
      ? read(body).find((reading) => isKnown(vocabulary, reading))
      : knownReading(codes, at, at + body.length, vocabulary)
    if (known !== undefined) break
  }
  if (!/[0-9@$!+|(€£]/.test(body)) return
  const edit = { start: at, end: at + body.length, text: known ?? '' }
  if (known !== undefined && (body.length > 2 || letters * 2 > body.length)) edits.push(edit)
  else doubtful?.push(edit)
}

const isKnown = (vocabulary: Vocabulary, text: string) =>
  text.split("'").every((part) => part.length <= 2 || isWord(vocabulary, part)) && /[a-z]{3}/.test(text)
    ? true
    : isWord(vocabulary, text)

/** Longest run of parts that is looked at, in code units. */
const LONGEST = 24
const chosen = new Uint16Array(LONGEST)

/** The first reading of the word in a stretch of code units that is a word; tries hashes, not strings. */
function knownReading(
  codes: Uint16Array,
  from: number,
  to: number,
  vocabulary: Vocabulary,
): string | undefined {
  let doubtful = 0
  for (let i = from; i < to; i++) if (OTHER[codes[i]!] !== 0) doubtful++
  const tries = Math.min(MOST_READINGS, 2 ** doubtful)
  // Bit after bit says which letter the last of the doubtful characters is, the last but one, ...
  for (let choices = 0; choices < tries; choices++) {
    let hash = EMPTY_HASH
    let bit = doubtful
    for (let i = from; i < to; i++) {
      const unit = codes[i]!
      let letter = LIKELIEST[unit]!
      if (letter === 0) letter = unit
      else if (OTHER[unit] !== 0 && ((choices >> --bit) & 1) === 1) letter = OTHER[unit]!
      chosen[i - from] = letter
      hash = extendHash(hash, letter)
    }
    if (rankOf(vocabulary, hash) !== 0) return stringOf(chosen.subarray(0, to - from))
  }
  return undefined
}

/** All readings of a word, at most `MOST_READINGS`. */
function read(word: string): string[] {
  let readings = ['']
  for (const character of word) {
    const choices = READINGS[character] ?? character
    const room = readings.length * choices.length <= MOST_READINGS
    readings = readings.flatMap((reading) =>
      [...(room ? choices : choices[0]!)].map((choice) => reading + choice),
    )
  }
  return readings
}
