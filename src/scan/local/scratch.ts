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
    // What is not kept is as long as it must be: all of it is cleared.
    if (length > KEPT) return this.#make(length)
    this.#array = this.#make(Math.min(KEPT, length + (length >> 1)))
    return this.#array
  }
}

export const scratch32 = () => new Scratch((length) => new Int32Array(length))
export const scratch16 = () => new Scratch((length) => new Uint16Array(length))
