/** What weights were learned with, in one hash: rules, lexicon, word vectors, examples of our own, and what table and closer look read of some of them. */

import { findConcepts } from '../scan/local/concepts.ts'
import { LEXICONS } from '../scan/local/lexicon/lexicons.ts'
import { readLook, silentMarks, sliceLook } from '../scan/local/look.ts'
import { matchRules } from '../scan/local/match.ts'
import { storedTranslations } from '../scan/local/model/translations.ts'
import { vectors } from '../scan/local/model/vectors.ts'
import { lookAt } from '../scan/local/places.ts'
import { readings } from '../scan/local/reading.ts'
import { RULES } from '../scan/local/rules.ts'
import type { Vocabulary } from '../scan/local/vocabulary.ts'
import { storedVectors } from './begun-vectors.ts'
import type { Row } from './corpus.ts'
import { featuresOf } from './examples.ts'

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
    // The text as it stands: of what is encoded in it nothing is learned.
    const [reading] = readings(text, vocabulary)
    const { view, tokens } = reading!
    const mentions = findConcepts(view, tokens)
    const { index, first } = featuresOf(tokens, mentions, matchRules(view, mentions))
    const look = readLook(view, tokens, mentions, vectors(), { from: 0, to: tokens.count })
    hash.update(index).update(first).update(look.rows).update(look.notes).update(look.first)
    hash.update(`${silentMarks(sliceLook(look, lookAt({ from: 0 }, tokens.count)), vectors())}`)
  }
  return hash.digest('hex').slice(0, 16)
}
