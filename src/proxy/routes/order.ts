/**
 * The order in which targets are tried: by weight, at random or always the same for one key. Each target draws a number
 * from its weight's exponential distribution and the least wins (weighted rendezvous hashing), so that a target that
 * goes away moves nobody but those that it had.
 */

interface Weighted {
  readonly weight: number
}

/**
 * @param key what one order is kept for; undefined for another one each time
 * @param nameOf names an item among the others
 */
export function weightedOrder<T extends Weighted>(
  items: readonly T[],
  key: string | undefined,
  nameOf: (item: T) => string,
  random: () => number,
): T[] {
  if (items.length < 2) return [...items]
  const draw = (item: T) => (key === undefined ? random() : hashed(`${key}\0${nameOf(item)}`))
  return items
    .map((item) => ({ item, score: -Math.log(1 - draw(item)) / item.weight }))
    .toSorted((a, b) => a.score - b.score)
    .map(({ item }) => item)
}

/** From 0 to 1, without 1. The same in every process and version: FNV-1a, then the finaliser of MurmurHash3. */
function hashed(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
