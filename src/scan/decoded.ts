/**
 * What is encoded in a text, for a scanner that takes texts as they stand: base64 and hex, in pieces and compressed too, base32,
 * base58, base85, base45, uuencode, lists of codes and escapes in the midst of prose, and letters that nobody sees (tags, variation selectors, bits of invisible characters). A
 * model that is asked to can read all of them. The embedded engine decodes by itself (local/reading.ts).
 */

import type { Segment } from '../prompt/segment.ts'
import { decodeDense } from './local/dense.ts'
import { sliceView } from './local/edit.ts'
import { decodeLists, decodeRuns } from './local/encodings.ts'
import { decodeEscapes } from './local/escapes.ts'
import { normalise } from './local/normalise.ts'
import { decodePieces } from './local/pieces.ts'
import { decodeRare } from './rare-encodings.ts'
import type { Scanner } from './scanner.ts'

const DEEPEST = 3
/** Between texts that are scanned together. */
const SEPARATOR = '\n\n'
/** Characters of a text and what is encoded in it, in several layers, where the text itself is shorter than half of it. */
const MOST_CHARS = 100_000

/**
 * Each once, with what is encoded in it in turn. Together no longer than the text, or than what it leaves of the longest
 * call; linear in its length.
 */
export function encodedTexts(text: string): string[] {
  const found = new Set<string>()
  let left = Math.max(text.length, MOST_CHARS - text.length)
  const look = (part: string, depth: number): void => {
    for (const inner of payloadsOf(part)) {
      const length = inner.length + SEPARATOR.length
      if (length > left || found.has(inner)) continue
      left -= length
      found.add(inner)
      if (depth < DEEPEST) look(inner, depth + 1)
    }
  }
  look(text, 1)
  return [...found]
}

function payloadsOf(text: string): string[] {
  const payloads = [
    ...decodeRuns(text),
    ...decodePieces(text),
    ...decodeDense(text),
    ...decodeLists(text),
    ...decodeEscapes(text),
  ]
  return [...unseenIn(text), ...payloads.map((payload) => payload.text), ...decodeRare(text)]
}

const MAY_BE_UNSEEN = /[^\0-\u007f]/

function unseenIn(text: string): string[] {
  if (!MAY_BE_UNSEEN.test(text)) return []
  const view = normalise(text)
  const tagged = view.disguises.includes('unicode_tags') ? [sliceView(view, 0, view.length)] : []
  return [...tagged, ...view.hidden.map((message) => message.text)]
}

/** The same scanner, which also gets to see what is encoded in a text, behind it. */
export const decoding = (scanner: Scanner): Scanner => ({
  ...scanner,
  fingerprint: `${scanner.fingerprint} decoding 2`,
  scan: (text, options, signal) =>
    scanner.scan([text, ...encodedTexts(text)].join(SEPARATOR), options, signal),
})

/** What is encoded in segments, as segments of their own. They have no place: nobody replaces them. */
export const encodedSegments = (segments: readonly Segment[]): Segment[] =>
  segments.flatMap(({ role, path, text }) => encodedTexts(text).map((inner) => ({ role, path, text: inner })))
