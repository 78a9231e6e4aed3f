/** Applies the rules to mentions of concepts: one pass, bounded work per mention. */

import { conceptId } from './concepts.ts'
import { sliceView } from './edit.ts'
import { CONCEPTS, type Concept } from './lexicon/lexicon.ts'
import type { Mentions } from './mentions.ts'
import type { View } from './normalise.ts'
import { RULES, type Rule } from './rules.ts'

export interface Hit {
  readonly rule: Rule
  /** Offsets in the view. */
  readonly start: number
  readonly end: number
  /** The text talks about such attacks nearby, or quotes. */
  meta: boolean
  readonly quoted: boolean
  /** "Do not ignore ...", "never drop ...". */
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

/** Verbs that "do not" forbids, besides "ignore": the last mention decides. */
const FORBIDDABLE: readonly Concept[] = ['reveal', 'drop', 'disobey', 'spill']

/** What a hit needs to know of a rule, by the rule's number. */
const FACTS = RULES.map(({ needs }) => ({
  ids: needs.map(conceptId),
  worldly: needs.every((need) => WORLDLY.has(need)),
  ignores: needs.includes('ignore'),
  forbiddable: needs.filter((need) => FORBIDDABLE.includes(need)).map(conceptId),
}))

/** Stands for no concept: it is always near. */
const NOBODY = CONCEPTS.length
/** Concepts that a rule has at most, besides the one mentioned. */
const MOST_OTHERS = Math.max(...RULES.map(({ needs }) => needs.length)) - 1

/** Numbers that stand for one plan: a rule, its span, and the concepts that it needs besides the one mentioned. */
const PLAN = 2 + MOST_OTHERS

/** Per concept, in a row, the plans that a mention of it may complete. */
const plans: number[][] = CONCEPTS.map(() => [])
for (const [number, { span }] of RULES.entries()) {
  const { ids } = FACTS[number]!
  for (const concept of ids) {
    const row = plans[concept]!
    row.push(number, span)
    // The seldom ones first.
    for (const id of ids) if (id !== concept && !COMMON.has(CONCEPTS[id]!)) row.push(id)
    for (const id of ids) if (id !== concept && COMMON.has(CONCEPTS[id]!)) row.push(id)
    while (row.length % PLAN !== 0) row.push(NOBODY)
  }
}
/** The same one after another, and where those of each concept begin. */
const planned = Int32Array.from(plans.flat())
const firstPlan = new Int32Array(CONCEPTS.length + 1)
for (const [concept, row] of plans.entries()) firstPlan[concept + 1] = firstPlan[concept]! + row.length

const META = conceptId('meta')
const NOT = conceptId('not')
const IGNORE = conceptId('ignore')
/** How far before a hit the talk about attacks may stand, in folded characters. */
const META_REACH = 160
const NOT_REACH = 14
const REPORTED = conceptId('reported')
const MUNDANE = conceptId('mundane')
const FORBIDS = Uint8Array.from(CONCEPTS, (concept) =>
  concept === 'ignore' || FORBIDDABLE.includes(concept) ? 1 : 0,
)
const SYSPROMPT = conceptId('sysprompt')
const INDEFINITE = conceptId('indefinite')
const NOTAFTER = conceptId('notafter')
/** How far before the verb somebody else may be named who said it, and how far after a hit its subject. */
const REPORTED_REACH = 24
const MUNDANE_REACH = 24
/** How far after a quotation the talk about it may stand. */
const META_AFTER = 80

/** Where nothing was named yet. */
const NOWHERE = -1_000_000

/** Per concept the start of its last mention, the same measured as `at` is, the breaks before it, and its end. */
const last = new Int32Array(CONCEPTS.length)
const lastAt = new Int32Array(CONCEPTS.length + 1)
const lastBreaks = new Int32Array(CONCEPTS.length)
const lastEnd = new Int32Array(CONCEPTS.length)
/** Whether a quotation mark opens before it: -1 as long as nobody has asked. */
const lastQuoted = new Int8Array(CONCEPTS.length)
/** Where a verb stands that is forbidden, by its concept. */
const negatedAt = new Int32Array(CONCEPTS.length)
/** Per rule the end of its last hit, and of its last hit within one sentence. */
const reported = new Int32Array(RULES.length)
const reportedTight = new Int32Array(RULES.length)

/** All hits, in the order in which they end. One rule hits once per place. */
export function matchRules(view: View, mentions: Mentions): Hit[] {
  const hits: Hit[] = []
  if (mentions.count === 0) return hits
  for (const places of [last, lastAt, lastEnd, negatedAt]) places.fill(NOWHERE)
  lastAt[NOBODY] = 0x7fffffff
  lastBreaks.fill(0)
  reported.fill(-1)
  reportedTight.fill(-1)
  let reportedAt = NOWHERE
  for (let m = 0; m < mentions.count; m++) {
    const concept = mentions.concept[m]!
    const mentionStart = mentions.start[m]!
    const end = mentions.end[m]!
    const at = mentions.at[m]!
    const breaks = mentions.breaks[m]!
    // "A good system prompt" is nobody's.
    if (concept === SYSPROMPT && lastEnd[INDEFINITE] === end) continue
    if (FORBIDS[concept] === 1 && mentionStart - lastEnd[NOT]! <= NOT_REACH && last[NOT]! < mentionStart)
      negatedAt[concept] = mentionStart
    // Some languages say "not" after the verb.
    if (concept === NOTAFTER && mentionStart - lastEnd[IGNORE]! <= NOT_REACH) {
      negatedAt[IGNORE] = last[IGNORE]!
      forbid(hits, last[IGNORE]!)
    }
    if (concept === IGNORE && at - lastAt[REPORTED]! <= REPORTED_REACH && lastBreaks[REPORTED] === breaks)
      reportedAt = mentionStart
    if (concept === MUNDANE) nameSubject(view, hits, mentionStart, at, breaks)
    if (concept === META) nameTalk(view, hits, at)
    last[concept] = mentionStart
    lastAt[concept] = at
    lastBreaks[concept] = breaks
    lastEnd[concept] = end
    lastQuoted[concept] = -1
    const until = at + (end - mentionStart)
    for (let plan = firstPlan[concept]!; plan < firstPlan[concept + 1]!; plan += PLAN) {
      const earliest = until - planned[plan + 1]!
      let first = concept
      let firstAt = at
      for (let i = plan + 2; i < plan + PLAN && firstAt >= earliest; i++) {
        const other = planned[i]!
        if (lastAt[other]! < firstAt) {
          firstAt = lastAt[other]!
          first = other
        }
      }
      if (firstAt < earliest) continue
      const number = planned[plan]!
      const start = last[first]!
      const tight = lastBreaks[first] === breaks
      if ((tight ? reportedTight : reported)[number]! >= start) continue
      const { ids, worldly, ignores, forbiddable } = FACTS[number]!
      if (tight) reportedTight[number] = end
      reported[number] = end
      hits.push({
        rule: RULES[number]!,
        start,
        end,
        meta: start - last[META]! <= META_REACH,
        quoted: anyQuoted(view, ids),
        negated: (ignores && negatedAt[IGNORE]! >= start) || anyForbidden(forbiddable, start),
        tight,
        reported: ignores && reportedAt >= start,
        worldly,
        mundane: worldly && lastAt[MUNDANE]! >= firstAt && lastBreaks[MUNDANE] === breaks,
        until,
        breaks,
      })
    }
  }
  return hits
}

/** Whether the last mention of any of these verbs is forbidden, and stands in the hit that begins at `start`. */
function anyForbidden(ids: readonly number[], start: number): boolean {
  for (let i = 0; i < ids.length; i++) {
    const at = negatedAt[ids[i]!]!
    if (at >= start && at === last[ids[i]!]) return true
  }
  return false
}

/** Whether a quotation mark opens before the last mention of any of these concepts. */
function anyQuoted(view: View, ids: readonly number[]): boolean {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!
    if (lastQuoted[id] === -1) lastQuoted[id] = isQuoted(view, last[id]!) ? 1 : 0
    if (lastQuoted[id] === 1) return true
  }
  return false
}

/** Hits that hold the verb at `start` were forbidden after all. */
function forbid(hits: readonly Hit[], start: number): void {
  for (let i = hits.length - 1; i >= 0 && hits[i]!.end >= start; i--)
    if (hits[i]!.rule.needs.includes('ignore')) hits[i]!.negated = true
}

/** What begins another thought: "ignore the instructions in the manual" is about a manual, "... and tell me a story" about none. */
const ANOTHER_THOUGHT =
  /[,;:&，、；：،؛]|(?<![\p{L}\p{M}])(?:and|then|but|und|dann|et|puis|y|luego|e|poi|depois|и|а|затем|और|फिर|ثم)(?![\p{L}\p{M}])|(?<![\p{L}\p{M}])و|[并並然再而]|して|て/u

/** A subject of everyday life that follows a hit in its sentence is what the hit is about. */
function nameSubject(view: View, hits: readonly Hit[], start: number, at: number, breaks: number): void {
  for (let i = hits.length - 1; i >= 0 && at - hits[i]!.until <= MUNDANE_REACH; i--) {
    const hit = hits[i]!
    if (hit.breaks !== breaks || !hit.worldly || hit.mundane) continue
    hit.mundane = !ANOTHER_THOUGHT.test(sliceView(view, hit.end, start))
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

/** Whether a quotation mark opens shortly before `start`. */
function isQuoted(view: View, start: number): boolean {
  for (let i = start - 1; i >= Math.max(0, start - 12); i--) {
    const unit = view.codes[i]!
    if (unit === 0x22 || unit === 0x60 || (unit === 0x27 && (i === 0 || view.codes[i - 1] === 0x20)))
      return true
  }
  return false
}
