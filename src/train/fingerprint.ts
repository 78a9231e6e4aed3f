/** What weights were learned with, in one hash: rules, lexicon, word vectors, examples of our own, and what table and closer look read of some of them. */

import { findConcepts } from '../scan/local/concepts.ts'
import { extract } from '../scan/local/features.ts'
import { LEXICONS } from '../scan/local/lexicon/lexicons.ts'
import { readLook, silentMarks } from '../scan/local/look.ts'
import { matchRules } from '../scan/local/match.ts'
import { storedTranslations } from '../scan/local/model/translations.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import { readings } from '../scan/local/reading.ts'
import { RULES } from '../scan/local/rules.ts'
import type { Vocabulary } from '../scan/local/vocabulary.ts'
import { storedVectors } from './begun-vectors.ts'
import type { Row } from './corpus.ts'

/** Of so many texts one is read. */
const EVERY = 20

/** Changes whenever the weights have to be learned anew, other corpora apart. */
export function fingerprint(own: readonly Row[], vocabulary: Vocabulary): string {
  const hash = new Bun.CryptoHasher('sha256')
    .update(JSON.stringify([RULES, LEXICONS]))
    .update(storedVectors())
    .update(storedTranslations())
  for (const [at, { text, label }] of own.entries()) {
    hash.update(`${label} ${text}\n`)
    if (at % EVERY !== 0) continue
    for (const { view, tokens } of readings(text, vocabulary)) {
      const mentions = findConcepts(view, tokens)
      const { index, first } = extract(tokens, mentions, matchRules(view, mentions))
      hash.update(index.subarray(0, first[tokens.count]!))
      const look = readLook(view, tokens, mentions, vectors(), { from: 0, to: tokens.count })
      hash.update(look.rows).update(look.notes).update(look.first)
      hash.update(`${silentMarks(look, vectors())}`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}
