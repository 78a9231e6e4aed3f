/** A JSON value as one text: a tool definition, a schema, the arguments of a call. */

import { ProxyError } from '../proxy/errors.ts'
import { hiddenText, isArchive } from './attachment.ts'
import { SHORTEST_LIST, textOfCodes, textOfMembers } from './code-list.ts'
import { disguisedText } from './disguise.ts'
import { unescapedText } from './escapes.ts'
import type { Json } from './json.ts'
import { KeyChain, type Link } from './key-chain.ts'
import { isProse } from './prose.ts'
import { newWalk, type Walk } from './walk.ts'

/** Deeper nesting than any provider's format has; bounds the recursion of the walk. */
export const MAX_DEPTH = 256

export const tooDeep = (): ProxyError =>
  new ProxyError('invalid_json', { detail: `It is nested deeper than ${MAX_DEPTH} levels.` })

/** Keys and values of JSON Schema and of tool definitions that say nothing by themselves. */
const SCHEMA_WORDS = new Set(
  (
    'type function name description parameters properties required items enum strict object string number integer ' +
    'boolean array null input_schema additionalProperties anyOf oneOf allOf $ref $defs default title format minimum maximum'
  ).split(' '),
)
const LONGEST_SCHEMA_WORD = Math.max(...[...SCHEMA_WORDS].map((word) => word.length))
/** The first letters of those of each length, a bit for each; spares nearly all other words the look-up. */
const FIRST_LETTERS = Uint32Array.from({ length: LONGEST_SCHEMA_WORD + 1 }, (_, length) =>
  [...SCHEMA_WORDS]
    .filter((word) => word.length === length)
    .reduce((bits, word) => bits | letterBit(word), 0),
)

function letterBit(word: string): number {
  return 1 << (word.charCodeAt(0) & 31)
}

const isSchemaWord = (text: string): boolean =>
  text.length <= LONGEST_SCHEMA_WORD &&
  ((FIRST_LETTERS[text.length] as number) & letterBit(text)) !== 0 &&
  SCHEMA_WORDS.has(text)

type Joining = Pick<Walk, 'strings' | 'archives'>

/**
 * All keys and strings of a value, a line each, without the words that every schema consists of.
 * @param before what the text begins with
 * @throws {ProxyError} `invalid_json` for excessive nesting
 */
export function joinStrings(walk: Joining, value: Json, before: string, depth: number): string {
  if (typeof value === 'string') return joinValue(walk, value, before, true)
  if (typeof value !== 'object' || value === null) return before
  if (depth === MAX_DEPTH) throw tooDeep()
  let joined = before
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') joined = addLine(readableText(textOfCodes(value)), joined)
    for (let i = 0; i < value.length; i++) joined = joinStrings(walk, value[i] as Json, joined, depth + 1)
  } else {
    // In a row of other words they may be words of a sentence.
    let isSchema = true
    let numbers = 0
    let last = names.first
    for (const key in value) {
      walk.strings++
      last = names.after(last, key) ?? meetName(last, key)
      isSchema &&= last.isSchema
      if (!isSchema) joined = addLine(last.readable, joined)
      const member = value[key] as Json
      if (typeof member === 'string') joined = joinValue(walk, member, joined, isSchema)
      else if (typeof member === 'number') numbers++
      else if (typeof member === 'object') joined = joinStrings(walk, member, joined, depth + 1)
    }
    if (numbers >= SHORTEST_LIST) joined = addLine(readableText(textOfMembers(value)), joined)
  }
  return joined
}

function joinValue(walk: Joining, text: string, before: string, isSchema: boolean): string {
  walk.strings++
  if (isSchema && isSchemaWord(text)) return before
  if (isProse(text)) return addLine(text, before)
  if (isArchive(text)) walk.archives++
  return addLine(readableText(text), before)
}

/** A key of the objects that are read as a whole. */
class Name implements Link<Name> {
  readonly key: string
  readonly isSchema: boolean
  readonly readable: string
  next: Name | undefined
  other: Name | undefined

  constructor(key: string) {
    this.key = key
    this.isSchema = SCHEMA_WORDS.has(key)
    this.readable = readableText(key)
    this.next = undefined
    this.other = undefined
  }
}

const newNames = () => new KeyChain(new Name(''))
let names = newNames()
/** Names that are met before all are forgotten, and the characters of one that is remembered. */
const MAX_NAMES = 4096
const LONGEST_NAME = 64
let met = 0

function meetName(last: Name, key: string): Name {
  met++
  if (met > MAX_NAMES) {
    names = newNames()
    met = 0
  }
  const name = new Name(key)
  return key.length <= LONGEST_NAME ? names.add(last, name) : name
}

const addLine = (line: string, before: string): string =>
  line === '' ? before : before === '' ? line : `${before}\n${line}`

/** The longest address (token.ts). What is longer is scanned as any other text is. */
const LONGEST_DISGUISE = 4096
/** No sentence as it stands. */
const TOKEN_LIKE = /^\s*[\w+/=.:-]{24,4096}\s*$/

/** Where it begins, a text may be JSON. */
const JSON_BEGINNING = /^\s*[[{"]/

/** A text as it stands and, when it is JSON with escapes or a file of text, what is read in it. */
export function readableText(text: string): string {
  if (isProse(text)) return text
  return JSON_BEGINNING.test(text) ? encodedText(text) : withHidden(text)
}

/** An escape, a data: URL, base64. */
const HIDING = /\\|data:|[A-Za-z0-9+/_-]{24}/i

/**
 * A text that may be JSON, or something that a lenient parser takes for it (with comments, with NaN): as it stands, and
 * with escapes resolved and files of text decoded when there are any.
 */
export function encodedText(text: string): string {
  if (!HIDING.test(text)) return text
  try {
    return joinStrings(newWalk(), JSON.parse(text), text, 0)
  } catch {
    return text.includes('\\u') ? `${text}\n${resolveEscapes(text)}` : withHidden(text)
  }
}

/** A string that was to be spared and is no id after all: also with what is disguised in it. */
export function unsparedText(text: string): string {
  const readable = readableText(text)
  const disguised = text.length <= LONGEST_DISGUISE ? disguisedText(text) : ''
  return disguised === '' || readable.includes(disguised) ? readable : `${readable}\n${plainly(disguised)}`
}

function withHidden(text: string): string {
  const hidden = hiddenText(text) || (TOKEN_LIKE.test(text) ? disguisedText(text) : '')
  return hidden === '' ? text : `${text}\n${plainly(hidden)}`
}

/** Also with what is escaped in it. */
function plainly(hidden: string): string {
  const unescaped = unescapedText(hidden)
  return unescaped === '' ? hidden : `${hidden}\n${unescaped}`
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const resolveEscapes = (text: string): string =>
  text.replace(ESCAPE, (_, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPED[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  )
