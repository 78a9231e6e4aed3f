/** Adam with decay that is no part of the slope (Kingma, Ba 2015; Loshchilov, Hutter 2019). */

const RATE = 1.5e-3
const DECAY = 1e-3
/** What keeps a step finite where the slopes were nothing. */
const LEAST_SLOPE = 1e-8

/**
 * One step of some weights, which are changed in place.
 * @param w weights, with their slopes `g`, and what is remembered of these, `m` and `v`
 * @param step from 1
 * @param towards where decay leads; to nothing unless told
 */
export function adam(
  w: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  step: number,
  towards?: Float32Array,
): void {
  const rate = (RATE * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step)
  for (let i = 0; i < w.length; i++) {
    const slope = g[i]!
    m[i] = 0.9 * m[i]! + 0.1 * slope
    v[i] = 0.999 * v[i]! + 0.001 * slope * slope
    const away = towards === undefined ? w[i]! : w[i]! - towards[i]!
    w[i] = w[i]! - (rate * m[i]!) / (Math.sqrt(v[i]!) + LEAST_SLOPE) - RATE * DECAY * away
  }
}
