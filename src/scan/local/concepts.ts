/** From folded text to concept events: which ideas of an attack are named where, in any of the languages. */

import { CLASS, classTable } from './fold.ts'
import * as asian from './lexicon/asian.ts'
import { english } from './lexicon/english.ts'
import * as european from './lexicon/european.ts'
import * as everyday from './lexicon/everyday.ts'
import * as asianFamilies from './lexicon/families-asian.ts'
import { english as englishFamilies } from './lexicon/families-english.ts'
import * as europeanFamilies from './lexicon/families-european.ts'
import { CONCEPTS, type Concept, type Lexicon } from './lexicon/lexicon.ts'
import { markers } from './lexicon/markers.ts'
import { foldPhrase, type View } from './normalise.ts'
import type { Tokens } from './tokens.ts'
import { buildTrie, LINE_START, longest, type MatchEnd, mayStart, type Phrase, type Trie } from './trie.ts'

/** One mention of a concept. `start` and `end` are offsets in the view. */
export interface ConceptEvent {
  readonly concept: number
  readonly start: number
  readonly end: number
  /** Where `start` would be if every ideograph were as long as the letters that say as much. */
  readonly at: number
  /** Ends of sentences, fields and blocks before it. */
  readonly breaks: number
}

export const conceptId = (concept: Concept): number => CONCEPTS.indexOf(concept)

export const LEXICONS: readonly Lexicon[] = [
  english,
  markers,
  englishFamilies,
  ...Object.values(everyday),
  ...Object.values(europeanFamilies),
  ...Object.values(asianFamilies),
  ...Object.values(european),
  ...Object.values(asian),
]
/** Marks with which a phrase may begin although it is no word. */
const OPENS = marked('<[{#=-*.')
/** Marks that may stand before the first word of a line. */
const DECORATES = marked(' >*#"\'`[(<{-/')
/** Marks that end a field or a block wherever they stand, and those that end a sentence before a space. */
const ENDS = marked('|{}')
const ENDS_SENTENCE = marked('.!?')
const NEWLINE = 0x0a
const SPACE = 0x20
/** Letters that say as much as one ideograph, less one. */
const IDEOGRAPH = 2

function marked(marks: string): Uint8Array {
  const table = new Uint8Array(0x10000)
  for (const mark of marks) table[mark.charCodeAt(0)] = 1
  return table
}

let trie: Trie | undefined

function phrases(): Phrase[] {
  const list: Phrase[] = []
  for (const lexicon of LEXICONS)
    for (const [concept, line] of Object.entries(lexicon)) {
      const value = CONCEPTS.indexOf(concept as Concept)
      for (const entry of foldPhrase(line).split('|')) {
        const text = entry.replaceAll('¦', '|')
        list.push({
          text: text.startsWith('^') ? String.fromCharCode(LINE_START) + text.slice(1) : text,
          value,
        })
      }
    }
  return list
}

/** Whether a full stop before a unit ends a sentence: a space, or a script that has none. */
const endsSentence = (next: number): boolean => next === SPACE || next >= 0x2e80

/** All mentions of concepts, in the order of their start. Linear in the view's length. */
export function findConcepts(view: View, tokens: Tokens): ConceptEvent[] {
  trie ??= buildTrie(phrases())
  const phraseTrie = trie
  const { codes, length } = view
  const { count, start } = tokens
  const events: ConceptEvent[] = []
  const match: MatchEnd = { end: 0 }
  let lineStart = true
  let gap = 0
  let wide = 0
  let breaks = 0
  for (let t = 0; t <= count; t++) {
    const word = t < count ? start[t]! : length
    let marks = 0
    let lines = 0
    for (let i = gap; i < word; i++) {
      const unit = codes[i]!
      if (unit === SPACE) continue
      if (OPENS[unit] !== 0) mention(i, 0)
      if (unit === NEWLINE) {
        lineStart = true
        lines++
        continue
      }
      marks++
      if (lineStart && DECORATES[unit] === 0) lineStart = false
      if (ENDS[unit] !== 0 || (ENDS_SENTENCE[unit] !== 0 && endsSentence(codes[i + 1]!))) breaks++
    }
    // A line that is only wrapped goes on.
    if (lines > 0 && marks > 0) breaks++
    if (t === count) break
    if (mayStart(phraseTrie, codes, word, tokens.end[t]!, tokens.word[t]!)) mention(word, 0)
    if (lineStart) mention(word, LINE_START)
    lineStart = false
    gap = tokens.end[t]!
    if (classTable[codes[word]!] === CLASS.ideograph) wide += IDEOGRAPH
  }
  return events

  function mention(at: number, prefix: number): void {
    const found = longest(phraseTrie, codes, at, length, match, prefix)
    if (found !== undefined)
      for (const concept of found) events.push({ concept, start: at, end: match.end, at: at + wide, breaks })
  }
}
