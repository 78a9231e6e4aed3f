/**
 * The walk: every string of a JSON body that a model could read, as segments. What is spared is decided by the rules
 * of a format (rule.ts), and each spared string must look like what the rule says it is.
 *
 * It runs over every request, hence the plain loops; paths are concatenated, which costs nothing until one is read.
 */

import { ProxyError } from '../proxy/errors.ts'
import { SHORTEST_LIST, textOfCodes, textOfDigits, textOfMembers } from './code-list.ts'
import { FEW_KEY_CHARS, noteDifferent } from './different-keys.ts'
import { assertNoDuplicates, type Json, type JsonObject, parseJson } from './json.ts'
import { addSpokenId, visitString } from './json-string.ts'
import { Member, type Members, type Plan, plainMembers, planOf } from './plan.ts'
import { isProse } from './prose.ts'
import { PLAIN_TEXT, type Rule, tokens, type WholeRule } from './rule.ts'
import { itemStep, memberPath, type Role } from './segment.ts'
import { addId, addKey, isSilentId, isSilentName, lookInto } from './spared-words.ts'
import { addSentence } from './spread.ts'
import { glance } from './string-tokens.ts'
import { addDecoded, addText, addUnscannable, type Walk } from './walk.ts'
import { joinStrings, MAX_DEPTH, tooDeep } from './whole.ts'

/** Fields that hold token ids, or what a model makes of them, wherever they stand, e.g. in the dialects of vLLM, TGI, SGLang. */
const TOKEN_FIELDS = new Set([
  ...['prompt_token_ids', 'token_ids', 'input_ids', 'tokens'],
  ...['input_embeds', 'inputs_embeds', 'input_embeddings'],
])

/**
 * Parses a JSON text and walks it.
 * @param bytes the same text in UTF-8; a view of the body
 * @param path where the text stands in the body; empty for the body itself
 * @throws {ProxyError} `invalid_json`, `duplicate_json_key`, `body_too_large` (of too many different keys)
 */
export function walkJsonText(walk: Walk, text: string, bytes: Uint8Array, rule: Rule, path = ''): Json {
  const seen = glance(text, bytes)
  const value = parseJson(text, seen)
  const before = walk.strings
  const wordsBefore = walk.spared?.inKeys ?? 0
  walk.mayHide = seen.mayHide
  walkJson(walk, value, rule, 'unknown', path, 0)
  walk.mayHide = true
  if (seen.hasDigits) addDecoded(walk, textOfDigits(text), 'unknown', path)
  assertNoDuplicates(text, seen, walk.strings - before)
  if (walk.spared && walk.spared.inKeys > wordsBefore) addSentence(walk, value)
  walk.sources?.push({ bytes, encoding: 'json', first: before, last: walk.strings })
  return value
}

/**
 * Walks a value; what is found is added to `walk` in the order of the body.
 * @param rule what the format says of the value's fields
 * @param depth levels of nesting above the value
 */
export function walkJson(walk: Walk, value: Json, rule: Rule, role: Role, path: string, depth: number): void {
  visit(walk, value, planOf(rule), role, path, '', depth)
}

/** @param step the end of the value's path, which is put together only where it is read */
function visit(
  walk: Walk,
  value: Json,
  plan: Plan,
  role: Role,
  path: string,
  step: string,
  depth: number,
): void {
  if (typeof value === 'string') {
    walk.strings++
    if (plan.kind === 'text' && isProse(value))
      addText(walk, value, plan.role ?? role, path + step, walk.strings)
    else visitString(walk, value, plan.rule, role, path + step)
  } else if (typeof value === 'object' && value !== null) {
    if (depth === MAX_DEPTH) throw tooDeep()
    if (Array.isArray(value)) {
      visitArray(walk, value, plan, role, path + step, depth + 1)
      return
    }
    const { whole, members } = plan.choice === undefined ? plan : choose(plan, value)
    if (whole !== undefined) visitWhole(walk, value, whole, role, path + step, depth)
    else visitObject(walk, value, members ?? plainMembers(), role, path, step, depth + 1)
  } else if (typeof value === 'number' && plan.tokens) {
    addUnscannable(walk, path + step)
  }
}

function visitArray(
  walk: Walk,
  items: readonly Json[],
  plan: Plan,
  role: Role,
  path: string,
  depth: number,
): void {
  if (typeof items[0] === 'number') addDecoded(walk, textOfCodes(items), role, path)
  for (let i = 0; i < items.length; i++) {
    visit(walk, items[i] as Json, plan, role, path, itemStep(i), depth)
  }
}

function visitWhole(
  walk: Walk,
  value: JsonObject,
  rule: WholeRule,
  role: Role,
  path: string,
  depth: number,
): void {
  const archives = walk.archives
  addText(walk, joinStrings(walk, value, '', depth), rule.role ?? role, path)
  if (walk.archives > archives) addUnscannable(walk, path)
  for (const name of rule.references ?? []) {
    if (Object.hasOwn(value, name) && value[name] !== null) walk.references.push(memberPath(path, name))
  }
}

function visitObject(
  walk: Walk,
  value: JsonObject,
  members: Members,
  inherited: Role,
  path: string,
  step: string,
  depth: number,
): void {
  const role = members.roleOf(value, inherited)
  let numbers = 0
  let last = members.first
  for (const key in value) {
    const inner = value[key] as Json
    const known = members.after(last, key)
    if (known?.isNamed === false) countKey(walk, key)
    const member = known ?? meet(walk, value, members, last, key, role, path + step)
    last = member
    walk.strings++
    if (typeof inner === 'string') {
      walk.strings++
      const { kind, plan } = member
      if (kind === 'text' && isProse(inner))
        addText(walk, inner, plan.role ?? role, member.path(path, step), walk.strings)
      else if (
        kind === 'id' ? isSilent(member, inner) : kind === 'name' && isSilentName(walk, inner, path, step)
      ) {
        // Templates of models write whatever role a message has.
        if (role === 'unknown' && key === 'role') addId(walk, inner, path + step)
      } else if (kind === 'id' || kind === 'name') addSpokenId(walk, inner, role, member.path(path, step))
      else visitString(walk, inner, plan.rule, role, member.path(path, step))
    } else if (typeof inner === 'object' && inner !== null) {
      const below = member.path(path, step)
      if (Array.isArray(inner) && depth < MAX_DEPTH)
        visitArray(walk, inner, member.plan, role, below, depth + 1)
      else visit(walk, inner, member.plan, role, below, '', depth)
    } else if (typeof inner === 'number') {
      numbers++
      if (member.plan.tokens) addUnscannable(walk, memberPath(path + step, key))
    }
  }
  if (numbers >= SHORTEST_LIST) addDecoded(walk, textOfMembers(value), role, path + step)
}

/** Nearly all ids are enum values, of which a key has the same few in each object. */
function isSilent(member: Member, id: string): boolean {
  if (id === member.first || id === member.second || id === member.third || id === member.fourth) return true
  if (!isSilentId(id)) return false
  member.fourth = member.third
  member.third = member.second
  member.second = member.first
  member.first = id
  return true
}

function countKey(walk: Walk, key: string): void {
  walk.keyChars += key.length
  if (walk.keyChars > FEW_KEY_CHARS) noteDifferent(walk, key)
}

/** A key that the objects of a rule have not had yet, or in which there may be something to read. */
function meet(
  walk: Walk,
  value: JsonObject,
  members: Members,
  last: Member,
  key: string,
  role: Role,
  path: string,
): Member {
  const { fields, rest } = members.rule
  const named = fields[key]
  if (named) return members.add(last, new Member(key, planOf(named), true))
  countKey(walk, key)
  const folded = key.toLowerCase()
  if (folded !== key && fields[folded] && Object.hasOwn(value, folded)) {
    const detail = `${memberPath(path, key)} differs from another one in case only, which some parsers ignore.`
    throw new ProxyError('duplicate_json_key', { detail })
  }
  const isTokens = TOKEN_FIELDS.has(key)
  const member = new Member(key, planOf(isTokens ? tokens : (rest ?? PLAIN_TEXT)), false)
  const { isSilent, text } = lookInto(key)
  if (!isSilent) {
    addText(walk, text, role, memberPath(path, key))
    // A value that can be replaced is scanned by itself, so that personal information in it can be.
    const inner = member.plan.rule.kind === 'secret' ? undefined : value[key]
    addKey(walk, key, inner, walk.sources !== undefined, path)
  } else if (folded === key && !isTokens) members.bring(last, member)
  return member
}

function choose(plan: Plan, value: JsonObject): Plan {
  let chosen = plan
  while (chosen.choice !== undefined) chosen = planOf(chosen.choice.choose(value))
  return chosen
}
