/** Which English words have vectors that say what they mean. The vectors are in the weights, and begin as src/train/vectors.bin has them. */

import { aligned, embedded } from '../embedded.ts'
import { buildVocabulary, type Vocabulary } from '../vocabulary.ts'
import wordsPath from './words.bin' with { type: 'file' }

export interface Vectors {
  readonly count: number
  /** A word's rank, from 1. */
  readonly ranks: Vocabulary
}

/** Hashes of the words, the first one's rank first, of 32 bits. Numbers are little-endian. */
const storedWords = embedded(wordsPath)
let loaded: Vectors | undefined

/** The words in this executable. */
export function vectors(): Vectors {
  if (!loaded) {
    const { buffer, byteOffset, byteLength } = aligned(storedWords())
    const hashes = new Int32Array(buffer, byteOffset, byteLength / 4)
    loaded = { count: hashes.length, ranks: buildVocabulary(hashes) }
  }
  return loaded
}
