/** What is known of a request's text so far, while its body is being walked. */

import type { Role, Segment } from './segment.ts'

export interface Walk {
  readonly segments: Segment[]
  /** Paths of what the provider will read and we cannot: file ids, URLs, stored conversations. */
  readonly references: string[]
  /** Paths of what could hold text in a form that we cannot read: token ids, PDFs, archives. */
  readonly unscannable: string[]
  /** Every model that the body names, whatever it looks like. */
  readonly models: string[]
  /** Keys and string values visited, spared ones included: all that there are, or duplicates were dropped (json.ts). */
  strings: number
}

export const newWalk = (): Walk => ({ segments: [], references: [], unscannable: [], models: [], strings: 0 })

export function addText(walk: Walk, text: string, role: Role, path: string): void {
  if (text !== '') walk.segments.push({ role, path, text })
}

export function addReference(walk: Walk, path: string, value: string): void {
  if (value !== '') walk.references.push(path)
}

/** Each place once: a thousand token ids are one. */
export function addUnscannable(walk: Walk, path: string): void {
  const place = path.replace(/(\[\d+\])+$/, '')
  if (walk.unscannable.at(-1) !== place) walk.unscannable.push(place)
}
