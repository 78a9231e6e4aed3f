/** Verbs that a "not" denies, alone or in a list that ends with "or": "never ignore, forget or override". */

import { sliceView } from './edit.ts'
import { CONCEPTS } from './lexicon/lexicon.ts'
import { deniesBehind } from './negation.ts'
import type { View } from './normalise.ts'

/** Only that stands between two verbs of a list, or a word that ends one: "ignore, forget or override". */
const GOES_ON = /^\s*[,،、，]\s*$/
const OR =
  /^\s*[,،、，]?\s*(?:or|nor|oder|noch|ou|ni|nem|o|u|ne|или|ни|او|او ان|या|न|或|或者|或是|又は|または)\s*$/
const SLASH = '/'
const COMMA = /[,،、，]/
/** How far apart two verbs of a list may stand, in folded characters. */
const LIST_REACH = 12
/** "Don't forget, ignore or ..." reminds of an order: no list begins with that and a comma. */
const REMINDS = /^(?:forg[eo]t|vergess|vergiss|oubli|olvid|esque|dimentic|забу|забы|忘|भूल|تنس|نس)/

/** A mention of a verb that may be denied. */
interface Verb {
  readonly concept: number
  readonly start: number
  readonly end: number
}

/** Verbs of a text that are denied, by their concepts: of each the last one. */
export class DeniedVerbs {
  /** Where the verb begins, and where it does with what denies it, and ends. */
  readonly #at = new Int32Array(CONCEPTS.length)
  readonly #from = new Int32Array(CONCEPTS.length)
  readonly #to = new Int32Array(CONCEPTS.length)
  /** The list that a denied verb begins: where what denies it stands, where its last verb ends, and those that wait for "or". */
  #denier = -1
  #listEnd = 0
  /** Whether its first verb is "forget". */
  #reminds = false
  /** Whether "or" was there: nothing but another concept of the same verb follows. */
  #isOver = false
  #waiting: Verb[] = []

  clear(): void {
    this.#at.fill(-1)
    this.#denier = -1
  }

  deny(concept: number, start: number, from: number, to: number): void {
    this.#at[concept] = start
    this.#from[concept] = from
    this.#to[concept] = to
  }

  /** A verb, and the last "not" before it. */
  see(view: View, verb: Verb, notStart: number, notEnd: number): void {
    const { concept, start, end } = verb
    const isNear = this.#denier >= 0 && start - this.#listEnd <= LIST_REACH
    const between = isNear && start >= this.#listEnd ? sliceView(view, this.#listEnd, start) : ''
    if (notStart < start && deniesBehind(view, notEnd, start)) {
      this.deny(concept, start, notStart, end)
      if (this.#denier !== notStart) this.#reminds = REMINDS.test(sliceView(view, start, end))
      this.#isOver = this.#denier === notStart && (this.#isOver || OR.test(between))
      this.#denier = notStart
      this.#waiting = []
    } else if (isNear) this.#goOn(verb, between)
    else this.#denier = -1
    this.#listEnd = end
  }

  /** Goes on with the list. @param between what stands before the verb there; nothing where it is one verb of two concepts */
  #goOn(verb: Verb, between: string): void {
    const isSame = between === ''
    if (!isSame && (this.#isOver || (this.#reminds && COMMA.test(between)))) this.#denier = -1
    else if (isSame ? this.#waiting.length === 0 : between === SLASH || OR.test(between)) {
      for (const { concept, start } of [...this.#waiting, verb])
        this.deny(concept, start, this.#denier, verb.end)
      this.#isOver ||= OR.test(between)
      this.#waiting = []
    } else if (isSame || GOES_ON.test(between)) this.#waiting.push(verb)
    else this.#denier = -1
  }

  /**
   * What denies one of these verbs, of which the last mention is denied and stands behind `start`, and the verb.
   * @param last where the last mentions of all concepts begin
   */
  any(
    verbs: readonly number[],
    start: number,
    last: Int32Array,
  ): { readonly from: number; readonly to: number } | undefined {
    for (let i = 0; i < verbs.length; i++) {
      const verb = verbs[i]!
      const at = this.#at[verb]!
      if (at >= start && at === last[verb]) return { from: this.#from[verb]!, to: this.#to[verb]! }
    }
    return undefined
  }
}
