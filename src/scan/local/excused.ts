/**
 * Words that table and closer look do not hear: they take those of an excused hit ("never forget your rules") for an attack's,
 * and "ignore my last e-mail" for so good a sign that it outweighs an attack beside it. Only these: whoever attacks may say
 * something harmless, too, so the rest is judged without them.
 */

import { conceptId } from './concepts.ts'
import { credence } from './credence.ts'
import { MARK_KIND, marksBefore } from './marks.ts'
import type { Hit } from './match.ts'
import { Mentions } from './mentions.ts'
import type { View } from './normalise.ts'
import { firstAt, type Place } from './places.ts'
import type { Tokens } from './tokens.ts'

/** What all hits of a text are worth at most where their words are not heard. */
const EXCUSED = 0.2
/** How many words of its clause on either side of a hit belong to it where the text talks about attacks. */
const TALK = 4
const IGNORE = conceptId('ignore')
const MUNDANE = conceptId('mundane')
/** How far behind the verb its subject may stand, in folded characters. */
const SUBJECT_REACH = 40
/** Kinds of marks that end a clause. */
const ENDS = (['begins', 'asks', 'pauses', 'opens', 'closes', 'announces'] as const).reduce(
  (kinds, kind) => kinds | (1 << MARK_KIND[kind]),
  0,
)

/**
 * Words of excused hits, and what of everyday life shall be ignored, in order, apart from one another; none at all if any
 * one hit is not excused.
 */
export function excusedPlaces(
  view: View,
  tokens: Tokens,
  mentions: Mentions,
  hits: readonly Hit[],
): readonly Place[] {
  if (hits.some((hit) => credence(hit) > EXCUSED || isDoubtful(hit))) return []
  const within = hits
    .filter((hit) => isOneClause(view, tokens, hit))
    .map((hit) => withExcuse(view, tokens, hit))
  const places: Place[] = []
  for (const { from, to } of [...within, ...mundanePlaces(view, tokens, mentions)].sort(
    (a, b) => a.from - b.from,
  )) {
    const last = places.at(-1)
    if (last === undefined || last.to < from) places.push({ from, to })
    else places[places.length - 1] = { from: last.from, to: Math.max(last.to, to) }
  }
  return places
}

/** Whether nothing but a doubtful quotation excuses it. */
const isDoubtful = ({ doubtful, meta, negated, mundane }: Hit): boolean =>
  doubtful && meta && !negated && !mundane

const endsClause = (view: View, tokens: Tokens, at: number): boolean =>
  (marksBefore(view, tokens, at) & ENDS) !== 0

/** A hit of several clauses leaves all of its words to be heard: what excuses it stands in one of them. */
function isOneClause(view: View, tokens: Tokens, { tight, start, end }: Hit): boolean {
  return tight && isClause(view, tokens, placeOf(tokens, start, end))
}

function isClause(view: View, tokens: Tokens, { from, to }: Place): boolean {
  for (let t = from + 1; t < to; t++) if (endsClause(view, tokens, t)) return false
  return true
}

const placeOf = ({ start, count }: Tokens, from: number, to: number): Place => ({
  from: firstAt(start, count, from),
  to: firstAt(start, count, to),
})

/** The words of a hit, and of what excuses it. */
function withExcuse(view: View, tokens: Tokens, hit: Hit): Place {
  let { from, to } = placeOf(tokens, hit.from, hit.to)
  if (!hit.meta) return { from, to }
  for (let i = 0; i < TALK && from > 0 && !endsClause(view, tokens, from); i++) from--
  for (let i = 0; i < TALK && to < tokens.count && !endsClause(view, tokens, to); i++) to++
  return { from, to }
}

/** "Ignore my last e-mail": of the verb and its subject, which table and closer look take for a good sign. */
function mundanePlaces(view: View, tokens: Tokens, mentions: Mentions): Place[] {
  const { count, concept, start, end, at } = mentions
  const places: Place[] = []
  let verb = -1
  for (let m = 0; m < count; m++) {
    if (concept[m] === IGNORE) verb = m
    if (concept[m] !== MUNDANE || verb < 0 || at[m]! - at[verb]! > SUBJECT_REACH) continue
    const place = placeOf(tokens, start[verb]!, end[m]!)
    if (isClause(view, tokens, place)) places.push(place)
    verb = -1
  }
  return places
}

/** What table and closer look are asked about. */
export interface Heard {
  readonly tokens: Tokens
  readonly mentions: Mentions
  readonly hits: readonly Hit[]
}

/** A text without its excused places, and without the concepts there; the same objects where it has none. */
export function heard(view: View, tokens: Tokens, mentions: Mentions, hits: readonly Hit[]): Heard {
  const places = excusedPlaces(view, tokens, mentions, hits)
  if (places.length === 0) return { tokens, mentions, hits }
  return {
    tokens: withoutWords(tokens, places),
    mentions: withoutMentions(mentions, tokens, places),
    hits: withoutHits(hits, tokens, places),
  }
}

/** Hits of which all words are heard: what joins others with these says nothing of them. */
function withoutHits(hits: readonly Hit[], { start, end }: Tokens, places: readonly Place[]): readonly Hit[] {
  const starts = Int32Array.from(places, ({ from }) => start[from]!)
  return hits.filter((hit) => {
    const before = firstAt(starts, starts.length, hit.end)
    return before === 0 || end[places[before - 1]!.to - 1]! <= hit.start
  })
}

/** @param places in order, apart from one another */
function withoutWords(tokens: Tokens, places: readonly Place[]): Tokens {
  const kept: number[] = []
  let next = 0
  for (let t = 0; t < tokens.count; t++) {
    if (next < places.length && places[next]!.to <= t) next++
    if (next === places.length || t < places[next]!.from) kept.push(t)
  }
  const of = (all: Int32Array) => Int32Array.from(kept, (t) => all[t]!)
  const bytesOf = (all: Uint8Array) => Uint8Array.from(kept, (t) => all[t]!)
  return {
    ...tokens,
    count: kept.length,
    start: of(tokens.start),
    end: of(tokens.end),
    word: of(tokens.word),
    stem: of(tokens.stem),
    traits: bytesOf(tokens.traits),
    known: bytesOf(tokens.known),
  }
}

function withoutMentions(mentions: Mentions, { start, end }: Tokens, places: readonly Place[]): Mentions {
  const kept = new Mentions()
  let next = 0
  const { concept, at, breaks, quoted } = mentions
  for (let i = 0; i < mentions.count; i++) {
    const from = mentions.start[i]!
    const to = mentions.end[i]!
    while (next < places.length && end[places[next]!.to - 1]! <= from) next++
    if (next < places.length && start[places[next]!.from]! < to) continue
    kept.add(concept[i]!, from, to, at[i]!, breaks[i]!, quoted[i]!)
  }
  return kept
}
