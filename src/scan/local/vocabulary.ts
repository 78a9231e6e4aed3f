/**
 * Which words are words: common ones of the languages the engine knows, as hashes. A disguise is recognised by
 * what comes out when it is removed, so this is the judge of every decoder.
 */

import { EMPTY_HASH, extendHash, hashWord } from './hash.ts'

export interface Vocabulary {
  /** Ranks of words, from 1 (most common), where their hashes say; 0 for an empty slot. */
  readonly slots: Uint16Array
  readonly mask: number
  /** By rank, from 0. */
  readonly hashes: Int32Array
}

/** @param hashes of the words, most common first, fewer than 65,536 */
export function buildVocabulary(hashes: Int32Array): Vocabulary {
  const size = 1 << (32 - Math.clz32(Math.max(16, hashes.length) * 2))
  const slots = new Uint16Array(size)
  const mask = size - 1
  for (let i = 0; i < hashes.length; i++) {
    let slot = spread(hashes[i]!) & mask
    while (slots[slot] !== 0 && hashes[slots[slot]! - 1] !== hashes[i]) slot = (slot + 1) & mask
    if (slots[slot] === 0) slots[slot] = i + 1
  }
  return { slots, mask, hashes }
}

/** Rank of a word by its hash, from 1; 0 when it is not known. */
export function rankOf(vocabulary: Vocabulary, hash: number): number {
  const { slots, mask, hashes } = vocabulary
  for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
    const rank = slots[slot]!
    if (rank === 0 || hashes[rank - 1] === hash) return rank
  }
}

/** Whether a folded word is known. */
export const isWord = (vocabulary: Vocabulary, word: string): boolean =>
  rankOf(vocabulary, hashWord(word)) !== 0

const spread = (hash: number) => Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)

/** Longest word that `segment` looks for. */
const LONGEST = 18

/**
 * Cuts letters written without spaces into words: the cheapest way, where a word costs the logarithm of its
 * rank and a letter that belongs to none costs more than a word. Time linear in the text.
 * @returns the words, or undefined when less than three fifths of the letters belong to words
 */
export function segment(vocabulary: Vocabulary, letters: string): string[] | undefined {
  const n = letters.length
  const cost = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY)
  const from = new Int32Array(n + 1)
  const known = new Uint8Array(n + 1)
  cost[0] = 0
  for (let i = 0; i < n; i++) {
    const base = cost[i]!
    if (base + 14 < cost[i + 1]!) {
      cost[i + 1] = base + 14
      from[i + 1] = i
      known[i + 1] = 0
    }
    let hash = EMPTY_HASH
    for (let j = i; j < n && j < i + LONGEST; j++) {
      hash = extendHash(hash, letters.charCodeAt(j))
      const rank = rankOf(vocabulary, hash)
      if (rank === 0) continue
      // Short words fit anywhere by chance.
      const price = base + Math.log(rank + 8) + (j - i < 2 ? 6 : 2)
      if (price < cost[j + 1]!) {
        cost[j + 1] = price
        from[j + 1] = i
        known[j + 1] = 1
      }
    }
  }
  const words: string[] = []
  let inWords = 0
  for (let end = n; end > 0; end = from[end]!) {
    words.push(letters.slice(from[end]!, end))
    if (known[end] === 1) inWords += end - from[end]!
  }
  return inWords * 5 >= n * 3 ? words.reverse() : undefined
}
