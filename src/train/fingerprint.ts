/** What weights were learned with, in one hash: rules, lexicon, word vectors, examples of our own, and what table and closer look read of some of them. */

import { LEXICONS } from '../scan/local/lexicon/lexicons.ts'
import { silentMarks, sliceLook } from '../scan/local/look.ts'
import { storedTranslations } from '../scan/local/model/translations.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import { lookAt } from '../scan/local/places.ts'
import { RULES } from '../scan/local/rules.ts'
import type { Vocabulary } from '../scan/local/vocabulary.ts'
import { storedVectors } from './begun-vectors.ts'
import type { Row } from './corpus.ts'
import { prepare, teaches } from './examples.ts'

/** Of so many texts one is read. */
const EVERY = 20

/** Changes whenever the weights have to be learned anew, other corpora apart. */
export function fingerprint(own: readonly Row[], vocabulary: Vocabulary): string {
  const hash = new Bun.CryptoHasher('sha256')
    .update(JSON.stringify([RULES, LEXICONS]))
    .update(storedVectors())
    .update(storedTranslations())
  for (const [at, row] of own.entries()) {
    hash.update(`${row.label} ${row.text}\n`)
    if (at % EVERY !== 0) continue
    // The text as it stands: of what is encoded in it nothing is learned.
    const whole = prepare(row, vocabulary, 1)
    hash.update(`${teaches(whole)}`)
    for (const { index, first, look } of [whole, whole.asked]) {
      hash.update(index).update(first).update(look.rows).update(look.notes).update(look.first)
      const start = sliceLook(look, lookAt({ from: 0 }, look.rows.length))
      hash.update(`${silentMarks(start, vectors())}`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}
