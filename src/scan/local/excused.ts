/**
 * Words that table and closer look do not hear: they take those of an excused hit ("never forget your rules", "ignore my last
 * e-mail") for an attack's. Only these: whoever attacks may say something harmless, too. What learns hears all words.
 */

import { MARK_KIND, marksBefore } from './marks.ts'
import type { Hit } from './match.ts'
import type { View } from './normalise.ts'
import { firstAt, type Place } from './places.ts'
import { credence } from './score.ts'
import type { Tokens } from './tokens.ts'

/** What all hits of a text are worth at most where their words are not heard. */
const EXCUSED = 0.2
/** How many words of the clause on either side of a hit are its own. */
const MARGIN = 4
/** Kinds of marks that end a clause. */
const ENDS = (['begins', 'asks', 'pauses', 'opens', 'closes', 'announces'] as const).reduce(
  (kinds, kind) => kinds | (1 << MARK_KIND[kind]),
  0,
)

/**
 * Words around excused hits, in order, apart from one another; none at all if any one hit is not excused. A hit of several
 * sentences leaves all of its words to be heard: what excuses it stands in one of them.
 */
export function excusedPlaces(view: View, tokens: Tokens, hits: readonly Hit[]): readonly Place[] {
  if (hits.some((hit) => credence(hit) > EXCUSED)) return []
  const places: Place[] = []
  const within = hits.filter(({ tight }) => tight).map((hit) => placeOf(view, tokens, hit))
  for (const { from, to } of within.sort((a, b) => a.from - b.from)) {
    const last = places.at(-1)
    if (last === undefined || last.to < from) places.push({ from, to })
    else places[places.length - 1] = { from: last.from, to: Math.max(last.to, to) }
  }
  return places
}

function placeOf(view: View, tokens: Tokens, hit: Hit): Place {
  const { start, count } = tokens
  let from = firstAt(start, count, hit.start)
  let to = firstAt(start, count, hit.end)
  const ends = (at: number) => (marksBefore(view, tokens, at) & ENDS) !== 0
  for (let margin = 0; margin < MARGIN && from > 0 && !ends(from); margin++) from--
  for (let margin = 0; margin < MARGIN && to < count && !ends(to); margin++) to++
  return { from, to }
}

/** Takes the words of these places out of prefix sums, which have one more entry than words. */
export function silence(sums: Float64Array | Int32Array, count: number, places: readonly Place[]): void {
  if (places.length === 0) return
  let silenced = 0
  let before = 0
  let next = 0
  for (let t = 0; t < count; t++) {
    const sum = sums[t + 1]!
    if (next < places.length && places[next]!.to <= t) next++
    if (next < places.length && places[next]!.from <= t) silenced += sum - before
    before = sum
    sums[t + 1] = sum - silenced
  }
}
