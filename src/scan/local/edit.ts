/** Rewriting a view: some stretches are replaced, the rest stays, and every unit keeps its origin. */

import type { Disguise, View } from './normalise.ts'

export interface Edit {
  /** Offsets in the view; `end` exclusive. Edits are in order and do not overlap. */
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies edits. The units of a replacement are spread over the origins of what they replace. */
export function applyEdits(view: View, edits: readonly Edit[], disguise: Disguise): View {
  if (edits.length === 0) return view
  const disguises = [...view.disguises, disguise]
  if (edits.every(({ start, end, text }) => text.length === end - start)) {
    const codes = view.codes.slice(0, view.length)
    for (const { start, text } of edits)
      for (let i = 0; i < text.length; i++) codes[start + i] = text.charCodeAt(i)
    return { ...view, codes, disguises }
  }
  let length = view.length
  for (const { start, end, text } of edits) length += text.length - (end - start)
  const codes = new Uint16Array(length)
  const origin = new Int32Array(length + 1)
  let from = 0
  let to = 0
  for (const { start, end, text } of edits) {
    for (; from < start; from++) {
      codes[to] = view.codes[from]!
      origin[to++] = view.origin[from]!
    }
    for (let i = 0; i < text.length; i++) {
      codes[to] = text.charCodeAt(i)
      origin[to++] = view.origin[start + Math.floor((i * (end - start)) / text.length)]!
    }
    from = end
  }
  codes.set(view.codes.subarray(from, view.length), to)
  origin.set(view.origin.subarray(from, view.length + 1), to)
  return { ...view, codes, length, origin, disguises }
}

/** A stretch of a view as a string. */
export const sliceView = (view: View, start: number, end: number): string =>
  stringOf(view.codes.subarray(start, end))

/** What a function is called with at most. */
const MOST_ARGUMENTS = 4096

/** Code units as a string: several times as fast as arguments that are spread. */
export function stringOf(codes: Uint16Array): string {
  let text = ''
  for (let i = 0; i < codes.length; i += MOST_ARGUMENTS)
    text += Reflect.apply(String.fromCharCode, undefined, codes.subarray(i, i + MOST_ARGUMENTS))
  return text
}

/** A text from its end; characters of two units stay whole. */
export function reverse(text: string): string {
  const units = new Uint16Array(text.length)
  for (let i = 0, to = text.length; i < text.length; i++) {
    const isPair = text.codePointAt(i)! > 0xffff
    if (isPair) units[--to] = text.charCodeAt(i + 1)
    units[--to] = text.charCodeAt(i)
    if (isPair) i++
  }
  return stringOf(units)
}
