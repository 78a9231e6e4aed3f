/**
 * Windows over a text: an attack counts as much at the end of a long document as alone. The score of a window
 * is the sum of its tokens' weights over the root of their number; prefix sums make all windows of a size cost
 * one pass.
 */

/** Window sizes in tokens: a clause, a sentence, a paragraph, a page. */
export const SCALES = [6, 14, 40, 160] as const

export interface Window {
  readonly score: number
  /** Tokens, `to` exclusive. */
  readonly from: number
  readonly to: number
}

/** Fewer tokens than this are judged as if they were so many: two words are weak evidence. */
const LEAST = 4

/**
 * The best window of a size.
 * @param sums prefix sums of the tokens' weights, one more entry than tokens
 * @param step tokens from one window to the next: a quarter of the size finds nearly the best one
 */
export function bestWindow(
  sums: Float64Array | Int32Array,
  count: number,
  size: number,
  step = size >> 2,
): Window {
  if (count <= size) return { score: sums[count]! / Math.sqrt(Math.max(count, LEAST)), from: 0, to: count }
  let best = Number.NEGATIVE_INFINITY
  let from = 0
  for (let i = 0; i + size < count; i += step) {
    const sum = sums[i + size]! - sums[i]!
    if (sum > best) {
      best = sum
      from = i
    }
  }
  const tail = sums[count]! - sums[count - size]!
  if (tail > best) {
    best = tail
    from = count - size
  }
  return { score: best / Math.sqrt(size), from, to: from + size }
}
