/** From folded text to concept events: which ideas of an attack are named where, in any of the languages. */

import { embedded } from './embedded.ts'
import { CLASS, classIn } from './fold.ts'
import lexiconPath from './lexicon/lexicon.bin' with { type: 'file' }
import { CONCEPTS, type Concept } from './lexicon/lexicon.ts'
import type { View } from './normalise.ts'
import type { Tokens } from './tokens.ts'
import { LINE_START, longest, MATCH_LIST, type Trie, unpackTrie } from './trie.ts'

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

/** The word lists, compiled (src/train/lexicon.ts). */
export const lexicon = embedded(lexiconPath)
let trie: Trie | undefined

/** Whether a full stop before a unit ends a sentence: a space, or a script that has none. */
const endsSentence = (next: number): boolean => next === SPACE || next >= 0x2e80

/** All mentions of concepts, in the order of their start. Linear in the view's length. */
export function findConcepts(view: View, tokens: Tokens): ConceptEvent[] {
  trie ??= unpackTrie(lexicon())
  const phrases = trie
  const { lists, values } = phrases
  const { codes, length } = view
  const { count, start, traits } = tokens
  const events: ConceptEvent[] = []
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
    mention(word, 0)
    if (lineStart) mention(word, LINE_START)
    lineStart = false
    gap = tokens.end[t]!
    if (classIn(traits[t]!) === CLASS.ideograph) wide += IDEOGRAPH
  }
  return events

  function mention(at: number, prefix: number): void {
    const found = longest(phrases, codes, at, length, prefix)
    if (found === 0) return
    const end = at + (found % MATCH_LIST)
    const list = Math.trunc(found / MATCH_LIST)
    for (let i = lists[list]!; i < lists[list + 1]!; i++)
      events.push({ concept: values[i]!, start: at, end, at: at + wide, breaks })
  }
}
