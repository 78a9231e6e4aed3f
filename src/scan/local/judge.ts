/** Judges one reading of a text: the table's windows, closer looks at the worst of them, and the rules' hits, and where they point. */

import { findConcepts } from './concepts.ts'
import { credence } from './credence.ts'
import { sliceView } from './edit.ts'
import { heard } from './excused.ts'
import { extract, type Features } from './features.ts'
import { look } from './look.ts'
import { type Hit, matchRules } from './match.ts'
import type { Model } from './model/model.ts'
import { vectors } from './model/vectors.ts'
import type { Disguise } from './normalise.ts'
import { firstAt, lookAtHit, placesOf } from './places.ts'
import type { Reading } from './reading.ts'
import { CATEGORIES, type Category, RULES } from './rules.ts'
import { calibrate, scoreOf } from './score.ts'
import { scratch32 } from './scratch.ts'
import type { Tokens } from './tokens.ts'
import { bestWindow, SCALES, type Window } from './windows.ts'

export interface Finding {
  /** 0-1. */
  readonly score: number
  /** Offsets in the text that the reading is of; `end` exclusive. */
  readonly start: number
  readonly end: number
  /** Strongest first. */
  readonly categories: readonly Category[]
  readonly disguises: readonly Disguise[]
  /** What was judged there, as it was read; at most `QUOTED` characters. */
  readonly reading: string
}

/** Characters of a reading that a finding quotes. */
const QUOTED = 200
/** A finding below this quotes nothing: nobody will look. */
const QUOTED_FROM = 0.3

/** A window with a lower score is not where the attack is. */
const TELLING = 0

const prefixSums = scratch32()

export function judge(reading: Reading, model: Model): Finding {
  const { view } = reading
  const named = findConcepts(view, reading.tokens)
  const hits = matchRules(view, named)
  const { tokens, mentions, hits: unexcused } = heard(view, reading.tokens, named, hits)
  const sums = prefixSums.atLeast(tokens.count + 1)
  sums[0] = 0
  extract(tokens, mentions, unexcused, (features, from, to) => addUp(model.table, features, from, to, sums))
  const windows = SCALES.map((size) => bestWindow(sums, tokens.count, size))
  const scores = windows.map((window, s) => window.score * model.unit + model.bias[s]!)
  const lookCloser = () =>
    model
      .closer()
      .opinion(placesOf(sums, tokens.count, windows, lookAtHit(hits, tokens)), tokens.count, (place) =>
        look(view, tokens, mentions, vectors(), place),
      )
  const raw = scoreOf(model.head, scores, hits, tokens.count, lookCloser)
  const score = calibrate(model.head, raw)
  const { from, to } = place(tokens, hits, windows, scores)
  const { encodedAt = { start: view.origin[from]!, end: view.origin[to]! } } = reading
  return {
    score,
    start: encodedAt.start,
    end: encodedAt.end,
    categories: categoriesOf(hits, reading),
    disguises: reading.disguises,
    reading: score < QUOTED_FROM ? '' : sliceView(view, from, Math.min(to, from + QUOTED)),
  }
}

/** Goes on with prefix sums of the tokens' weights. */
function addUp(
  table: Int8Array,
  { index, first }: Features,
  from: number,
  to: number,
  sums: Int32Array,
): void {
  let sum = sums[from]!
  for (let t = from, k = 0; t < to; t++) {
    for (const end = first[t - from + 1]!; k < end; k++) sum += table[index[k]!]!
    sums[t + 1] = sum
  }
}

const NO_CATEGORIES: readonly Category[] = []
/** Per rule the place of its category. */
const CATEGORY_OF = Uint8Array.from(RULES, ({ category }) => CATEGORIES.indexOf(category))

/** Strongest rules first; a decoded text that is an attack is an encoded payload besides. */
function categoriesOf(hits: readonly Hit[], { encodedAt }: Reading): readonly Category[] {
  if (hits.length === 0) return encodedAt === undefined ? NO_CATEGORIES : ['encoded_payload']
  const strength = new Float64Array(CATEGORIES.length)
  /** As they occur. */
  const found: number[] = []
  for (const hit of hits) {
    const category = CATEGORY_OF[hit.number]!
    const strong = worth(hit)
    if (strength[category] === 0 && strong > 0) found.push(category)
    if (strong > strength[category]!) strength[category] = strong
  }
  const sorted = found.filter((at) => strength[at]! >= 0.3).sort((a, b) => strength[b]! - strength[a]!)
  const categories = sorted.map((at) => CATEGORIES[at]!)
  return encodedAt === undefined ? categories : [...categories, 'encoded_payload']
}

/** Where in a view the attack stands: the strongest hit, or the smallest window that tells, or the whole text. */
function place(
  tokens: Tokens,
  hits: readonly Hit[],
  windows: readonly Window[],
  scores: readonly number[],
): { readonly from: number; readonly to: number } {
  const best = hits.reduce<Hit | undefined>(
    (a, b) => (a === undefined || worth(b) > worth(a) ? b : a),
    undefined,
  )
  if (best !== undefined && worth(best) >= 0.3) return { from: best.start, to: endOfWord(tokens, best.end) }
  const at = scores.findIndex((score) => score > TELLING)
  const { from, to } = windows[at < 0 ? windows.length - 1 : at]!
  return to <= from ? { from: 0, to: 0 } : { from: tokens.start[from]!, to: tokens.end[to - 1]! }
}

/** Where a word ends in which a phrase does: phrases are known by their stems. */
function endOfWord({ start, end, count }: Tokens, at: number): number {
  const last = firstAt(start, count, at) - 1
  return last < 0 ? at : Math.max(at, end[last]!)
}

const worth = (hit: Hit): number => hit.rule.weight * credence(hit)
