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
import { visitString } from './json-string.ts'
import { type FieldsRule, PLAIN_TEXT, type Rule, tokens, type WholeRule } from './rule.ts'
import { itemPath, memberPath, type Role } from './segment.ts'
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
  if (typeof value === 'string') {
    walk.strings++
    visitString(walk, value, rule, role, path)
  } else if (typeof value === 'object' && value !== null) {
    if (depth === MAX_DEPTH) throw tooDeep()
    if (Array.isArray(value)) {
      visitArray(walk, value, rule, role, path, depth + 1)
      return
    }
    const chosen = rule.kind === 'choice' ? choose(rule, value) : rule
    if (chosen.kind === 'whole') visitWhole(walk, value, chosen, role, path, depth)
    else visitObject(walk, value, chosen.kind === 'fields' ? chosen : PLAIN_TEXT, role, path, depth + 1)
  } else if (typeof value === 'number' && rule.kind === 'fields' && rule.tokens) {
    addUnscannable(walk, path)
  }
}

function visitArray(
  walk: Walk,
  items: readonly Json[],
  rule: Rule,
  role: Role,
  path: string,
  depth: number,
): void {
  if (typeof items[0] === 'number') addDecoded(walk, textOfCodes(items), role, path)
  for (let i = 0; i < items.length; i++) {
    walkJson(walk, items[i] as Json, rule, role, itemPath(path, i), depth)
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
  known: FieldsRule,
  inherited: Role,
  path: string,
  depth: number,
): void {
  const role = ownRole(known, value, inherited)
  let numbers = 0
  for (const key in value) {
    const member = value[key] as Json
    const named = known.fields[key]
    const field = named ?? unknownField(walk, value, known, key, role, path)
    walk.strings++
    if (typeof member === 'string') {
      walk.strings++
      // The commonest case, without putting together a path that nobody will read.
      if (field.kind === 'inert' && (field.names ? isSilentName(walk, member, path) : isSilentId(member))) {
        // Templates of models write whatever role a message has.
        if (key === 'role' && role === 'unknown') addId(walk, member, path)
        continue
      }
      visitString(walk, member, field, role, named ? knownPath(path, key) : memberPath(path, key))
    } else if (typeof member === 'object' && member !== null) {
      const below = named ? knownPath(path, key) : memberPath(path, key)
      if (Array.isArray(member) && depth < MAX_DEPTH) visitArray(walk, member, field, role, below, depth + 1)
      else walkJson(walk, member, field, role, below, depth)
    } else if (typeof member === 'number') {
      numbers++
      if (field.kind === 'fields' && field.tokens) addUnscannable(walk, memberPath(path, key))
    }
  }
  if (numbers >= SHORTEST_LIST) addDecoded(walk, textOfMembers(value), role, path)
}

/** Keys that no format names, as nearly all requests have: in small letters, silent, and no tokens. */
const ordinary = new Set<string>()
const MAX_ORDINARY = 1024

function remember(key: string): void {
  if (ordinary.size === MAX_ORDINARY) ordinary.clear()
  ordinary.add(key)
}

/** The path of a member that a format names, which is no prompt text. */
const knownPath = (parent: string, key: string): string => (parent === '' ? key : `${parent}.${key}`)

/** A field that no format names is text; its key too, unless it is a plain name. */
function unknownField(
  walk: Walk,
  value: JsonObject,
  known: FieldsRule,
  key: string,
  role: Role,
  path: string,
): Rule {
  walk.keyChars += key.length
  if (walk.keyChars > FEW_KEY_CHARS) noteDifferent(walk, key)
  if (ordinary.has(key)) return known.rest ?? PLAIN_TEXT
  const folded = key.toLowerCase()
  if (folded !== key && known.fields[folded] && Object.hasOwn(value, folded)) {
    const detail = `${memberPath(path, key)} differs from another one in case only, which some parsers ignore.`
    throw new ProxyError('duplicate_json_key', { detail })
  }
  const rule = TOKEN_FIELDS.has(key) ? tokens : (known.rest ?? PLAIN_TEXT)
  const { isSilent, text } = lookInto(key)
  if (isSilent) {
    if (folded === key && !TOKEN_FIELDS.has(key)) remember(key)
  } else {
    addText(walk, text, role, memberPath(path, key))
    // A value that can be replaced is scanned by itself, so that personal information in it can be.
    const member = rule.kind === 'secret' ? undefined : value[key]
    addKey(walk, key, member, walk.sources !== undefined, path)
  }
  return rule
}

function choose(rule: Rule, value: JsonObject): Rule {
  let chosen = rule
  while (chosen.kind === 'choice') chosen = chosen.choose(value)
  return chosen
}

/** What says a role of its own where the format has none is nobody's, so that no trusted role above it hides it. */
function ownRole(rule: FieldsRule, value: JsonObject, inherited: Role): Role {
  if (typeof rule.role === 'function') return rule.role(value) ?? inherited
  return rule.role ?? (value.role === undefined ? inherited : 'unknown')
}
