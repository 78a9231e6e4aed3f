/**
 * The walk: every string of a JSON body that a model could read, as segments. What is spared is decided by the rules
 * of a format (rule.ts), and each spared string must look like what the rule says it is.
 *
 * It runs over every request, hence the plain loops; paths are concatenated, which costs nothing until one is read.
 */

import { ProxyError } from '../proxy/errors.ts'
import { isArchive, readAttachment } from './attachment.ts'
import { disguisedText } from './disguise.ts'
import { assertNoDuplicates, type Json, type JsonObject, parseJson } from './json.ts'
import { type FieldsRule, type Rule, text, tokens, type WholeRule } from './rule.ts'
import { readSeal } from './seal.ts'
import { memberPath, type Role } from './segment.ts'
import { addId, addKey, isSilentId, isSilentKey } from './spared-words.ts'
import { glance } from './string-tokens.ts'
import { isAddress, isSecret, isToken } from './token.ts'
import { addDecoded, addReference, addText, addUnscannable, type Walk } from './walk.ts'
import { encodedText, joinStrings, MAX_DEPTH, readableText, tooDeep, unsparedText } from './whole.ts'

const PLAIN_TEXT = text()
/** Characters of base64. */
const SHORTEST_MEDIA = 1024
/** Fields that hold token ids wherever they stand, e.g. in vLLM's and TGI's dialects of every format. */
const TOKEN_FIELDS = new Set(['prompt_token_ids', 'token_ids', 'input_ids', 'tokens'])

/**
 * Parses a JSON text and walks it.
 * @param bytes the same text in UTF-8; a view of the body
 * @param path where the text stands in the body; empty for the body itself
 * @throws {ProxyError} `invalid_json`, `duplicate_json_key`
 */
export function walkJsonText(walk: Walk, text: string, bytes: Uint8Array, rule: Rule, path = ''): Json {
  const seen = glance(text, bytes)
  const value = parseJson(text, seen)
  const before = walk.strings
  walk.mayHide = seen.mayHide
  walkJson(walk, value, rule, 'unknown', path, 0)
  walk.mayHide = true
  assertNoDuplicates(text, seen, walk.strings - before)
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
  for (let i = 0; i < items.length; i++) {
    walkJson(walk, items[i] as Json, rule, role, `${path}[${i}]`, depth)
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
  for (const key in value) {
    const member = value[key] as Json
    const named = known.fields[key]
    const field = named ?? unknownField(walk, value, known, key, role, path)
    walk.strings++
    if (typeof member === 'string') {
      walk.strings++
      // The commonest case, without putting together a path that nobody will read.
      if (field.kind === 'inert' && isSilentId(member)) continue
      visitString(walk, member, field, role, named ? knownPath(path, key) : memberPath(path, key))
    } else if (typeof member === 'object' && member !== null) {
      const below = named ? knownPath(path, key) : memberPath(path, key)
      if (Array.isArray(member) && depth < MAX_DEPTH) visitArray(walk, member, field, role, below, depth + 1)
      else walkJson(walk, member, field, role, below, depth)
    } else if (typeof member === 'number' && field.kind === 'fields' && field.tokens) {
      addUnscannable(walk, memberPath(path, key))
    }
  }
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
  const folded = key.toLowerCase()
  if (folded !== key && known.fields[folded] && Object.hasOwn(value, folded)) {
    const detail = `${memberPath(path, key)} differs from another one in case only, which some parsers ignore.`
    throw new ProxyError('duplicate_json_key', { detail })
  }
  const rule = TOKEN_FIELDS.has(key) ? tokens : (known.rest ?? PLAIN_TEXT)
  if (!isSilentKey(key)) {
    if (!isToken(key)) addText(walk, unsparedText(key), role, memberPath(path, key))
    // A value that can be replaced is scanned by itself, so that personal information in it can be.
    const isAlone = walk.sources !== undefined || rule.kind === 'secret'
    addKey(walk, key, isAlone ? undefined : value[key], path)
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

/** @param text what is to be read of the string, which has just been counted: `walk.strings` is its number */
function addString(walk: Walk, value: string, text: string, role: Role, path: string): void {
  addText(walk, text, role, path, text === value ? walk.strings : 0)
}

function visitString(walk: Walk, value: string, rule: Rule, role: Role, path: string): void {
  switch (rule.kind) {
    case 'inert':
      visitId(walk, value, role, path)
      return
    case 'sealed':
      visitSealed(walk, value, role, path)
      return
    case 'reference':
      addReference(walk, path, value)
      if (isToken(value) && !value.includes('/')) visitId(walk, value, role, path)
      else if (!isAddress(value)) addString(walk, value, unsparedText(value), role, path)
      return
    case 'attachment':
      visitAttachment(walk, value, rule, role, path)
      return
    case 'secret':
      if (!isSecret(value)) addString(walk, value, readableText(value), role, path)
      return
    case 'encoded':
      addString(walk, value, encodedText(value), rule.role ?? role, path)
      return
    case 'whole':
      addString(walk, value, readableText(value), rule.role ?? role, path)
      return
    case 'fields': {
      const own = typeof rule.role === 'string' ? rule.role : role
      if (rule.string) visitString(walk, value, rule.string, own, path)
      else if (isUnnamed(rule) && isArchive(value)) addUnscannable(walk, path)
      else addString(walk, value, readableText(value), own, path)
      return
    }
    case 'choice':
      if (rule.string) visitString(walk, value, rule.string, role, path)
      else addString(walk, value, readableText(value), role, path)
  }
}

function visitId(walk: Walk, value: string, role: Role, path: string): void {
  if (isSilentId(value)) return
  if (isToken(value)) addId(walk, value, path)
  else addString(walk, value, unsparedText(value), role, path)
}

/** What no format names, a provider may take for a file. */
const isUnnamed = (rule: FieldsRule): boolean => rule === PLAIN_TEXT || rule.rest === rule

/** What a provider has sealed decodes to noise; a text or an archive in base64 is none of its making. */
function visitSealed(walk: Walk, value: string, role: Role, path: string): void {
  const seal = readSeal(value)
  if (seal.kind === 'string') addString(walk, value, readableText(value), role, path)
  else if (seal.kind === 'text') addDecoded(walk, seal.text, role, path)
  else if (seal.kind === 'unscannable') addUnscannable(walk, path)
}

type AttachmentRule = Extract<Rule, { kind: 'attachment' }>

function visitAttachment(walk: Walk, value: string, rule: AttachmentRule, role: Role, path: string): void {
  const attachment = readAttachment(value, rule.holds)
  switch (attachment.kind) {
    case 'media':
      // Nothing to see or to hear is as short.
      if (value.length < SHORTEST_MEDIA) addDecoded(walk, disguisedText(value), rule.role ?? role, path)
      return
    case 'text':
      addDecoded(walk, unsparedText(attachment.text), rule.role ?? role, path)
      return
    case 'unscannable':
      addUnscannable(walk, path)
      return
    case 'address':
      addReference(walk, path, value)
      if (!isAddress(value)) addString(walk, value, unsparedText(value), role, path)
      return
    case 'string':
      // Some decoders skip what is no base64: the text is read around it.
      addString(walk, value, unsparedText(value), rule.role ?? role, path)
  }
}
