/** Weights in 8 bits: one unit for all of them, so that sums stay whole numbers. */

export function quantise(weights: Float32Array): { table: Int8Array; unit: number } {
  let largest = 1e-6
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
  const unit = largest / 127
  return { table: Int8Array.from(weights, (weight) => Math.round(weight / unit)), unit }
}
