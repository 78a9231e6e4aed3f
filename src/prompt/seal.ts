/**
 * What a provider sealed and will open itself: signatures, encrypted reasoning. It is noise in base64 or base64url, with
 * a beginning of the vendor's own (a protocol buffer, a Fernet token), and never a text or an archive.
 */

import { type Attachment, hiddenText, isBase64 } from './attachment.ts'
import { textInSeal } from './disguise.ts'
import { RecentStrings } from './recent-strings.ts'
import { SNIFF_BYTES, signed } from './sniff.ts'

/** A byte order mark, which noise may also begin with. */
const UTF16 = /^(?:\/\/|__)4|^\/v8|^_v8/

/** Seals that are known to be noise: a conversation brings the same ones with each turn. */
const known = new Set<string>()
/** Characters of one that is remembered, and of all of them. */
const LONGEST_KNOWN = 8192
const MAX_KNOWN = 4_000_000
let knownLength = 0
const NOISE: Attachment = { kind: 'media' }

/** The last ones of them. */
const recent = new RecentStrings(512)

/** @returns `media` for noise */
export function readSeal(value: string): Attachment {
  if (recent.has(value)) return NOISE
  const isKnown = known.has(value)
  const seal = isKnown ? NOISE : lookInto(value)
  if (seal.kind === 'media' && value.length <= LONGEST_KNOWN) {
    recent.add(value)
    if (!isKnown) remember(value)
  }
  return seal
}

function remember(seal: string): void {
  knownLength += seal.length
  if (knownLength > MAX_KNOWN) {
    known.clear()
    knownLength = seal.length
  }
  known.add(seal)
}

function lookInto(value: string): Attachment {
  if (!isBase64(value)) return { kind: 'string' }
  const beginning = Buffer.from(value.slice(0, SNIFF_BYTES * 2), 'base64').subarray(0, SNIFF_BYTES)
  const isUtf16 = UTF16.test(value)
  if (!isUtf16 && signed(beginning) === 'container') return { kind: 'unscannable' }
  const text = (isUtf16 && hiddenText(value)) || textInSeal(value)
  return text === '' ? NOISE : { kind: 'text', text }
}
