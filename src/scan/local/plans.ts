/** The rules as a match asks for them: by each of their concepts, and what a hit needs to know of a rule. */

import { conceptId } from './concepts.ts'
import { CONCEPTS, type Concept } from './lexicon/lexicon.ts'
import { RULES } from './rules.ts'

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

/** Verbs that "do not" forbids: the last mention decides. */
export const FORBIDDABLE: readonly Concept[] = ['ignore', 'reveal', 'drop', 'disobey', 'spill']

/** What a hit needs to know of a rule, by the rule's number. */
export const FACTS = RULES.map(({ needs }) => ({
  ids: needs.map(conceptId),
  worldly: needs.every((need) => WORLDLY.has(need)),
  ignores: needs.includes('ignore'),
  forbiddable: needs.filter((need) => FORBIDDABLE.includes(need)).map(conceptId),
}))

/** Stands for no concept: it is always near. */
export const NOBODY = CONCEPTS.length
/** Numbers that stand for one plan: a rule, its span, and the one or two concepts that it needs besides the one mentioned. */
export const PLAN = 4

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
export const planned = Int32Array.from(plans.flat())
export const firstPlan = new Int32Array(CONCEPTS.length + 1)
for (const [concept, row] of plans.entries()) firstPlan[concept + 1] = firstPlan[concept]! + row.length
