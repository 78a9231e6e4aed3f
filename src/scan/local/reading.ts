/**
 * A text in all the ways in which it can be read: as it stands with its disguises undone, and every text that
 * is encoded in it. Bounded: encodings are followed three deep, and what is decoded together is at most twice
 * as long as the text.
 */

import { decodeRare } from '../rare-encodings.ts'
import { decodeBraille } from './braille.ts'
import { decodeCamelCase } from './camel-case.ts'
import { decodeCiphers, decodeMorse } from './ciphers.ts'
import { decodeDense } from './dense.ts'
import { decodeLists, decodeRuns } from './encodings.ts'
import { decodeEscapes } from './escapes.ts'
import { type Disguise, normalise, type View } from './normalise.ts'
import type { Payload } from './payload.ts'
import { decodePieces } from './pieces.ts'
import { reversedIdeographs } from './reversed-ideographs.ts'
import { decodeAcrostic, decodeSpelling } from './spelling.ts'
import type { Tokens } from './tokens.ts'
import { undisguise } from './undisguise.ts'
import { decodeUpsideDown } from './upside-down.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Valid until the next reading. */
export interface Reading {
  readonly view: View
  readonly tokens: Tokens
  readonly disguises: readonly Disguise[]
  /** For a decoded text: where its encoded form stands in the original. */
  readonly encodedAt?: { readonly start: number; readonly end: number }
}

const DEEPEST = 3
/** Disguises that turn letters, not bytes. */
const TURNS: ReadonlySet<Disguise> = new Set(['reversed', 'rot13', 'caesar', 'upside_down'])
const LEAST_BUDGET = 4096

/** All readings, the text as it stands first. */
export function readings(text: string, vocabulary: Vocabulary): Iterable<Reading> {
  let budget = Math.max(LEAST_BUDGET, text.length * 2)
  return read(text, [], undefined, 0)

  function* read(
    part: string,
    above: readonly Disguise[],
    encodedAt: Reading['encodedAt'],
    depth: number,
  ): Generator<Reading> {
    const folded = normalise(part)
    const { view, tokens } = undisguise(folded, part, vocabulary)
    const disguises = [...above, ...view.disguises]
    yield { view, tokens, disguises, ...(encodedAt && { encodedAt }) }
    if (depth === DEEPEST) return
    for (const payload of payloads(part, view, tokens, encodedAt)) {
      const message = payload.text.slice(0, budget)
      budget -= message.length
      if (message === '') return
      // What was turned round holds nothing encoded besides: it was one text.
      const below = TURNS.has(payload.disguise) ? DEEPEST : depth + 1
      yield* read(message, [...disguises, payload.disguise], encodedAt ?? payload, below)
    }
  }

  function payloads(part: string, view: View, tokens: Tokens, encodedAt: Reading['encodedAt']): Payload[] {
    return [
      ...view.hidden.map(({ text: message, at, disguise }) => ({
        text: message,
        start: at,
        end: at + 1,
        disguise,
      })),
      ...decodeRuns(part),
      ...decodePieces(part),
      ...decodeDense(part),
      ...decodeLists(part),
      ...decodeEscapes(part),
      ...decodeCamelCase(part),
      ...decodeRare(part).map((text): Payload => ({ text, start: 0, end: part.length, disguise: 'base64' })),
      ...decodeUpsideDown(part, view.rare, vocabulary),
      ...decodeBraille(part, view.rare, vocabulary),
      ...decodeMorse(part, vocabulary),
      ...decodeSpelling(part, view, tokens, vocabulary),
      ...decodeAcrostic(part, vocabulary),
      ...decodeCiphers(part, view, tokens, vocabulary),
      ...(encodedAt === undefined ? reversedIdeographs(part, view) : []),
    ]
  }
}
