/**
 * Text as it is judged: folded code units, with the place in the original that each one came from. What was
 * hidden between or under the visible characters (zero-width characters, bidi controls, tag characters, data
 * in variation selectors) is removed, and kept when it spells something.
 */

import { CLASS, classOf, fold, foldTable, NOT_PLAIN } from './fold.ts'
import {
  hiddenBytes,
  isInvisible,
  isTag,
  isVariationSelector,
  LEAST_BITS,
  variationByte,
} from './invisible.ts'
import { LEAST_MESSAGE, textOf } from './payload.ts'
import { rareOf } from './rare.ts'
import { scratch16, scratch32 } from './scratch.ts'

export type Disguise =
  | 'invisible_characters'
  | 'unicode_tags'
  | 'variation_selectors'
  | 'combining_marks'
  | 'lookalike_letters'
  | 'spaced_letters'
  | 'repeated_punctuation'
  | 'joined_words'
  | 'markup'
  | 'leetspeak'
  | 'misspelling'
  | 'base64'
  | 'base32'
  | 'hex'
  | 'url_encoding'
  | 'html_entities'
  | 'escapes'
  | 'character_codes'
  | 'rot13'
  | 'caesar'
  | 'reversed'
  | 'morse'
  | 'binary'
  | 'upside_down'
  | 'braille'
  | 'compressed'
  | 'base58'
  | 'base85'
  | 'base45'
  | 'uuencode'
  | 'spelling_words'
  | 'pig_latin'
  | 'acrostic'

/** Folded text with its origin. What `normalise` returns is valid until it is called again. */
export interface View {
  /** At least as long as the text; where it is longer, two zeros follow. */
  readonly codes: Uint16Array
  readonly length: number
  /** Offset in the original, per code unit; one more entry than `length`, for the end. */
  readonly origin: Int32Array
  readonly disguises: readonly Disguise[]
  /** Bits of `RARE` (rare.ts): what the text as it was has any of. */
  readonly rare: number
  /** Text that came out of invisible data, with the offset where it was hidden. */
  readonly hidden: readonly { readonly text: string; readonly at: number; readonly disguise: Disguise }[]
}

const NEWLINE = 0x0a
const SPACE = 0x20
const RETURN = 0x0d
/** How many combining marks in a text are decoration rather than spelling. */
const NOISY_MARKS = 6
/** So many variation selectors in a row are bytes. */
const LEAST_SELECTORS = 4
/** The byte of the last selector that chooses between a sign and its picture. */
const LAST_OF_TYPOGRAPHY = 15

/** Entries that there are at least behind what is left of a text. */
const ROOM = 16
/** How many invisible characters in a text are a disguise rather than typography. */
const NOISY_INVISIBLE = 3

const codesOf = scratch16()
const originsOf = scratch32()

/** What a fold has written so far. */
interface Sheet {
  codes: Uint16Array
  origin: Int32Array
  length: number
  /** The unit written last; a line break at the start. */
  last: number
  marks: number
  unseen: number
  rare: number
  /** Invisible characters and selectors since the last visible character. */
  invisible: number[]
  selectors: number[]
  /** The same of all that were too few in a row to be a message, and tags: one behind each letter spells one, too. */
  readonly scattered: { readonly invisible: number[]; readonly selectors: number[]; tags: string }
  /** Rows of tags, and where the last one ends. */
  tagRows: number
  tagsEnd: number
  readonly disguises: Set<Disguise>
  readonly hidden: View['hidden'][number][]
}

/** Folds a text. Linear in its length. */
export function normalise(text: string): View {
  // Some characters become several.
  const room = text.length + (text.length >> 4) + ROOM
  const sheet: Sheet = {
    codes: codesOf.atLeast(room),
    origin: originsOf.atLeast(room),
    length: 0,
    last: NEWLINE,
    marks: 0,
    unseen: 0,
    rare: 0,
    invisible: [],
    selectors: [],
    scattered: { invisible: [], selectors: [], tags: '' },
    tagRows: 0,
    tagsEnd: -1,
    disguises: new Set(),
    hidden: [],
  }
  let i = 0
  while (i < text.length) {
    i = plainStretch(text, i, sheet)
    if (i < text.length) i += special(text, i, sheet)
  }
  flush(sheet, text.length)
  gather(sheet)
  const { codes, origin, length, marks, unseen, rare, disguises, hidden } = sheet
  if (marks >= NOISY_MARKS && marks > length / 3) disguises.add('combining_marks')
  if (unseen >= NOISY_INVISIBLE) disguises.add('invisible_characters')
  codes[length] = codes[length + 1] = 0
  origin[length] = text.length
  return { codes, length, origin, disguises: [...disguises], rare, hidden }
}

/** Folds up to the next character that is not one unit for one, and returns where that is. */
function plainStretch(text: string, from: number, sheet: Sheet): number {
  const { codes, origin } = sheet
  const pending = sheet.invisible.length > 0 || sheet.selectors.length > 0
  let { length, last } = sheet
  let i = from
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const plain = foldTable[unit]!
    if (plain < NOT_PLAIN) {
      codes[length] = last = plain
      origin[length++] = i
    } else if (unit === SPACE) {
      if (last === SPACE || last === NEWLINE) continue
      codes[length] = last = SPACE
      origin[length++] = i
    } else if (unit === NEWLINE || unit === RETURN) {
      // What is invisible and has no end yet goes on behind a line break.
      if (pending && length === sheet.length) break
      if (last === NEWLINE) continue
      if (last === SPACE) codes[length - 1] = last = NEWLINE
      else {
        codes[length] = last = NEWLINE
        origin[length++] = i
      }
    } else break
  }
  if (length > sheet.length) flush(sheet, from)
  sheet.length = length
  sheet.last = last
  return i
}

/** A character that is not one unit for one. Returns how many units of the text it took. */
function special(text: string, at: number, sheet: Sheet): number {
  const point = text.codePointAt(at) ?? 0
  if (isInvisible(point)) {
    sheet.invisible.push(point)
    sheet.unseen++
  } else if (isVariationSelector(point)) {
    sheet.selectors.push(variationByte(point))
  } else if (isTag(point)) {
    sheet.disguises.add('unicode_tags')
    const ascii = point & 0x7f
    if (sheet.tagsEnd !== at) sheet.tagRows++
    sheet.tagsEnd = at + 2
    if (ascii >= SPACE && ascii < 0x7f) {
      sheet.scattered.tags += String.fromCharCode(ascii)
      put(fold(ascii).charCodeAt(0), text, at, sheet)
    }
  } else {
    const folded = fold(point)
    sheet.rare |= rareOf(point)
    if (folded === '') sheet.marks++
    else if (folded.trim() !== '') flush(sheet, at)
    for (let k = 0; k < folded.length; k++) put(folded.charCodeAt(k), text, at, sheet)
  }
  return point > 0xffff ? 2 : 1
}

/** Runs of white space become one space, or one line break when there was one among them. */
function put(unit: number, text: string, at: number, sheet: Sheet): void {
  let written = unit
  if (classOf(unit) === CLASS.space) {
    const breaks = unit === NEWLINE || unit === 0x0d || unit === 0x2028 || unit === 0x2029
    if (sheet.last === SPACE && breaks) sheet.codes[sheet.length - 1] = sheet.last = NEWLINE
    if (sheet.last === SPACE || sheet.last === NEWLINE) return
    written = breaks ? NEWLINE : SPACE
  }
  // What is left of the text must fit without another look.
  if (sheet.codes.length - sheet.length < text.length - at + ROOM / 2) {
    const { codes, origin } = sheet
    sheet.codes = codesOf.atLeast(codes.length * 2)
    sheet.origin = originsOf.atLeast(codes.length * 2)
    sheet.codes.set(codes)
    sheet.origin.set(origin)
  }
  sheet.codes[sheet.length] = sheet.last = written
  sheet.origin[sheet.length++] = at
}

/** Reads what the invisible characters before `at` spell. */
function flush(sheet: Sheet, at: number): void {
  if (sheet.selectors.length >= LEAST_SELECTORS) {
    const message = new TextDecoder().decode(Uint8Array.from(sheet.selectors))
    sheet.hidden.push({ text: message, at: Math.max(0, at - 1), disguise: 'variation_selectors' })
  } else sheet.scattered.selectors.push(...sheet.selectors)
  if (sheet.selectors.length > 0) sheet.selectors = []
  if (sheet.invisible.length === 0) return
  const message = hiddenBytes(sheet.invisible)
  if (message !== undefined)
    sheet.hidden.push({ text: message, at: Math.max(0, at - 1), disguise: 'invisible_characters' })
  else if (sheet.invisible.length < LEAST_BITS) sheet.scattered.invisible.push(...sheet.invisible)
  sheet.invisible = []
}

/** Reads what is spelt by characters that stand behind a letter each. */
function gather({ scattered: { invisible, selectors, tags }, tagRows, hidden }: Sheet): void {
  const bytes = selectors.length < LEAST_MESSAGE ? [] : selectors.filter((byte) => byte > LAST_OF_TYPOGRAPHY)
  const message = bytes.length < LEAST_MESSAGE ? undefined : textOf(Uint8Array.from(bytes))
  if (message !== undefined) hidden.push({ text: message, at: 0, disguise: 'variation_selectors' })
  const bits = hiddenBytes(invisible)
  if (bits !== undefined) hidden.push({ text: bits, at: 0, disguise: 'invisible_characters' })
  if (tagRows > 2 && tags.length >= LEAST_MESSAGE)
    hidden.push({ text: tags, at: 0, disguise: 'unicode_tags' })
}

/** Folds a phrase of the lexicon: what `normalise` would make of it inside of a text. */
export function foldPhrase(text: string): string {
  let folded = ''
  for (const character of text) folded += fold(character.codePointAt(0)!)
  return folded.replace(/[-_\s]+/g, ' ')
}
