/**
 * Keys of objects, which come in the same order again and again: each link knows the keys that stood behind it the last
 * two times, so that most of them are found by comparing instead of by looking them up, in a tenth of the time.
 */

export interface Link<Self> {
  readonly key: string
  /** What stood behind it the last time; what did before that. */
  next: Self | undefined
  other: Self | undefined
}

export class KeyChain<L extends Link<L>> {
  /** Stands before the first key of each object. */
  readonly first: L
  private readonly links = new Map<string, L>()

  constructor(first: L) {
    this.first = first
  }

  /** How many keys there are. */
  get size(): number {
    return this.links.size
  }

  /** The link of a key that stands behind another one; undefined for a key that has none. */
  after(before: L, key: string): L | undefined {
    const { next } = before
    return next !== undefined && next.key === key ? next : this.find(before, key)
  }

  add(before: L, link: L): L {
    this.links.set(link.key, link)
    return follow(before, link)
  }

  private find(before: L, key: string): L | undefined {
    const { other } = before
    if (other !== undefined && other.key === key) return other
    const found = this.links.get(key)
    return found === undefined ? undefined : follow(before, found)
  }
}

function follow<L extends Link<L>>(before: L, link: L): L {
  before.other = before.next
  before.next = link
  return link
}
