/** Hashes of words, computed while a text is walked: no substring is ever made (FNV-1a over code units, 32 bits). */

const PRIME = 0x01000193

/** Hash of no letters, and a word's hash with one more letter. */
export const EMPTY_HASH = 0x811c9dc5 | 0
export const extendHash = (hash: number, unit: number): number => Math.imul(hash ^ unit, PRIME)

/** The hash that every number has. */
export const NUMBER_HASH = 0x3ade68b1

/** Hash of a word's folded code units, as `tokenise` computes it. */
export function hashWord(word: string): number {
  let hash = EMPTY_HASH
  for (let i = 0; i < word.length; i++) hash = extendHash(hash, word.charCodeAt(i))
  return hash
}
