/** Weights in 8 bits. */

import type { CloserWeights } from '../scan/local/closer.ts'

/** One unit for all of them, so that sums stay whole numbers. */
export function quantise(weights: Float32Array): { table: Int8Array; unit: number } {
  let largest = 1e-6
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
  const unit = largest / 127
  return { table: Int8Array.from(weights, (weight) => Math.round(weight / unit)), unit }
}

/** With the words' vectors in 8 bits. */
export function inEightBits(closer: CloserWeights): CloserWeights {
  const { table, unit } = quantise(Float32Array.from(closer.words, (value) => value * closer.unit))
  return { ...closer, words: table, unit }
}
