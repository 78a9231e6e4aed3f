/** Compiles the word lists for the engine, which reads them at its first scan: `make lexicon`. */

import { join } from 'node:path'
import { CONCEPTS, type Concept } from '../scan/local/lexicon/lexicon.ts'
import { LEXICONS } from '../scan/local/lexicon/lexicons.ts'
import { foldPhrase } from '../scan/local/normalise.ts'
import { LINE_START } from '../scan/local/trie.ts'
import { buildTrie, type Phrase } from './trie.ts'

/** Where the engine looks for it. */
const COMPILED = join(import.meta.dir, '../scan/local/lexicon/lexicon.bin')

/** What lexicon.bin has to hold. */
export const compileLexicon = (): Uint8Array => buildTrie(phrases())

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

if (import.meta.main) await Bun.write(COMPILED, compileLexicon())
