/** Memory that is used again: an array for each text would cost more than what is done with it. */

/** Up to so many entries are kept. */
const KEPT = 1 << 18

/** An array that belongs to whoever asked last. What it holds is left over from before. */
export class Scratch {
  #array = new Int32Array(1 << 12)

  atLeast(length: number): Int32Array {
    if (length <= this.#array.length) return this.#array
    const larger = new Int32Array(length + (length >> 1))
    if (larger.length <= KEPT) this.#array = larger
    return larger
  }
}
