/** The strings of a JSON body: what the rule of each makes of it, if it looks like that. */

import { isArchive, isLenientArchive, readAttachment } from './attachment.ts'
import { disguisedText } from './disguise.ts'
import { type FieldsRule, PLAIN_TEXT, type Rule } from './rule.ts'
import { readSeal } from './seal.ts'
import type { Role } from './segment.ts'
import { withoutSignature } from './signed-url.ts'
import { addId, isSilentId } from './spared-words.ts'
import { noteSecret } from './spread.ts'
import { isAddress, isSecret, isToken } from './token.ts'
import { addDecoded, addReference, addText, addUnscannable, type Walk } from './walk.ts'
import { encodedText, readableText, unsparedText } from './whole.ts'

/** Characters of base64. */
const SHORTEST_MEDIA = 1024
const DATA = /^\s*data:/i
/** https://protobuf.dev/programming-guides/json/ */
const INTEGER = /^-?\d+$/

/** @param text what is to be read of the string, which has just been counted: `walk.strings` is its number */
function addString(walk: Walk, value: string, text: string, role: Role, path: string): void {
  addText(walk, text, role, path, text === value ? walk.strings : 0)
}

/** Adds what could be read in a string that has just been counted. */
export function visitString(walk: Walk, value: string, rule: Rule, role: Role, path: string): void {
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
      else if (DATA.test(value) && isLenientArchive(value)) addUnscannable(walk, path)
      else addAddress(walk, value, role, path)
      return
    case 'attachment':
      visitAttachment(walk, value, rule, role, path)
      return
    case 'secret':
      noteSecret(walk, value)
      if (!isSecret(value)) addString(walk, value, readableText(value), role, path)
      return
    case 'token':
      if (INTEGER.test(value)) addUnscannable(walk, path)
      else addString(walk, value, readableText(value), role, path)
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

/** Of an address that says something, all but what it is signed with. */
function addAddress(walk: Walk, value: string, role: Role, path: string): void {
  if (isAddress(value)) return
  const rest = withoutSignature(value)
  if (rest === value || !isAddress(rest)) addString(walk, value, unsparedText(rest), role, path)
}

function visitId(walk: Walk, value: string, role: Role, path: string): void {
  if (!isSilentId(value)) addSpokenId(walk, value, role, path)
}

/** One that is not silent. */
export function addSpokenId(walk: Walk, value: string, role: Role, path: string): void {
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
      addAddress(walk, value, role, path)
      return
    case 'string':
      // Some decoders skip what is no base64: the text is read around it.
      if (rule.holds !== 'maybe' && isLenientArchive(value)) addUnscannable(walk, path)
      else addString(walk, value, unsparedText(value), rule.role ?? role, path)
  }
}
