/**
 * Puts other texts in the place of segments; every byte around them stays: order, spelling of numbers, white space.
 */

import { type Edit, splice } from './splice.ts'
import { stringRanges } from './string-ranges.ts'
import type { Source } from './walk.ts'

/** What a body is rewritten by: where its strings stand, and what no part of it may contain. */
export interface Rewritable {
  readonly sources: readonly Source[]
  /** Begins the delimiters of a multipart body. */
  readonly delimiter?: string
}

export interface Rewritten {
  readonly body: Uint8Array<ArrayBuffer>
  /** Places whose text could not be replaced. */
  readonly missed: readonly number[]
}

/**
 * @param body the bytes that `sources` are views of
 * @param texts the new text of each place (Segment.place)
 */
export function rewriteBody(
  body: Uint8Array,
  { sources, delimiter }: Rewritable,
  texts: ReadonlyMap<number, string>,
): Rewritten {
  const edits: Edit[] = []
  const missed = new Set(texts.keys())
  for (const source of sources) {
    const places = [...texts.keys()].filter((place) => place > source.first && place <= source.last)
    if (places.length === 0) continue
    const offset = source.bytes.byteOffset - body.byteOffset
    const ranges = RANGES[source.encoding](source.bytes, new Set(places.map((place) => place - source.first)))
    for (const place of places) {
      const range = ranges.get(place - source.first)
      const bytes = encode(texts.get(place) ?? '', source.encoding)
      // Who chose the text could otherwise end its part, and begin another one.
      if (!range || (delimiter !== undefined && bytes.includes(delimiter))) continue
      edits.push({ start: offset + range.start, end: offset + range.end, bytes })
      missed.delete(place)
    }
  }
  return { body: splice(body, edits), missed: [...missed] }
}

type FindRanges = (
  bytes: Uint8Array,
  wanted: ReadonlySet<number>,
) => ReadonlyMap<number, { readonly start: number; readonly end: number }>

const RANGES: Readonly<Record<Source['encoding'], FindRanges>> = {
  json: stringRanges,
  plain: (bytes, wanted) => new Map([...wanted].map((number) => [number, { start: 0, end: bytes.length }])),
  form: formRanges,
}

/** Names and values are numbered in turn, as `walkForm` counts them. */
function formRanges(bytes: Uint8Array, wanted: ReadonlySet<number>): ReturnType<FindRanges> {
  const ranges = new Map<number, { start: number; end: number }>()
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  let number = 0
  // URLSearchParams takes a body for a query.
  let start = text.startsWith('?') ? 1 : 0
  for (const pair of text.slice(start).split('&')) {
    const end = start + pair.length
    const equals = pair.indexOf('=')
    if (pair !== '') {
      number += 2
      if (wanted.has(number) && equals !== -1) ranges.set(number, { start: start + equals + 1, end })
    }
    start = end + 1
  }
  return ranges
}

function encode(text: string, encoding: Source['encoding']): Buffer {
  const whole = text.toWellFormed()
  if (encoding === 'json') return Buffer.from(JSON.stringify(whole))
  return Buffer.from(encoding === 'form' ? new URLSearchParams([['', whole]]).toString().slice(1) : whole)
}
