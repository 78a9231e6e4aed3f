/** Where a text is looked at closer: around the windows that the table likes least, in all of a text of some paragraphs, and around a hit. */

import { credence, PLAIN } from './credence.ts'
import type { Hit } from './match.ts'
import type { Tokens } from './tokens.ts'
import { bestWindow, type Window } from './windows.ts'

/** Most words of a window. */
export const LONGEST_LOOK = 64
/** The window size around whose best window the paragraph is: see SCALES. */
const PARAGRAPH = 2
/** Words that are taken on both sides of it. */
const MARGIN = 12
/** Parts, of as many words as a look may have, of the longest text of which all are looked at. Of a longer one the worst would be bad by chance. */
const MOST_PARTS = 4
/** Whether closer looks are taken at all words of a text of so many. */
export const isReadWhole = (count: number): boolean => count <= MOST_PARTS * LONGEST_LOOK
const NO_PARTS: readonly Place[] = []
/** Words of a sentence, and of the shortest document that it is looked for in: of a shorter text the paragraph knows better. */
const SENTENCE = 14
const LEAST_DOCUMENT = 2 * LONGEST_LOOK + 1

/** Words of a text, `to` exclusive. */
export interface Place {
  readonly from: number
  readonly to: number
}

/** Where closer looks are taken. */
export interface Places {
  /** Around the window that the table likes least. */
  readonly paragraph: Place
  /** All of a text of some paragraphs: the table may like another one less than the attack's. Empty where the text is shorter, or longer. */
  readonly parts: readonly Place[]
  /** The few words of a document that it likes least; undefined where the text is none. */
  readonly sentence: Place | undefined
  /** See `lookAtHit`. */
  readonly hit: Place | undefined
}

/**
 * Where the table of weights says that closer looks are due.
 * @param sums prefix sums of the words' weights, one more entry than words
 * @param windows the best window of each size
 */
export const placesOf = (
  sums: Float64Array | Int32Array,
  count: number,
  windows: readonly Window[],
  hit: Place | undefined,
): Places => ({
  paragraph: lookAt(windows[PARAGRAPH]!, count),
  parts: partsOf(count),
  sentence: count >= LEAST_DOCUMENT ? bestWindow(sums, count, SENTENCE, 1) : undefined,
  hit,
})

/** The words around a window; of a longer one its beginning. */
export function lookAt({ from }: Pick<Place, 'from'>, count: number): Place {
  if (count <= LONGEST_LOOK) return { from: 0, to: count }
  const start = Math.max(0, Math.min(from - MARGIN, count - LONGEST_LOOK))
  return { from: start, to: start + LONGEST_LOOK }
}

/** The parts of a text, one after the other; the last one reaches to its end. */
function partsOf(count: number): readonly Place[] {
  if (count <= LONGEST_LOOK || !isReadWhole(count)) return NO_PARTS
  return Array.from({ length: Math.ceil(count / LONGEST_LOOK) }, (_, part) => {
    const from = Math.min(part * LONGEST_LOOK, count - LONGEST_LOOK)
    return { from, to: from + LONGEST_LOOK }
  })
}

/**
 * The other place: around the strongest hit that nothing excuses. The table may like another window of a document even less.
 * @returns undefined where there is no such hit, or all of the text is seen anyway
 */
export function lookAtHit(hits: readonly Hit[], { start, count }: Tokens): Place | undefined {
  if (count <= LONGEST_LOOK) return undefined
  let best: Hit | undefined
  for (const hit of hits)
    if (credence(hit) === PLAIN && (best === undefined || hit.rule.weight > best.rule.weight)) best = hit
  if (best === undefined) return undefined
  return lookAt({ from: firstAt(start, count, best.start) }, count)
}

/** The first of `count` offsets, in order, that is `least` or more. */
export function firstAt(offsets: Int32Array, count: number, least: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (offsets[middle]! < least) low = middle + 1
    else high = middle
  }
  return low
}
