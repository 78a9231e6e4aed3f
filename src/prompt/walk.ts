/** What is known of a request's text so far, while its body is being walked. */

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
  /** Keys and ids that are no texts by themselves. */
  spared: SparedWords | undefined
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
  spared: undefined,
})

/** @param place number of the string that is just this text; 0 when there is none */
export function addText(walk: Walk, text: string, role: Role, path: string, place = 0): void {
  if (text === '') return
  walk.segments.push(walk.sources && place > 0 ? { role, path, text, place } : { role, path, text })
}

export function addReference(walk: Walk, path: string, value: string): void {
  if (value !== '') walk.references.push(path)
}

/** Each place once: a thousand token ids are one. */
export function addUnscannable(walk: Walk, path: string): void {
  const place = path.replace(/(\[\d+\])+$/, '')
  if (walk.unscannable.at(-1) !== place) walk.unscannable.push(place)
}
