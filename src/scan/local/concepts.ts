/** From folded text to concept events: which ideas of an attack are named where, in any of the languages. */

import { embedded } from './embedded.ts'
import { CLASS, classIn } from './fold.ts'
import lexiconPath from './lexicon/lexicon.bin' with { type: 'file' }
import { CONCEPTS, type Concept } from './lexicon/lexicon.ts'
import { Mentions, OPENED, QUOTED } from './mentions.ts'
import type { View } from './normalise.ts'
import type { Tokens } from './tokens.ts'
import { LINE_START, longest, MATCH_LIST, type Trie, unpackTrie } from './trie.ts'

const ids = new Map<Concept, number>(CONCEPTS.map((concept, id) => [concept, id]))

export const conceptId = (concept: Concept): number => ids.get(concept)!

const MUNDANE = conceptId('mundane')
/** "A recipe assistant" is no recipe. */
const MACHINES: ReadonlySet<number> = new Set([conceptId('assistant'), conceptId('machine')])

/** What a mark may be. */
const MARK = {
  /** The beginning of a phrase although it is no word. */
  opens: 1,
  /** What stands before the first word of a line. */
  decorates: 2,
  /** The end of a field or a block wherever it stands. */
  ends: 4,
  /** The end of a sentence before a space. */
  endsSentence: 8,
  /** A quotation mark; one that is an apostrophe, too, behind a space. */
  quotes: 16,
} as const
const MARKS: Readonly<Record<keyof typeof MARK, string>> = {
  opens: '<[{#=-*.',
  decorates: ' >*#"\'`[(<{-/',
  ends: '|{}',
  endsSentence: '.!?',
  quotes: '"`\'',
}
const markTable = new Uint8Array(0x10000)
for (const [kind, marks] of Object.entries(MARKS))
  for (const mark of marks) markTable[mark.charCodeAt(0)]! |= MARK[kind as keyof typeof MARK]
const NEWLINE = 0x0a
const SPACE = 0x20
const APOSTROPHE = 0x27
/** How far before a mention the quotation mark may stand that opens before it, and how far behind that mark the one that closes. */
const QUOTE_REACH = 12
const LONGEST_QUOTE = 300
/** Letters that say as much as one ideograph, less one. */
const IDEOGRAPH = 2

/** The word lists, compiled (src/train/lexicon.ts). */
export const lexicon = embedded(lexiconPath)
let trie: Trie | undefined

/** The phrases of the lexicon, read when they are first asked for. */
function lexiconTrie(): Trie {
  trie ??= unpackTrie(lexicon())
  return trie
}

/** Whether a full stop before a unit ends a sentence: a space, or a script that has none. */
const endsSentence = (next: number): boolean => next === SPACE || next >= 0x2e80

/** Whether the quotation mark at an offset has one like it that closes. */
function closes({ codes, length }: View, at: number): boolean {
  for (let i = at + 1; i < Math.min(length, at + LONGEST_QUOTE); i++) if (codes[i] === codes[at]) return true
  return false
}

/** Whether a phrase of the lexicon begins at an offset. */
export function beginsPhrase({ codes, length }: View, at: number): boolean {
  return longest(lexiconTrie(), codes, at, length) !== 0
}

const mentions = new Mentions()

/** All mentions of concepts, valid until the next call. Linear in the view's length. */
export function findConcepts(view: View, tokens: Tokens): Mentions {
  const phrases = lexiconTrie()
  const { lists, values } = phrases
  const { codes, length } = view
  const { count, start, traits } = tokens
  mentions.count = 0
  let lineStart = true
  let gap = 0
  let wide = 0
  let breaks = 0
  let quotedUntil = -1
  let quotation: number = QUOTED
  for (let t = 0; t <= count; t++) {
    const word = t < count ? start[t]! : length
    let marks = 0
    let lines = 0
    for (let i = gap; i < word; i++) {
      const unit = codes[i]!
      if (unit === SPACE) continue
      const mark = markTable[unit]!
      if ((mark & MARK.opens) !== 0) mention(i, 0)
      if (unit === NEWLINE) {
        lineStart = true
        lines++
        continue
      }
      marks++
      if (lineStart && (mark & MARK.decorates) === 0) lineStart = false
      if ((mark & MARK.ends) !== 0 || ((mark & MARK.endsSentence) !== 0 && endsSentence(codes[i + 1]!)))
        breaks++
      if ((mark & MARK.quotes) !== 0 && (unit !== APOSTROPHE || i === 0 || codes[i - 1] === SPACE))
        [quotedUntil, quotation] = [i + QUOTE_REACH, closes(view, i) ? QUOTED : OPENED]
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
  return mentions

  function mention(at: number, prefix: number): void {
    const found = longest(phrases, codes, at, length, prefix)
    if (found === 0) return
    const end = at + (found % MATCH_LIST)
    const list = Math.trunc(found / MATCH_LIST)
    const quoted = at <= quotedUntil ? quotation : 0
    for (let i = lists[list]!; i < lists[list + 1]!; i++) {
      const concept = values[i]!
      if (MACHINES.has(concept)) mentions.withdraw(MUNDANE, at)
      mentions.add(concept, at, end, at + wide, breaks, quoted)
    }
  }
}
