/**
 * Letters of one alphabet in a word of another: "іgnоrе" with Cyrillic і, о and е. What a letter stands for
 * depends on the word: a Russian word stays Russian. (Look-alikes after UTS #39, confusables.)
 */

import { applyEdits, type Edit, stringOf } from './edit.ts'
import { TRAIT } from './fold.ts'
import { EMPTY_HASH, extendHash } from './hash.ts'
import type { View } from './normalise.ts'
import { rereadWords, type Tokens } from './tokens.ts'
import type { Plain } from './undisguise.ts'
import { rankOf, type Vocabulary } from './vocabulary.ts'

/** Folded Cyrillic, Greek and Armenian letters and the Latin ones that they look like. */
const PAIRS =
  'аaвbсcԁdеeғfԍgһhіiјjкkӏlмmпnоoрpԛqгrѕsтtџuѵvԝwхxуyзzнhьbиuёeєeїiґrқkүyөoһhәeԛq' +
  'αaβbγyδdεeζzηnιiκkλlμuνvοoρpσoςcτtυuφfχxωwϲcϳj' +
  'աwբpգqդnեtզqհhոnսuցgօoքpֆf'
/** Per code unit the Latin letter that it is or looks like; 0, and nothing beyond the end, where it is none. */
const TO_LATIN = new Uint16Array(0x590)
for (let unit = 0; unit < 0x250; unit++) TO_LATIN[unit] = unit
for (let i = 0; i < PAIRS.length; i += 2) TO_LATIN[PAIRS.charCodeAt(i)] = PAIRS.charCodeAt(i + 1)
/** Per Latin letter the Cyrillic one that it looks like; what is beyond the end stays. */
const TO_CYRILLIC = new Uint16Array(0x370)
for (const letter of 'авсеікмортхун') TO_CYRILLIC[TO_LATIN[letter.charCodeAt(0)]!] = letter.charCodeAt(0)

/** Longer words are none. */
const LONGEST = 40
const latin = new Uint16Array(LONGEST)
const cyrillic = new Uint16Array(LONGEST)

/** Undoes look-alike letters, word by word. */
export function undoLookalikes(view: View, tokens: Tokens, vocabulary: Vocabulary): Plain {
  const edits: Edit[] = []
  const edited: number[] = []
  let latinText: boolean | undefined
  for (let t = 0; t < tokens.count; t++) {
    if ((tokens.traits[t]! & TRAIT.foreign) === 0) continue
    const start = tokens.start[t]!
    const end = tokens.end[t]!
    if (end - start > LONGEST) continue
    latinText ??= mostlyLatin(view)
    const mixed = (tokens.traits[t]! & TRAIT.latin) !== 0
    const letters = plain(view.codes, start, end, mixed, latinText, vocabulary)
    if (letters === undefined) continue
    edits.push({ start, end, text: stringOf(letters.subarray(0, end - start)) })
    edited.push(t)
  }
  if (edits.length === 0) return { view, tokens }
  const plainView = applyEdits(view, edits, 'lookalike_letters')
  return { view: plainView, tokens: rereadWords(plainView, tokens, edited, vocabulary) }
}

/** Whether Latin letters are the rule in a text and others the exception. */
function mostlyLatin(view: View): boolean {
  let latin = 0
  let foreign = 0
  for (let i = 0; i < view.length; i++) {
    const unit = view.codes[i]!
    if (unit >= 0x61 && unit <= 0x7a) latin++
    else if (unit >= 0x370 && unit <= 0x58f) foreign++
  }
  return latin > foreign
}

/** The word in one alphabet, valid until the next call; undefined when it is in one already. */
function plain(
  codes: Uint16Array,
  start: number,
  end: number,
  mixed: boolean,
  latinText: boolean,
  vocabulary: Vocabulary,
): Uint16Array | undefined {
  const asLatin = toLatin(codes, start, end)
  if (!mixed) {
    if (!asLatin || !isWord(vocabulary, latin, 0, end - start)) return undefined
    return latinText || !isWord(vocabulary, codes, start, end) ? latin : undefined
  }
  if (latinText && asLatin && isWord(vocabulary, latin, 0, end - start)) return latin
  const asCyrillic = toCyrillic(codes, start, end)
  if (asCyrillic && isWord(vocabulary, cyrillic, 0, end - start)) return cyrillic
  if (asLatin) return latin
  return asCyrillic ? cyrillic : undefined
}

/** Writes a word to `latin`; false when a letter is not in the table. */
function toLatin(codes: Uint16Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = codes[i]!
    const letter = unit < TO_LATIN.length ? TO_LATIN[unit]! : 0
    if (letter === 0) return false
    latin[i - start] = letter
  }
  return true
}

/** The same to `cyrillic`. */
function toCyrillic(codes: Uint16Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = codes[i]!
    const letter = unit < TO_CYRILLIC.length ? TO_CYRILLIC[unit]! : unit
    if (letter === 0) return false
    cyrillic[i - start] = letter
  }
  return true
}

/** Whether letters are a word. */
function isWord(vocabulary: Vocabulary, letters: Uint16Array, start: number, end: number): boolean {
  let hash = EMPTY_HASH
  for (let i = start; i < end; i++) hash = extendHash(hash, letters[i]!)
  return rankOf(vocabulary, hash) !== 0
}
