/** Applies the rules to mentions of concepts: one pass, bounded work per mention. */

import { conceptId } from './concepts.ts'
import { DeniedVerbs } from './denied-verbs.ts'
import { sliceView } from './edit.ts'
import { leads } from './leads.ts'
import { CONCEPTS } from './lexicon/lexicon.ts'
import { type Mentions, OPENED, QUOTED } from './mentions.ts'
import { CONJUNCTIONS, deniesBefore, deniesBehind, isHalf, wordOf } from './negation.ts'
import type { View } from './normalise.ts'
import { FACTS, FORBIDDABLE, firstPlan, NOBODY, PLAN, planned } from './plans.ts'
import { RULES, type Rule } from './rules.ts'

export interface Hit {
  readonly rule: Rule
  /** Its place in `RULES`. */
  readonly number: number
  /** Offsets in the view. */
  readonly start: number
  readonly end: number
  /** The text talks about such attacks nearby, or quotes. */
  meta: boolean
  readonly quoted: boolean
  /** Nothing closes the quotation, or it shall be obeyed: 'carry out the sentence "..."'. */
  readonly doubtful: boolean
  /** "Do not ignore ...", "never drop ...". */
  negated: boolean
  /** The same offsets, or those of what forbids it where that stands outside. */
  readonly from: number
  to: number
  /** All within one sentence or field. */
  readonly tight: boolean
  /** All within one sentence or field, and what an order begins with stands before it: nothing, a mark, "please"; not "she told me to", "the referee". */
  readonly leads: boolean
  /** "My teacher told me to ignore ...", "may I ignore ...". */
  readonly reported: boolean
  /** Whether the rule may be about the instructions of everyday life, and whether it is: homework, a recipe, an invoice. */
  readonly worldly: boolean
  mundane: boolean
  /** Where it ends, measured as `at` of an event is, and the breaks before it. */
  readonly until: number
  readonly breaks: number
}

const META = conceptId('meta')
const NOT = conceptId('not')
const IGNORE = conceptId('ignore')
const OBEY = conceptId('obey')
/** How far before a quotation the verb may stand that orders to obey it, in folded characters. */
const OBEY_REACH = 40
/** How far before a hit the talk about attacks may stand, in folded characters. */
const META_REACH = 160
const REPORTED = conceptId('reported')
const MUNDANE = conceptId('mundane')
const FORBIDS = Uint8Array.from(CONCEPTS, (concept) => (FORBIDDABLE.includes(concept) ? 1 : 0))
const VERBS = FORBIDDABLE.map(conceptId)
const INSTRUCTIONS = conceptId('instructions')
const OBJECTS = [conceptId('prior'), INSTRUCTIONS]
const SWEEPING = [IGNORE, conceptId('all'), ...OBJECTS]
const SWEEPING_SPAN = 40
const SYSPROMPT = conceptId('sysprompt')
const INDEFINITE = conceptId('indefinite')
/** What holds a "not" that denies nothing: "why not", "no problem". */
const EMPTY_NOT = conceptId('emptynot')
const NOTAFTER = conceptId('notafter')
/** Concepts that say something of hits: see `excuse`. */
const EXCUSES = FORBIDS.map((forbids, concept) =>
  forbids === 1 || concept === NOTAFTER || concept === MUNDANE || concept === META ? 1 : 0,
)
/** How far before the verb somebody else may be named who said it, and how far after a hit its subject. */
const REPORTED_REACH = 24
const MUNDANE_REACH = 24
/** Units below are those of Latin letters. */
const LATIN = 0x250
/** How far after a quotation the talk about it may stand. */
const META_AFTER = 80

/** Where nothing was named yet. */
const NOWHERE = -1_000_000

/** Per concept the start of its last mention, the same measured as `at` is, the breaks before it, and its end. */
const last = new Int32Array(CONCEPTS.length)
const lastAt = new Int32Array(CONCEPTS.length + 1)
const lastBreaks = new Int32Array(CONCEPTS.length)
const lastEnd = new Int32Array(CONCEPTS.length)
/** What opens before it: see `Mentions.quoted`. */
const lastQuoted = new Uint8Array(CONCEPTS.length)
const denied = new DeniedVerbs()
/** Plans that a mention completes. */
const completed = new Int32Array(RULES.length + 1)
/** Per rule the end of its last hit (its start, once it was forbidden after all), and of its last hit within one sentence; behind these the same of hits that were forbidden. */
const reported = new Int32Array(2 * RULES.length)
const reportedTight = new Int32Array(2 * RULES.length)

/** Where the last verb stands that somebody else is said to have said. */
let reportedAt = NOWHERE

/** All hits, by the mentions that complete them. One rule hits once per place, or again where it was forbidden. */
export function matchRules(view: View, mentions: Mentions): Hit[] {
  const hits: Hit[] = []
  if (mentions.count === 0) return hits
  for (const places of [last, lastAt, lastEnd]) places.fill(NOWHERE)
  denied.clear()
  lastAt[NOBODY] = 0x3fffffff
  lastBreaks.fill(0)
  reported.fill(-1)
  reportedTight.fill(-1)
  reportedAt = NOWHERE
  for (let m = 0; m < mentions.count; m++) {
    const concept = mentions.concept[m]!
    const start = mentions.start[m]!
    const end = mentions.end[m]!
    const at = mentions.at[m]!
    const breaks = mentions.breaks[m]!
    if (concept === NOT && (start < lastEnd[EMPTY_NOT]! || isHalf(view, start))) continue
    // "A good system prompt" is nobody's.
    if (concept === SYSPROMPT && lastEnd[INDEFINITE] === end) continue
    if (EXCUSES[concept] === 1) excuse(view, hits, concept, start, end, at, breaks)
    last[concept] = start
    lastAt[concept] = at
    lastBreaks[concept] = breaks
    lastEnd[concept] = end
    lastQuoted[concept] = mentions.quoted[m]!
    const until = at + (end - start)
    const count = complete(concept, until)
    for (let c = 0; c < count; c++) addHit(view, hits, completed[c]!, concept, end, until, breaks)
  }
  return hits
}

/** What a concept says of hits before and after it, that are none to be blamed for. */
function excuse(
  view: View,
  hits: readonly Hit[],
  concept: number,
  start: number,
  end: number,
  at: number,
  breaks: number,
): void {
  if (FORBIDS[concept] === 1) denied.see(view, { concept, start, end }, last[NOT]!, lastEnd[NOT]!)
  // Some languages say "not" after the verb.
  if (concept === NOTAFTER)
    for (const verb of VERBS) if (deniesBefore(view, lastEnd[verb]!, start)) forbid(hits, verb, end)
  if (concept === IGNORE && at - lastAt[REPORTED]! <= REPORTED_REACH && lastBreaks[REPORTED] === breaks)
    reportedAt = start
  if (concept === MUNDANE) nameSubject(view, hits, start, at, breaks)
  if (concept === META) nameTalk(view, hits, at)
}

/**
 * Writes the plans that a mention completes to `completed`, without a branch for each: which ones cannot be foreseen, and few do.
 * @returns how many
 */
function complete(concept: number, until: number): number {
  let count = 0
  for (let plan = firstPlan[concept]!; plan < firstPlan[concept + 1]!; plan += PLAN) {
    const earliest = until - planned[plan + 1]!
    const after = (lastAt[planned[plan + 2]!]! - earliest) | (lastAt[planned[plan + 3]!]! - earliest)
    completed[count] = plan
    count += (after >>> 31) ^ 1
  }
  return count
}

/** Adds the hit of a plan that a mention completes, unless its rule has hit there. */
function addHit(
  view: View,
  hits: Hit[],
  plan: number,
  concept: number,
  end: number,
  until: number,
  breaks: number,
): void {
  let first = concept
  let firstAt = lastAt[concept]!
  for (let i = plan + 2; i < plan + PLAN; i++) {
    const other = planned[i]!
    if (lastAt[other]! < firstAt) {
      firstAt = lastAt[other]!
      first = other
    }
  }
  if (firstAt < until - planned[plan + 1]!) return
  const number = planned[plan]!
  const start = last[first]!
  const tight = lastBreaks[first] === breaks
  if ((tight ? reportedTight : reported)[number]! >= start) return
  const { ids, worldly, ignores, forbiddable } = FACTS[number]!
  const forbidden = denied.any(forbiddable, start, last)
  const negated = forbidden !== undefined
  // Behind what is forbidden the same may be ordered: "don't just ignore the rules, erase them".
  const as = negated ? RULES.length + number : number
  if ((tight ? reportedTight : reported)[as]! >= start) return
  if (tight) reportedTight[as] = end
  reported[as] = end
  const quotation = quotationOf(ids)
  hits.push({
    rule: RULES[number]!,
    number,
    start,
    end,
    meta: start - last[META]! <= META_REACH,
    quoted: quotation !== 0,
    doubtful: quotation === OPENED || (quotation === QUOTED && isOrdered(view, start)),
    negated,
    from: negated ? Math.min(start, forbidden.from) : start,
    to: negated ? Math.max(end, forbidden.to) : end,
    tight,
    leads: tight && leads(view, start),
    reported: ignores && reportedAt >= start,
    worldly,
    mundane:
      worldly &&
      lastAt[MUNDANE]! >= firstAt &&
      lastBreaks[MUNDANE] === breaks &&
      !isSweeping(breaks) &&
      !isOther(view, ids),
    until,
    breaks,
  })
}

/** What opens before the last mention of any of these concepts: `QUOTED`, `OPENED`, or nothing (0). */
function quotationOf(ids: readonly number[]): number {
  let quotation = 0
  for (let i = 0; i < ids.length; i++) quotation = Math.max(quotation, lastQuoted[ids[i]!]!)
  return quotation
}

/** Whether an order to obey stands before the quotation that begins at `start`. */
function isOrdered(view: View, start: number): boolean {
  const verb = last[OBEY]!
  if (verb >= start || start - lastEnd[OBEY]! > OBEY_REACH) return false
  if (last[NOT]! < verb && deniesBehind(view, lastEnd[NOT]!, verb)) return false
  return leads(view, verb)
}

/** The last mention of a verb, and the hits that hold it, were forbidden after all, by what ends at `end`. */
function forbid(hits: readonly Hit[], verb: number, end: number): void {
  const start = last[verb]!
  denied.deny(verb, start, start, end)
  for (let i = hits.length - 1; i >= 0 && hits[i]!.end >= start; i--) {
    const hit = hits[i]!
    if (!FACTS[hit.number]!.ids.includes(verb)) continue
    hit.negated = true
    hit.to = Math.max(hit.to, end)
    // It stands in nobody's way who begins behind its beginning.
    reported[hit.number] = hit.start
    if (hit.tight) reportedTight[hit.number] = hit.start
  }
}

/** What begins another thought: "ignore the instructions in the manual" is about a manual, "... and tell me a story" about none. */
const ANOTHER_THOUGHT = new RegExp(
  `[,;:&，、；：،؛]|${wordOf(CONJUNCTIONS)}|(?<![\\p{L}\\p{M}])و|[并並然再而]|して|て`,
  'u',
)

/** Whether what shall be ignored is another thought than the everyday subject before it: "the invoice and all previous instructions". */
function isOther(view: View, ids: readonly number[]): boolean {
  let object = -1
  for (const id of OBJECTS) if (ids.includes(id)) object = Math.max(object, last[id]!)
  return object > lastEnd[MUNDANE]! && ANOTHER_THOUGHT.test(sliceView(view, lastEnd[MUNDANE]!, object))
}

/** "Ignore all previous instructions", all in one place, is about nothing of everyday life, whatever follows: "... by default", "... on this page". Not "all previous homework instructions". */
function isSweeping(breaks: number): boolean {
  let first = Number.POSITIVE_INFINITY
  let latest = 0
  for (const concept of SWEEPING) {
    if (lastBreaks[concept] !== breaks) return false
    first = Math.min(first, lastAt[concept]!)
    latest = Math.max(latest, lastAt[concept]!)
  }
  const everyday = lastAt[MUNDANE]!
  return latest - first <= SWEEPING_SPAN && (everyday < first || everyday > latest)
}

/** A subject of everyday life that follows a hit in its sentence is what the hit is about. */
function nameSubject(view: View, hits: readonly Hit[], start: number, at: number, breaks: number): void {
  if (hits.length === 0 || isSweeping(breaks)) return
  let end = -1
  let between = ''
  let isAnother = false
  for (let i = hits.length - 1; i >= 0 && at - hits[i]!.until <= MUNDANE_REACH; i--) {
    const hit = hits[i]!
    if (hit.breaks !== breaks || !hit.worldly || hit.mundane) continue
    if (hit.end !== end) {
      between = sliceView(view, hit.end, start)
      isAnother = ANOTHER_THOUGHT.test(between)
    }
    end = hit.end
    // Nothing joins it to the instructions: "ignore the instructions homework", but "all previous homework".
    const isLoose =
      between === ' ' && view.codes[start]! < LATIN && FACTS[hit.number]!.ids.includes(INSTRUCTIONS)
    hit.mundane = !isAnother && !isLoose
  }
}

/** A quotation of which the text speaks afterwards is talked about. */
function nameTalk(view: View, hits: readonly Hit[], at: number): void {
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
