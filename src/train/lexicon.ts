/** Compiles the word lists for the engine, which reads them at its first scan: `make lexicon`. */

import { join } from 'node:path'
import { CONCEPTS, type Concept } from '../scan/local/lexicon/lexicon.ts'
import { LEXICONS } from '../scan/local/lexicon/lexicons.ts'
import { foldPhrase } from '../scan/local/normalise.ts'
import { RULES } from '../scan/local/rules.ts'
import { LINE_START } from '../scan/local/trie.ts'
import { buildTrie, type Phrase, type Takes } from './trie.ts'

/** Where the engine looks for it. */
const COMPILED = join(import.meta.dir, '../scan/local/lexicon/lexicon.bin')

/** Concepts that excuse: a phrase is listed under them to be nothing but that, and longer ones do not mean them. */
const EXCUSES: readonly Concept[] = ['meta', 'not', 'reported', 'mundane', 'indefinite', 'notafter']

const idOf = (concept: Concept): number => CONCEPTS.indexOf(concept)

const excuses = new Set(EXCUSES.map(idOf))
const rules = RULES.map(({ needs }) => needs.map(idOf)).filter((needs) => needs.length > 1)

/** A phrase is one idea: whatever it takes over, it completes no rule alone. */
const takes: Takes = (said, value) =>
  !excuses.has(value) &&
  !said.some((other) => excuses.has(other)) &&
  !rules.some(
    (needs) => needs.includes(value) && needs.every((need) => need === value || said.includes(need)),
  )

/** What lexicon.bin has to hold. */
export const compileLexicon = (): Uint8Array => buildTrie(phrases(), takes)

function phrases(): Phrase[] {
  const list: Phrase[] = []
  for (const lexicon of LEXICONS)
    for (const [concept, line] of Object.entries(lexicon)) {
      const value = idOf(concept as Concept)
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

if (import.meta.main) await Bun.write(COMPILED, compileLexicon())
