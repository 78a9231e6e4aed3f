/**
 * What each of sixteen bytes is, by two look-ups in WebAssembly: the upper four bits of a byte have a row of bits, the lower
 * four have another one, and a byte is of a kind where both have a bit of it. https://arxiv.org/abs/1902.08318, section 3.1.2
 */

import { type Code, LANES } from '../wasm.ts'

export interface Kinds {
  /** Of the upper and of the lower four bits. */
  readonly upper: Code
  readonly lower: Code
  /** The bits of each kind. */
  readonly bits: readonly number[]
}

/** Seven, so that adding them up never overflows. */
const MOST_BITS = 7

/** @param kinds none of which has a byte of another one */
export function kindsOf(...kinds: readonly ((byte: number) => boolean)[]): Kinds {
  const upper: number[] = Array(LANES).fill(0)
  const lower: number[] = Array(LANES).fill(0)
  let used = 0
  const bits = kinds.map((isOne) => {
    /** Bytes with different upper bits share one where their lower ones are the same. */
    const bitOf = new Map<string, number>()
    for (let high = 0; high < LANES; high++) {
      const lows = [...lower.keys()].filter((low) => isOne(high * LANES + low))
      if (lows.length === 0) continue
      const bit = bitOf.get(lows.join()) ?? 1 << used++
      bitOf.set(lows.join(), bit)
      upper[high] = (upper[high] as number) | bit
      for (const low of lows) lower[low] = (lower[low] as number) | bit
    }
    return [...bitOf.values()].reduce((all, bit) => all | bit, 0)
  })
  if (used > MOST_BITS) throw new RangeError(`${used} bits`)
  return { upper, lower, bits }
}
