/** Where hashes stand that are stored in the order of their last bits: a table of slots would need four times the memory that they do. */

/** A bucket holds some nine of 145,000 hashes, which is a line of the processor's cache. */
const BUCKETS = 1 << 14

/** The bucket of a hash: its last bits, of which FNV-1a makes the best use. */
export const bucketOf = (hash: number): number => hash & (BUCKETS - 1)

export interface HashIndex {
  /** In the order of their buckets. */
  readonly hashes: Int32Array
  /** Where each bucket begins, and one more entry for the end. */
  readonly first: Uint32Array
}

/** @param hashes in the order of their buckets */
export function indexHashes(hashes: Int32Array): HashIndex {
  const first = new Uint32Array(BUCKETS + 1)
  for (const hash of hashes) first[bucketOf(hash) + 1]!++
  for (let bucket = 0; bucket < BUCKETS; bucket++) first[bucket + 1]! += first[bucket]!
  return { hashes, first }
}

/** Where a hash stands, from 1; 0 when it is not there. */
export function numberOf({ hashes, first }: HashIndex, hash: number): number {
  const bucket = bucketOf(hash)
  for (let at = first[bucket]!; at < first[bucket + 1]!; at++) if (hashes[at] === hash) return at + 1
  return 0
}
