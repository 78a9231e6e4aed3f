/** Memory that is used again: an array for each text would cost more than what is done with it. */

/** Up to so many entries are kept. */
export const KEPT = 1 << 18

type Numbers = Int32Array | Uint16Array

/** An array that belongs to whoever asked last. What it holds is left over from before. */
class Scratch<T extends Numbers> {
  readonly #make: (length: number) => T
  #array: T

  /** @param make what makes an array of a length */
  constructor(make: (length: number) => T) {
    this.#make = make
    this.#array = make(1 << 10)
  }

  atLeast(length: number): T {
    if (length <= this.#array.length) return this.#array
    const larger = this.#make(length + (length >> 1))
    if (larger.length <= KEPT) this.#array = larger
    return larger
  }
}

export const scratch32 = () => new Scratch((length) => new Int32Array(length))
export const scratch16 = () => new Scratch((length) => new Uint16Array(length))
