/** Applies the rules to concept events: one pass, bounded work per event. */

import { type ConceptEvent, conceptId } from './concepts.ts'
import { CONCEPTS, type Concept } from './lexicon/lexicon.ts'
import type { View } from './normalise.ts'
import { RULES, type Rule, ruleNumber } from './rules.ts'

export interface Hit {
  readonly rule: Rule
  /** Offsets in the view. */
  readonly start: number
  readonly end: number
  /** The text talks about such attacks nearby, or quotes. */
  meta: boolean
  readonly quoted: boolean
  /** "Do not ignore ...". */
  negated: boolean
  /** All within one sentence or field. */
  readonly tight: boolean
  /** "My teacher told me to ignore ...", "may I ignore ...". */
  readonly reported: boolean
  /** Whether the rule may be about the instructions of everyday life, and whether it is: homework, a recipe, an invoice. */
  readonly worldly: boolean
  mundane: boolean
  /** Where it ends, measured as `at` of an event is, and the breaks before it. */
  readonly until: number
  readonly breaks: number
}

/** Concepts with which a rule may be about the instructions of everyday life. */
const WORLDLY: ReadonlySet<Concept> = new Set<Concept>([
  'ignore',
  'drop',
  'prior',
  'all',
  'instructions',
  'reveal',
  'verbatim',
  'newtask',
  'obey',
  'object',
  'dictate',
  'order',
  'sysprompt',
  'insteadof',
])

/** A rule as the numbers that a mention of one of its concepts needs. */
interface Plan {
  readonly rule: Rule
  readonly number: number
  readonly span: number
  /** All its concepts, and those without the one mentioned, the seldom ones first. */
  readonly ids: readonly number[]
  readonly others: Int32Array
  readonly worldly: boolean
  readonly ignores: boolean
  readonly reveals: boolean
}

/** Concepts named in most texts. */
const COMMON: ReadonlySet<Concept> = new Set<Concept>([
  'you',
  'all',
  'order',
  'ask',
  'answer',
  'object',
  'prior',
  'instructions',
  'reveal',
  'assistant',
  'data',
])

/** Rules by concept. */
const byConcept: readonly (readonly Plan[])[] = CONCEPTS.map((concept) =>
  RULES.filter((rule) => rule.needs.includes(concept)).map((rule) => ({
    rule,
    number: ruleNumber(rule),
    span: rule.span,
    ids: rule.needs.map(conceptId),
    others: Int32Array.from(
      rule.needs
        .filter((need) => need !== concept)
        .sort((a, b) => Number(COMMON.has(a)) - Number(COMMON.has(b))),
      conceptId,
    ),
    worldly: rule.needs.every((need) => WORLDLY.has(need)),
    ignores: rule.needs.includes('ignore'),
    reveals: rule.needs.includes('reveal'),
  })),
)
const META = conceptId('meta')
const NOT = conceptId('not')
const IGNORE = conceptId('ignore')
/** How far before a hit the talk about attacks may stand, in folded characters. */
const META_REACH = 160
const NOT_REACH = 14
const REPORTED = conceptId('reported')
const MUNDANE = conceptId('mundane')
const REVEAL = conceptId('reveal')
const SYSPROMPT = conceptId('sysprompt')
const INDEFINITE = conceptId('indefinite')
const NOTAFTER = conceptId('notafter')
/** How far before the verb somebody else may be named who said it, and how far after a hit its subject. */
const REPORTED_REACH = 24
const MUNDANE_REACH = 24
/** How far after a quotation the talk about it may stand. */
const META_AFTER = 80

/** All hits, in the order in which they end. One rule hits once per place. */
export function matchRules(view: View, events: readonly ConceptEvent[]): Hit[] {
  const last = new Int32Array(CONCEPTS.length).fill(-1_000_000)
  /** The same, measured as `at` is; and the breaks before it. */
  const lastAt = new Int32Array(CONCEPTS.length).fill(-1_000_000)
  const lastBreaks = new Int32Array(CONCEPTS.length)
  const lastEnd = new Int32Array(CONCEPTS.length).fill(-1_000_000)
  /** Whether a quotation mark opens before it: -1 as long as nobody has asked. */
  const lastQuoted = new Int8Array(CONCEPTS.length)
  const reported = new Int32Array(RULES.length).fill(-1)
  const reportedTight = new Int32Array(RULES.length).fill(-1)
  const hits: Hit[] = []
  /** Where a verb stands that is forbidden, by its concept. */
  const negatedAt = new Int32Array(CONCEPTS.length).fill(-1_000_000)
  let reportedAt = -1_000_000
  for (const event of events) {
    // "A good system prompt" is nobody's.
    if (event.concept === SYSPROMPT && lastEnd[INDEFINITE] === event.end) continue
    if (
      (event.concept === IGNORE || event.concept === REVEAL) &&
      event.start - lastEnd[NOT]! <= NOT_REACH &&
      last[NOT]! < event.start
    )
      negatedAt[event.concept] = event.start
    // Some languages say "not" after the verb.
    if (event.concept === NOTAFTER && event.start - lastEnd[IGNORE]! <= NOT_REACH) {
      negatedAt[IGNORE] = last[IGNORE]!
      forbid(hits, last[IGNORE]!)
    }
    if (
      event.concept === IGNORE &&
      event.at - lastAt[REPORTED]! <= REPORTED_REACH &&
      lastBreaks[REPORTED] === event.breaks
    )
      reportedAt = event.start
    if (event.concept === MUNDANE) nameSubject(hits, event)
    if (event.concept === META) nameTalk(view, hits, event)
    last[event.concept] = event.start
    lastAt[event.concept] = event.at
    lastBreaks[event.concept] = event.breaks
    lastEnd[event.concept] = event.end
    lastQuoted[event.concept] = -1
    const plans = byConcept[event.concept]!
    const until = event.at + (event.end - event.start)
    for (let r = 0; r < plans.length; r++) {
      const { others, number, span } = plans[r]!
      const earliest = until - span
      let first = event.concept
      let firstAt = event.at
      for (let i = 0; i < others.length && firstAt >= earliest; i++) {
        const at = lastAt[others[i]!]!
        if (at < firstAt) {
          firstAt = at
          first = others[i]!
        }
      }
      if (firstAt < earliest) continue
      const start = last[first]!
      const tight = lastBreaks[first] === event.breaks
      if ((tight ? reportedTight : reported)[number]! >= start) continue
      const { rule, ids, worldly, ignores, reveals } = plans[r]!
      if (tight) reportedTight[number] = event.end
      reported[number] = event.end
      hits.push({
        rule,
        start,
        end: event.end,
        meta: start - last[META]! <= META_REACH,
        quoted: ids.some(quoted),
        negated:
          (ignores && negatedAt[IGNORE]! >= start) ||
          (reveals && negatedAt[REVEAL]! >= start && negatedAt[REVEAL] === last[REVEAL]),
        tight,
        reported: ignores && reportedAt >= start,
        worldly,
        mundane: worldly && lastAt[MUNDANE]! >= firstAt && lastBreaks[MUNDANE] === event.breaks,
        until,
        breaks: event.breaks,
      })
    }
  }
  return hits

  function quoted(id: number): boolean {
    if (lastQuoted[id] === -1) lastQuoted[id] = isQuoted(view, last[id]!) ? 1 : 0
    return lastQuoted[id] === 1
  }
}

/** Hits that hold the verb at `start` were forbidden after all. */
function forbid(hits: readonly Hit[], start: number): void {
  for (let i = hits.length - 1; i >= 0 && hits[i]!.end >= start; i--)
    if (hits[i]!.rule.needs.includes('ignore')) hits[i]!.negated = true
}

/** A subject of everyday life that follows a hit in its sentence is what the hit is about. */
function nameSubject(hits: readonly Hit[], { at, breaks }: ConceptEvent): void {
  for (let i = hits.length - 1; i >= 0 && at - hits[i]!.until <= MUNDANE_REACH; i--) {
    const hit = hits[i]!
    if (hit.breaks === breaks && hit.worldly) hit.mundane = true
  }
}

/** A quotation of which the text speaks afterwards is talked about. */
function nameTalk(view: View, hits: readonly Hit[], { at }: ConceptEvent): void {
  for (let i = hits.length - 1; i >= 0 && at - hits[i]!.until <= META_AFTER; i--) {
    const hit = hits[i]!
    if (hit.quoted && closesSoon(view, hit.end)) hit.meta = true
  }
}

/** Whether a quotation mark closes shortly after `end`. */
function closesSoon(view: View, end: number): boolean {
  for (let i = end; i < Math.min(view.length, end + 12); i++) {
    const unit = view.codes[i]!
    if (unit === 0x22 || unit === 0x60 || unit === 0x27) return true
  }
  return false
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
