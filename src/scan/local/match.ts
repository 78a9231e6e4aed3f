/** Applies the rules to concept events: one pass, bounded work per event. */

import { type ConceptEvent, conceptId } from './concepts.ts'
import { CONCEPTS } from './lexicon/lexicon.ts'
import type { View } from './normalise.ts'
import { RULES, type Rule, ruleNumber } from './rules.ts'

export interface Hit {
  readonly rule: Rule
  /** Offsets in the view. */
  readonly start: number
  readonly end: number
  /** The text talks about such attacks nearby, or quotes. */
  readonly meta: boolean
  readonly quoted: boolean
  /** "Do not ignore ...". */
  readonly negated: boolean
  /** All within one sentence or field. */
  readonly tight: boolean
}

/** Rules by concept, as lists of the other concepts' ids. */
const byConcept: readonly (readonly { rule: Rule; number: number; ids: readonly number[] }[])[] =
  CONCEPTS.map((concept) =>
    RULES.filter((rule) => rule.needs.includes(concept)).map((rule) => ({
      rule,
      number: ruleNumber(rule),
      ids: rule.needs.map(conceptId),
    })),
  )
const META = conceptId('meta')
const NOT = conceptId('not')
const IGNORE = conceptId('ignore')
/** How far before a hit the talk about attacks may stand, in folded characters. */
const META_REACH = 160
const NOT_REACH = 14

/** All hits, in the order in which they end. One rule hits once per place. */
export function matchRules(view: View, events: readonly ConceptEvent[]): Hit[] {
  const last = new Int32Array(CONCEPTS.length).fill(-1_000_000)
  /** The same, measured as `at` is; and the breaks before it. */
  const lastAt = new Int32Array(CONCEPTS.length).fill(-1_000_000)
  const lastBreaks = new Int32Array(CONCEPTS.length)
  const lastEnd = new Int32Array(CONCEPTS.length).fill(-1_000_000)
  const reported = new Int32Array(RULES.length).fill(-1)
  const reportedTight = new Int32Array(RULES.length).fill(-1)
  const hits: Hit[] = []
  let negatedAt = -1_000_000
  for (const event of events) {
    if (event.concept === IGNORE && event.start - lastEnd[NOT]! <= NOT_REACH && last[NOT]! < event.start)
      negatedAt = event.start
    last[event.concept] = event.start
    lastAt[event.concept] = event.at
    lastBreaks[event.concept] = event.breaks
    lastEnd[event.concept] = event.end
    for (const { rule, number, ids } of byConcept[event.concept]!) {
      const earliest = event.at + (event.end - event.start) - rule.span
      let first = event.concept
      for (const id of ids) if (lastAt[id]! < lastAt[first]!) first = id
      const start = last[first]!
      const tight = lastBreaks[first] === event.breaks
      if (lastAt[first]! < earliest || (tight ? reportedTight : reported)[number]! >= start) continue
      if (tight) reportedTight[number] = event.end
      reported[number] = event.end
      hits.push({
        rule,
        start,
        end: event.end,
        meta: start - last[META]! <= META_REACH,
        quoted: ids.some((id) => isQuoted(view, last[id]!)),
        negated: ids.includes(IGNORE) && negatedAt >= start,
        tight,
      })
    }
  }
  return hits
}

/** Whether a quotation mark opens shortly before `start`. */
function isQuoted(view: View, start: number): boolean {
  for (let i = start - 1; i >= Math.max(0, start - 12); i--) {
    const unit = view.codes[i]!
    if (unit === 0x22 || unit === 0x60 || (unit === 0x27 && (i === 0 || view.codes[i - 1] === 0x20)))
      return true
  }
  return false
}
