/**
 * Letters of one alphabet in a word of another: "іgnоrе" with Cyrillic і, о and е. What a letter stands for
 * depends on the word: a Russian word stays Russian. (Look-alikes after UTS #39, confusables.)
 */

import { applyEdits, type Edit, sliceView } from './edit.ts'
import { TRAIT } from './fold.ts'
import type { View } from './normalise.ts'
import type { Tokens } from './tokens.ts'
import { isWord, type Vocabulary } from './vocabulary.ts'

/** Folded Cyrillic, Greek and Armenian letters and the Latin ones that they look like. */
const TO_LATIN = new Map<string, string>()
const PAIRS =
  'аaвbсcԁdеeғfԍgһhіiјjкkӏlмmпnоoрpԛqгrѕsтtџuѵvԝwхxуyзzнhьbиuёeєeїiґrқkүyөoһhәeԛq' +
  'αaβbγyδdεeζzηnιiκkλlμuνvοoρpσoςcτtυuφfχxωwϲcϳj' +
  'աwբpգqդnեtզqհhոnսuցgօoքpֆf'
for (let i = 0; i < PAIRS.length; i += 2) TO_LATIN.set(PAIRS[i]!, PAIRS[i + 1]!)
const TO_CYRILLIC = new Map<string, string>()
for (const letter of 'авсеікмортхун') TO_CYRILLIC.set(TO_LATIN.get(letter)!, letter)

/** Undoes look-alike letters, word by word. */
export function undoLookalikes(view: View, tokens: Tokens, vocabulary: Vocabulary): View {
  const edits: Edit[] = []
  let latinText: boolean | undefined
  for (let t = 0; t < tokens.count; t++) {
    if ((tokens.traits[t]! & TRAIT.foreign) === 0) continue
    const start = tokens.start[t]!
    const end = tokens.end[t]!
    if (end - start > 40) continue
    const word = sliceView(view, start, end)
    latinText ??= mostlyLatin(view)
    const text = plain(word, (tokens.traits[t]! & TRAIT.latin) !== 0, latinText, vocabulary)
    if (text !== undefined && text !== word) edits.push({ start, end, text })
  }
  return applyEdits(view, edits, 'lookalike_letters')
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

/** The word in one alphabet, or undefined when it is in one already. */
function plain(word: string, mixed: boolean, latinText: boolean, vocabulary: Vocabulary): string | undefined {
  const asLatin = translate(word, TO_LATIN, (letter) => letter < '\u0250')
  if (!mixed) {
    if (asLatin === undefined || !isWord(vocabulary, asLatin)) return undefined
    return latinText || !isWord(vocabulary, word) ? asLatin : undefined
  }
  if (latinText && asLatin !== undefined && isWord(vocabulary, asLatin)) return asLatin
  const asCyrillic = translate(word, TO_CYRILLIC, (letter) => letter > '\u036f')
  if (asCyrillic !== undefined && isWord(vocabulary, asCyrillic)) return asCyrillic
  return asLatin ?? asCyrillic
}

/** Every letter translated or kept; undefined when one is neither in the table nor fit to stay. */
function translate(
  word: string,
  table: ReadonlyMap<string, string>,
  stays: (letter: string) => boolean,
): string | undefined {
  let out = ''
  for (const letter of word) {
    const other = table.get(letter) ?? (stays(letter) ? letter : undefined)
    if (other === undefined) return undefined
    out += other
  }
  return out
}
