/**
 * The vocabulary in which a format tells the walk what to make of each field. A format can only ever *spare* strings
 * from a scan, and only those that look the part; a field that no format names is text.
 * Rules see through arrays: a rule for a field holds for each item of an array there.
 */

import { type Holds, holdsOf } from './attachment.ts'
import type { JsonObject } from './json.ts'
import type { Role } from './segment.ts'

export type Rule =
  /** Ids, model names, enum values. A string that is no token (token.ts) is text all the same. */
  | { readonly kind: 'inert'; readonly names?: true }
  /** What the provider sealed and will open itself: signatures, encrypted reasoning. What is not base64 is text, also
   * when it is base64 of a text. */
  | { readonly kind: 'sealed' }
  /** A file as base64, as a data: URL or as an address to fetch it from (attachment.ts). */
  | { readonly kind: 'attachment'; readonly holds: Holds; readonly role?: Role }
  /** The id or address of something that the provider reads and that we cannot see. */
  | { readonly kind: 'reference' }
  /** Credentials for a third party, which no scanner must get either. */
  | { readonly kind: 'secret' }
  /** A token of a model as a string, as protocol buffers write large integers; all other strings are text. */
  | { readonly kind: 'token' }
  /** A string of JSON; its strings are read with their escapes resolved, too. */
  | { readonly kind: 'encoded'; readonly role?: Role }
  /** All strings and keys below are one segment: a tool definition, a schema, the arguments of a call. */
  | WholeRule
  /** An object of known fields; strings in its place are text. */
  | FieldsRule
  /** Another rule, by what the object says it is. */
  | { readonly kind: 'choice'; readonly choose: (value: JsonObject) => Rule; readonly string?: Rule }

export interface FieldsRule {
  readonly kind: 'fields'
  /** Has no prototype, so that a key such as `constructor` finds nothing. */
  readonly fields: Readonly<Record<string, Rule | undefined>>
  /** The role of everything below; undefined inherits the role from above. */
  readonly role?: Role | ((value: JsonObject) => Role | undefined)
  /** Numbers here are tokens of a model, i.e. text in disguise. */
  readonly tokens?: true
  /** What a string in place of the object is, when not text. */
  readonly string?: Rule
  /** What a field is that is not named, when not text. */
  readonly rest?: Rule
}

export interface WholeRule {
  readonly kind: 'whole'
  readonly role?: Role
  /** Members that are references, too. */
  readonly references?: readonly string[]
}

type Fields = Readonly<Record<string, Rule>>

export const inert: Rule = { kind: 'inert' }
/** Ids that the client makes up: all of a body's together are read as keys are (spared-words.ts). */
export const callId: Rule = { kind: 'inert', names: true }
export const sealed: Rule = { kind: 'sealed' }
export const reference: Rule = { kind: 'reference' }
export const secret: Rule = { kind: 'secret' }
/** An object of credentials, such as headers. */
export const secrets: FieldsRule = { kind: 'fields', fields: Object.create(null), rest: secret }
/** JSON in a string, e.g. the arguments of a call. */
export const encoded: Rule = { kind: 'encoded' }
/** An image, a sound, a video. */
export const media: Rule = { kind: 'attachment', holds: 'media' }
/** A file that may be anything. */
export const file: Rule = { kind: 'attachment', holds: 'file', role: 'document' }
/** A string that may be a file; when it is not recognised as one, it is text. */
export const textOrFile: Rule = { kind: 'attachment', holds: 'maybe' }
/** Tokens of a model in place of text, which nobody but its tokenizer can read. */
export const tokens: FieldsRule = {
  kind: 'fields',
  fields: Object.create(null),
  tokens: true,
  string: { kind: 'token' },
}
export const whole = (role?: Role, references: readonly string[] = []): WholeRule =>
  role === undefined ? { kind: 'whole', references } : { kind: 'whole', role, references }
/** @param string what a string in place of the object is, when not text */
export const choice = (choose: (value: JsonObject) => Rule, string?: Rule): Rule =>
  string === undefined ? { kind: 'choice', choose } : { kind: 'choice', choose, string }

export const fields = (known: Fields, role?: FieldsRule['role']): FieldsRule => {
  const rule = { kind: 'fields', fields: Object.assign(Object.create(null), known) } as const
  return role === undefined ? rule : { ...rule, role }
}

/** An object, or in its place a string that is no text: `{"url": ...}` or just the address. */
export const orString = (string: Rule, known: Fields): FieldsRule => ({ ...fields(known), string })

/** Fields that mean the same at every depth. */
export const everywhere = (known: Fields): FieldsRule => {
  const rule: { -readonly [K in keyof FieldsRule]: FieldsRule[K] } = fields(known)
  rule.rest = rule
  return rule
}

/** The fields of a rule, to build another one of. */
export const fieldsOf = (rule: FieldsRule): Fields => rule.fields as Fields

/** Plain text, or parts that hold text; everything below is text too. */
export const text = (role?: Role): FieldsRule => fields({}, role)

/** What no format names. */
export const PLAIN_TEXT = text()

/** Text that may also come as token ids. */
export const textOrTokens = (role?: Role): FieldsRule => ({ ...text(role), tokens: true })

/** All of `names` under one rule. */
export const all = (names: string, rule: Rule): Record<string, Rule> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, rule]))

/**
 * An object with a file in it and the file's type beside it.
 * @param types the fields that may name the type
 * @param known all fields, given the rule of those that hold the file
 * @param more the role of the object, and what a string in its place is
 */
export const typedFile = (
  types: readonly string[],
  known: (data: Rule) => Fields,
  more: { readonly role?: FieldsRule['role']; readonly string?: Rule } = {},
): Rule => {
  const of = (holds: Holds) => fields(known({ kind: 'attachment', holds, role: 'document' }), more.role)
  const rules: Readonly<Record<Holds, FieldsRule>> = {
    media: of('media'),
    file: of('file'),
    text: of('text'),
    maybe: of('maybe'),
  }
  return choice((value) => {
    const [named, ...others] = types.map((name) => value[name]).filter((type) => type !== undefined)
    // In two spellings it may be two types, of which either may count.
    return rules[others.every((other) => other === named) ? holdsOf(named) : 'file']
  }, more.string)
}

/** The role of a message by one of its members. A value that the format does not have is `unknown`, never trusted. */
export const roleBy = (member: string, names: Readonly<Record<string, Role>>, absent?: Role) => {
  const roles: Readonly<Record<string, Role | undefined>> = Object.assign(Object.create(null), names)
  return (value: JsonObject): Role | undefined => {
    const name = value[member]
    if (name === undefined) return absent
    return (typeof name === 'string' ? roles[name] : undefined) ?? 'unknown'
  }
}
