/** Mentions of concepts in a text, as arrays: an object each would cost more than finding them. */

/** What opens shortly before a mention: a quotation that something closes, or one that nothing does. */
export const QUOTED = 1
export const OPENED = 2

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
  /** `QUOTED` or `OPENED` where a quotation mark opens shortly before it. */
  quoted = new Uint8Array(256)

  add(concept: number, start: number, end: number, at: number, breaks: number, quoted: number): void {
    const i = this.count++
    if (i === this.concept.length) this.#grow()
    this.concept[i] = concept
    this.start[i] = start
    this.end[i] = end
    this.at[i] = at
    this.breaks[i] = breaks
    this.quoted[i] = quoted
  }

  /** Whether one of these concepts is named right behind a mention: "a recipe assistant". */
  isFollowedBy(mention: number, concepts: ReadonlySet<number>): boolean {
    const end = this.end[mention]!
    for (let m = mention + 1; m < this.count && this.start[m]! <= end + 1; m++)
      if (this.start[m]! >= end && concepts.has(this.concept[m]!)) return true
    return false
  }

  #grow(): void {
    const larger = <T extends Int32Array | Uint8Array>(array: T, copy: T): T => {
      copy.set(array)
      return copy
    }
    const size = this.concept.length * 2
    this.concept = larger(this.concept, new Uint8Array(size))
    this.start = larger(this.start, new Int32Array(size))
    this.end = larger(this.end, new Int32Array(size))
    this.at = larger(this.at, new Int32Array(size))
    this.breaks = larger(this.breaks, new Int32Array(size))
    this.quoted = larger(this.quoted, new Uint8Array(size))
  }
}
