/**
 * Makes what lets words of other languages mean what English ones do (src/scan/local/model/translations.bin), from the
 * glossaries beside this file: `bun src/train/translations.ts`. A line of these is an English word, a tab, and the forms of
 * the language that mean it.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashWord } from '../scan/local/hash.ts'
import { packTranslations } from '../scan/local/model/translations.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import { foldPhrase } from '../scan/local/normalise.ts'
import { STEM } from '../scan/local/tokens.ts'
import { rankOf } from '../scan/local/vocabulary.ts'

const GLOSSARIES = join(import.meta.dir, 'glossary')
const OUTPUT = join(import.meta.dir, '../scan/local/model/translations.bin')

/** Forms with the row of the English word; what English itself has is left out. */
function readForms(): Map<string, number> {
  const { ranks } = vectors()
  const forms = new Map<string, number>()
  for (const name of readdirSync(GLOSSARIES).sort()) {
    for (const line of readFileSync(join(GLOSSARIES, name), 'utf8').split('\n')) {
      const [english = '', all = ''] = line.split('\t')
      const row = rankOf(ranks, hashWord(foldPhrase(english))) - 1
      if (row < 0) continue
      for (const form of all.split(' ')) {
        const folded = foldPhrase(form)
        if (folded === '' || rankOf(ranks, hashWord(folded)) > 0 || forms.has(folded)) continue
        forms.set(folded, row)
      }
    }
  }
  return forms
}

/** Beginnings that all forms which have them give one meaning, for forms that no glossary has. */
function readStems(forms: ReadonlyMap<string, number>): Map<string, number> {
  const stems = new Map<string, number>()
  for (const [form, row] of forms) {
    if (form.length < STEM) continue
    const stem = form.slice(0, STEM)
    const known = stems.get(stem)
    stems.set(stem, known === undefined || known === row ? row : -1)
  }
  return new Map([...stems].filter(([stem, row]) => row >= 0 && !forms.has(stem)))
}

const forms = readForms()
const all = [...forms, ...readStems(forms)]
const hashes = Int32Array.from(all, ([form]) => hashWord(form))
const rows = Uint16Array.from(all, ([, row]) => row)
await Bun.write(OUTPUT, packTranslations({ hashes, rows }))
process.stdout.write(`${all.length} forms and stems\n`)
