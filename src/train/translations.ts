/**
 * Makes what lets words of other languages mean what English ones do (src/scan/local/model/translations.bin), from the
 * glossaries in `glossary` and the words of words.bin: `bun src/train/translations.ts`.
 */

import { join } from 'node:path'
import { hashWord } from '../scan/local/hash.ts'
import { bucketOf } from '../scan/local/model/hash-index.ts'
import { SHORT_STEMS } from '../scan/local/model/inflection.ts'
import { packTranslations } from '../scan/local/model/translations.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import { STEM } from '../scan/local/tokens.ts'
import { rankOf } from '../scan/local/vocabulary.ts'
import { readGlossaries } from './glossaries.ts'

const OUTPUT = join(import.meta.dir, '../scan/local/model/translations.bin')

const rowOf = (word: string): number => rankOf(vectors().ranks, hashWord(word)) - 1

/** Forms with the row of the English word, and rows of words that English has, too. */
function readForms(): { forms: Map<string, number>; shared: Map<number, number> } {
  const forms = new Map<string, number>()
  const shared = new Map<number, number>()
  for (const { english, form } of readGlossaries()) {
    const row = rowOf(english)
    if (row < 0) continue
    const own = rowOf(form)
    if (own < 0 && !forms.has(form)) forms.set(form, row)
    if (own >= 0 && !shared.has(own)) shared.set(own, row)
  }
  return { forms, shared }
}

/** English words are Latin, too: what begins as short as `SHORT_STEMS` may be a name there. Arabic has no use for beginnings, and Chinese no words. */
const stemsOf = (form: string): readonly number[] =>
  /\p{Script=Latin}/u.test(form)
    ? [STEM]
    : /\p{Script=Cyrillic}|\p{Script=Devanagari}/u.test(form)
      ? [STEM, ...SHORT_STEMS]
      : []

/** Beginnings that all forms which have them give one meaning, for forms that no glossary has. */
function readStems(forms: ReadonlyMap<string, number>): Map<string, number> {
  const stems = new Map<string, number>()
  for (const [form, row] of forms)
    for (const length of stemsOf(form)) {
      if (form.length < length) continue
      const stem = form.slice(0, length)
      const known = stems.get(stem)
      stems.set(stem, known === undefined || known === row ? row : -1)
    }
  return new Map([...stems].filter(([stem, row]) => row >= 0 && !forms.has(stem)))
}

const { forms, shared } = readForms()
const all = [...forms, ...readStems(forms)]
  .map(([form, row]) => ({ hash: hashWord(form), row }))
  .sort((a, b) => bucketOf(a.hash) - bucketOf(b.hash))
await Bun.write(
  OUTPUT,
  packTranslations({
    hashes: Int32Array.from(all, ({ hash }) => hash),
    rows: Uint16Array.from(all, ({ row }) => row),
    shared: Uint16Array.from([...shared].flat()),
  }),
)
process.stdout.write(`${all.length} forms and stems, ${shared.size} words that English has, too\n`)
