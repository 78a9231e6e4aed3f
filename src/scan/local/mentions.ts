/** Mentions of concepts in a text, as arrays: an object each would cost more than finding them. */

/** In the order of their start. */
export class Mentions {
  count = 0
  concept = new Uint8Array(256)
  /** Offsets in the view; `end` exclusive. */
  start = new Int32Array(256)
  end = new Int32Array(256)
  /** Where `start` would be if every ideograph were as long as the letters that say as much. */
  at = new Int32Array(256)
  /** Ends of sentences, fields and blocks before it. */
  breaks = new Int32Array(256)

  add(concept: number, start: number, end: number, at: number, breaks: number): void {
    const i = this.count++
    if (i === this.concept.length) this.#grow()
    this.concept[i] = concept
    this.start[i] = start
    this.end[i] = end
    this.at[i] = at
    this.breaks[i] = breaks
  }

  #grow(): void {
    const larger = (array: Int32Array) => {
      const copy = new Int32Array(array.length * 2)
      copy.set(array)
      return copy
    }
    const concepts = new Uint8Array(this.concept.length * 2)
    concepts.set(this.concept)
    this.concept = concepts
    this.start = larger(this.start)
    this.end = larger(this.end)
    this.at = larger(this.at)
    this.breaks = larger(this.breaks)
  }
}
