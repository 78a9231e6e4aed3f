/** What is known of a request's text so far, while its body is being walked. */

import type { DifferentKeys } from './different-keys.ts'
import { unescapedText } from './escapes.ts'
import type { Role, Segment } from './segment.ts'
import type { SparedWords } from './spared-words.ts'

export interface Walk {
  readonly segments: Segment[]
  /** Paths of what the provider will read and we cannot: file ids, URLs, stored conversations. */
  readonly references: string[]
  /** Paths of what could hold text in a form that we cannot read: token ids, PDFs, archives. */
  readonly unscannable: string[]
  /** Every model that the body names, whatever it looks like. */
  readonly models: string[]
  /** Where strings stand in the bytes of the body; undefined for a body that is not to be rewritten. */
  readonly sources: Source[] | undefined
  /** Begins the delimiters of a multipart body that may be rewritten. */
  delimiter?: string
  /** Keys and string values visited, spared ones included: all that there are, or duplicates were dropped (json.ts). */
  strings: number
  /** Strings in what is read as one text that are archives in base64. */
  archives: number
  /** Characters of keys that no format names. */
  keyChars: number
  /** The keys that differ, counted once there are many. */
  differentKeys: DifferentKeys | undefined
  /** Whether letters may be hidden in what is walked (escapes.ts). */
  mayHide: boolean
  /** Keys and ids that are no texts by themselves. */
  spared: SparedWords | undefined
  /** Credentials that look like a word. */
  secretWords: Set<string> | undefined
}

/** A stretch of the body, with the numbers of its strings: keys and values of JSON, names and values of a form. */
export interface Source {
  /** A view of the body. */
  readonly bytes: Uint8Array
  /** `plain` is one string. */
  readonly encoding: 'json' | 'form' | 'plain'
  /** The number before that of its first string. */
  readonly first: number
  readonly last: number
}

export const newWalk = (rewritable = false): Walk => ({
  segments: [],
  references: [],
  unscannable: [],
  models: [],
  sources: rewritable ? [] : undefined,
  strings: 0,
  archives: 0,
  keyChars: 0,
  differentKeys: undefined,
  mayHide: true,
  spared: undefined,
  secretWords: undefined,
})

/** @param place number of the string that is just this text; 0 when there is none */
export function addText(walk: Walk, text: string, role: Role, path: string, place = 0): void {
  if (text === '') return
  walk.segments.push(walk.sources && place > 0 ? { role, path, text, place } : { role, path, text })
  if (walk.mayHide) addUnescaped(walk, text, role, path)
}

/** The text of a file or of what was disguised, which nobody has looked at yet. */
export function addDecoded(walk: Walk, text: string, role: Role, path: string): void {
  addText(walk, text, role, path)
  if (!walk.mayHide) addUnescaped(walk, text, role, path)
}

/** A text of its own, so that the other one can still be replaced. */
function addUnescaped(walk: Walk, text: string, role: Role, path: string): void {
  const unescaped = unescapedText(text)
  if (unescaped !== '' && !text.includes(unescaped)) walk.segments.push({ role, path, text: unescaped })
}

export function addReference(walk: Walk, path: string, value: string): void {
  if (value !== '') walk.references.push(path)
}

/** Each place once: a thousand token ids are one. */
export function addUnscannable(walk: Walk, path: string): void {
  const place = path.replace(/(\[\d+\])+$/, '')
  if (walk.unscannable.at(-1) !== place) walk.unscannable.push(place)
}
