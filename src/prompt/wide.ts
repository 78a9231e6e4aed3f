/**
 * UTF-16 without a byte order mark among other bytes. What tells it from noise is that every other byte is the upper half
 * of a unit, and those of a sentence are few: scripts whose letters stand in blocks of 256. Half of all noise would be
 * Chinese or Korean, so of these every other character must be one of the few hundred that most of a text consists of.
 */

import { isAsian, isCommon } from './wide-asian.ts'

/** Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, punctuation. */
const UPPER = new Uint8Array(256)
for (const half of [0x00, 0x03, 0x04, 0x05, 0x06, 0x09, 0x0e, 0x20]) UPPER[half] = 1

/** The same, and those of Asian units. */
const HALVES = UPPER.slice().fill(1, 0x4e, 0xa0).fill(1, 0xac, 0xd8)
for (const half of [0x30, 0xff]) HALVES[half] = 1

const NONE: readonly string[] = []

export type Wide = 'utf-16le' | 'utf-16be'
/** Where the upper half of a unit stands beside its lower one. */
type Upper = 0 | 1

const DECODERS: Readonly<Record<Wide, TextDecoder>> = {
  'utf-16le': new TextDecoder('utf-16le'),
  'utf-16be': new TextDecoder('utf-16be'),
}

/** Units in a row of which half are common Asian ones: fewer come about by chance. */
const ASIAN_RUN = 8
const ASIAN_COMMON = 4

/**
 * Every stretch of text in UTF-16, of either byte order. What is too short is skipped from its end.
 * @param shortest units that a text in letters has at least
 */
export function wideStretches(bytes: Uint8Array, length: number, shortest: number): readonly string[] {
  if (!mayBeWide(bytes, length, shortest)) return NONE
  const found: string[] = []
  for (const upper of [1, 0] as const) {
    // Both phases: text may begin at an odd offset of the noise around it.
    for (const first of [upper, upper + 1]) {
      addStretches(found, bytes, length, shortest, first, upper, isUnit)
      addStretches(found, bytes, length, ASIAN_RUN, first, upper, isAsianUnit)
    }
  }
  return found
}

/** Whether there may be any. */
export const mayBeWide = (bytes: Uint8Array, length: number, shortest: number): boolean =>
  hasRow(bytes, length, UPPER, shortest) ||
  (hasRow(bytes, length, HALVES, ASIAN_RUN) && hasCommon(bytes, length))

/** Whether some upper halves may stand in a row, in every other byte: in noise of a few bytes hardly ever. */
function hasRow(bytes: Uint8Array, length: number, halves: Uint8Array, units: number): boolean {
  const span = 2 * (units - 1)
  for (let parity = 0; parity < 2; parity++) {
    for (let end = parity + span; end < length; ) {
      const start = end - span
      let at = end
      while (at >= start && halves[bytes[at] as number] === 1) at -= 2
      if (at < start) return true
      end = at + 2 + span
    }
  }
  return false
}

/** Whether there are as many common characters as an Asian text has, in either byte order. */
function hasCommon(bytes: Uint8Array, length: number): boolean {
  let [big, little] = [0, 0]
  for (let at = 1; at < length; at++) {
    const [before, byte] = [bytes[at - 1] as number, bytes[at] as number]
    if (isCommon((before << 8) | byte)) big++
    if (isCommon((byte << 8) | before)) little++
    if (big >= ASIAN_COMMON || little >= ASIAN_COMMON) return true
  }
  return false
}

function addStretches(
  found: string[],
  bytes: Uint8Array,
  length: number,
  shortest: number,
  first: number,
  upper: Upper,
  isOne: typeof isUnit,
): void {
  const span = 2 * (shortest - 1)
  // The lower half of the last unit stands behind its upper one in big-endian order.
  const end = upper === 0 ? length - 1 : length
  let at = first
  while (at + span < end) {
    let last = at + span
    while (last >= at && isOne(bytes, last, upper)) last -= 2
    if (last >= at) {
      at = last + 2
      continue
    }
    let next = at + span + 2
    while (next < end && isOne(bytes, next, upper)) next += 2
    if (isOne === isUnit || isAsianText(bytes, at, next, upper)) {
      const text = bytes.subarray(at - upper, next - upper)
      found.push(DECODERS[upper === 1 ? 'utf-16le' : 'utf-16be'].decode(text))
    }
    at = next
  }
}

const unitAt = (bytes: Uint8Array, at: number, upper: Upper): number =>
  ((bytes[at] as number) << 8) | (bytes[upper === 1 ? at - 1 : at + 1] as number)

/** A letter, a space or a line break, by its upper half at `at`. */
function isUnit(bytes: Uint8Array, at: number, upper: Upper): boolean {
  const half = bytes[at] as number
  if (UPPER[half] === 0) return false
  if (half !== 0) return true
  const lower = bytes[upper === 1 ? at - 1 : at + 1] as number
  return lower >= 0x20 ? lower < 0x7f || lower >= 0xa0 : lower === 0x0a || lower === 0x0d || lower === 0x09
}

const isAsianUnit = (bytes: Uint8Array, at: number, upper: Upper): boolean =>
  isAsian(unitAt(bytes, at, upper)) || isUnit(bytes, at, upper)

/** Whether some ASIAN_RUN units in a row have ASIAN_COMMON common ones. */
function isAsianText(bytes: Uint8Array, from: number, to: number, upper: Upper): boolean {
  let common = 0
  for (let at = from; at < to; at += 2) {
    if (isCommon(unitAt(bytes, at, upper))) common++
    const before = at - 2 * ASIAN_RUN
    if (before >= from && isCommon(unitAt(bytes, before, upper))) common--
    if (common >= ASIAN_COMMON) return true
  }
  return false
}

/** The byte order of a file that begins like a text in UTF-16. */
export function wideOrder(beginning: Uint8Array): Wide | undefined {
  const length = Math.min(beginning.length, 64) & ~1
  const isAll = (upper: Upper, isOne: typeof isUnit): boolean => {
    for (let at: number = upper; at < length; at += 2) if (!isOne(beginning, at, upper)) return false
    return true
  }
  const isWide = (upper: Upper): boolean =>
    (length >= 24 && isAll(upper, isUnit)) ||
    (length >= 2 * ASIAN_RUN && isAll(upper, isAsianUnit) && isAsianText(beginning, upper, length, upper))
  return isWide(1) ? 'utf-16le' : isWide(0) ? 'utf-16be' : undefined
}
