/**
 * Rules as the walk follows them: what a rule makes of a key is found out once, and stands where the key is expected next.
 * A plan is made when the walk first gets to its rule.
 */

import type { JsonObject } from './json.ts'
import { KeyChain, type Link } from './key-chain.ts'
import { type FieldsRule, inert, PLAIN_TEXT, type Rule, type WholeRule } from './rule.ts'
import { HIDDEN, type Role, shownName } from './segment.ts'

export class Plan {
  readonly rule: Rule
  /** Of strings: a text that is nothing else, an id, an id that the client makes up, or what needs a closer look. */
  readonly kind: 'text' | 'id' | 'name' | 'other'
  /** Of strings; undefined for that of what is around them. */
  readonly role: Role | undefined
  /** Whether numbers are tokens of a model. */
  readonly tokens: boolean
  readonly choice: Extract<Rule, { kind: 'choice' }> | undefined
  readonly whole: WholeRule | undefined
  /** Of objects; undefined where they are no more than text. */
  readonly members: Members | undefined

  constructor(rule: Rule) {
    const own = rule.kind === 'fields' ? rule : undefined
    this.rule = rule
    this.kind = kindOf(rule)
    this.role = typeof own?.role === 'string' ? own.role : undefined
    this.tokens = own?.tokens === true
    this.choice = rule.kind === 'choice' ? rule : undefined
    this.whole = rule.kind === 'whole' ? rule : undefined
    this.members = own && new Members(own)
  }
}

function kindOf(rule: Rule): Plan['kind'] {
  if (rule.kind === 'inert') return rule.names ? 'name' : 'id'
  return rule.kind === 'fields' && !rule.string ? 'text' : 'other'
}

let plans = new WeakMap<Rule, Plan>()

export function planOf(rule: Rule): Plan {
  const known = plans.get(rule)
  if (known) return known
  const plan = new Plan(rule)
  plans.set(rule, plan)
  return plan
}

/** Of an object in a place where the format has none. */
export const plainMembers = (): Members => planOf(PLAIN_TEXT).members as Members

/** A key in the objects of a rule. */
export class Member implements Link<Member> {
  readonly key: string
  readonly plan: Plan
  readonly kind: Plan['kind']
  /** Whether a format names it. */
  readonly isNamed: boolean
  next: Member | undefined = undefined
  other: Member | undefined = undefined
  /** Of ids: four values that stood here, and are silent (spared-words.ts). */
  first = ''
  second = ''
  third = ''
  fourth = ''
  /** What a path shows of it, in the body itself and below; empty until one is put together. */
  private name = ''
  private step = ''

  constructor(key: string, plan: Plan, isNamed: boolean) {
    this.key = key
    this.plan = plan
    this.kind = plan.kind
    this.isNamed = isNamed
  }

  /** Its path in an object. @param end of the object's path */
  path(start: string, end: string): string {
    if (this.step === '') this.show()
    return start === '' && end === '' ? this.name : `${start}${end}${this.step}`
  }

  private show(): void {
    this.name = this.isNamed ? this.key : shownName(this.key)
    this.step = this.name === HIDDEN ? HIDDEN : `.${this.name}`
  }
}

/** Keys that clients bring and that are met before all are forgotten. */
const MAX_BROUGHT = 4096
let brought = 0

/** The keys of a rule's objects. */
export class Members extends KeyChain<Member> {
  readonly rule: FieldsRule
  private readonly role: Role | undefined
  private readonly chooseRole: ((value: JsonObject) => Role | undefined) | undefined

  constructor(rule: FieldsRule) {
    super(new Member('', planOf(inert), false))
    this.rule = rule
    this.role = typeof rule.role === 'string' ? rule.role : undefined
    this.chooseRole = typeof rule.role === 'function' ? rule.role : undefined
  }

  /** Remembers a key that no format names, if there is room. */
  bring(before: Member, member: Member): void {
    brought++
    if (brought > MAX_BROUGHT) {
      plans = new WeakMap()
      brought = 0
    }
    // Walks that have begun go on with the old plans.
    if (this.size < MAX_BROUGHT) this.add(before, member)
  }

  roleOf(value: JsonObject, inherited: Role): Role {
    if (this.chooseRole !== undefined) return this.chooseRole(value) ?? inherited
    // What says a role of its own where the format has none is nobody's, so that no trusted role above it hides it.
    return this.role ?? (value.role === undefined ? inherited : 'unknown')
  }
}
