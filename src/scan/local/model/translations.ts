/** Words of other languages with the English ones that mean the same (see README.md). */

import { aligned, embedded } from '../embedded.ts'
import { CLASS, classIn } from '../fold.ts'
import { EMPTY_HASH, extendHash } from '../hash.ts'
import type { View } from '../normalise.ts'
import type { Tokens } from '../tokens.ts'
import { buildVocabulary, rankOf, type Vocabulary } from '../vocabulary.ts'
import translationsPath from './translations.bin' with { type: 'file' }

export interface Translations {
  /** Of folded words, and of beginnings of such. */
  readonly hashes: Int32Array
  /** Rows of the English words in `Vectors`. */
  readonly rows: Uint16Array
}

/** Stored form: the hashes, then the rows. Numbers are little-endian. */
export const packTranslations = ({ hashes, rows }: Translations): Uint8Array =>
  Buffer.concat([new Uint8Array(hashes.buffer), new Uint8Array(rows.buffer)])

/** The stored translations in this executable. */
export const storedTranslations = embedded(translationsPath)

interface Found {
  readonly ranks: Vocabulary
  readonly rows: Uint16Array
}
let loaded: Found | undefined

function translations(): Found {
  if (!loaded) {
    const { buffer, byteOffset, byteLength } = aligned(storedTranslations())
    const count = byteLength / 6
    loaded = {
      ranks: buildVocabulary(new Int32Array(buffer, byteOffset, count)),
      rows: new Uint16Array(buffer, byteOffset + count * 4, count),
    }
  }
  return loaded
}

/** Characters of the longest word that is looked for where there are no spaces. */
const LONGEST = 8

/**
 * The English word for the word at a token: for all of it, or by its stem; where words have no spaces, for the longest that begins there.
 * @param to where tokens are another place's
 * @returns its row, and the token behind the word; undefined where none is known
 */
export function translate(
  { codes }: View,
  { word, stem, start, end, traits }: Tokens,
  at: number,
  to: number,
): { row: number; end: number } | undefined {
  const { ranks, rows } = translations()
  let rank = 0
  let behind = at + 1
  if (classIn(traits[at]!) === CLASS.ideograph) {
    let hash = EMPTY_HASH
    for (let t = at; t < Math.min(to, at + LONGEST) && (t === at || start[t] === end[t - 1]); t++) {
      if (classIn(traits[t]!) !== CLASS.ideograph) break
      hash = extendHash(hash, codes[start[t]!]!)
      const known = rankOf(ranks, hash)
      if (known === 0) continue
      rank = known
      behind = t + 1
    }
  } else rank = rankOf(ranks, word[at]!) || rankOf(ranks, stem[at]!)
  return rank > 0 ? { row: rows[rank - 1]!, end: behind } : undefined
}
