/** Mentions of concepts in a text, as arrays: an object each would cost more than finding them. */

/** What opens shortly before a mention: a quotation that something closes, or one that nothing does. */
export const QUOTED = 1
export const OPENED = 2

/** Of so many mentions before it one may be taken back. */
const NEAR = 8

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

  /** Takes back the mention of a concept that ends right before an offset. */
  withdraw(concept: number, at: number): void {
    for (let m = this.count - 1; m >= Math.max(0, this.count - NEAR); m--) {
      if (this.concept[m] !== concept || this.end[m]! > at || this.end[m]! < at - 1) continue
      for (const array of [this.concept, this.start, this.end, this.at, this.breaks, this.quoted])
        array.copyWithin(m, m + 1, this.count)
      this.count--
    }
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
