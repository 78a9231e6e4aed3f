/**
 * UTF-16 and UTF-32 without a byte order mark among other bytes. What tells them from noise is that the upper halves of
 * the units of a sentence are few: scripts whose letters stand in blocks of 256. Half of all noise would be Chinese or
 * Korean, so of these every other character must be one of the few hundred that most of a text consists of.
 */

import { ASIAN, COMMON, TEXT, TEXT_HALVES, UNITS } from './wide-units.ts'

export const UPPER = new Uint8Array(256)
for (const half of TEXT_HALVES) UPPER[half] = 1

/** The same, and those of Asian units. */
export const HALVES = UPPER.slice().fill(1, 0x4e, 0xa0).fill(1, 0xac, 0xd8)
for (const half of [0x30, 0xff]) HALVES[half] = 1

const NONE: readonly string[] = []

export type Wide = 'utf-16le' | 'utf-16be'

/** Where the bytes of a character stand in it. */
interface Layout {
  readonly size: 2 | 4
  /** The halves of its unit. */
  readonly upper: number
  readonly lower: number
  /** The two above them, which are zero; the unit itself where there are none. */
  readonly above: number
}
const LE16: Layout = { size: 2, upper: 1, lower: 0, above: 0 }
const BE16: Layout = { size: 2, upper: 0, lower: 1, above: 0 }
const LE32: Layout = { size: 4, upper: 1, lower: 0, above: 2 }
const BE32: Layout = { size: 4, upper: 2, lower: 3, above: 0 }
const LAYOUTS: readonly Layout[] = [LE16, BE16, LE32, BE32]

const UNITS_OF_16 = new TextDecoder('utf-16le')

/** Units in a row of which half are common Asian ones: fewer come about by chance. */
const ASIAN_RUN = 8

/**
 * Every stretch of text in UTF-16 or UTF-32, of either byte order, at odd offsets of the noise around it, too. What is too
 * short is skipped from its end.
 * @param shortest units that a text in letters has at least
 * @param asian the same for one of ideographs or syllables
 */
export function wideStretches(
  bytes: Uint8Array,
  length: number,
  shortest: number,
  asian = ASIAN_RUN,
): readonly string[] {
  let found: string[] | undefined
  const least = Math.min(shortest, asian)
  for (let parity = 0; parity < 2; parity++) {
    for (let row = rowFrom(bytes, length, least, parity); row !== -1; ) {
      const end = endOfRow(bytes, length, row + 2 * least)
      if (mayBeWide(bytes, length, row, end, shortest, asian)) {
        found ??= []
        for (const layout of LAYOUTS) addLayout(found, bytes, row, end, length, layout, shortest, asian)
      }
      row = rowFrom(bytes, length, least, end)
    }
  }
  return found ?? NONE
}

/** What stands in one layout where upper halves stand in a row, in every other byte from `row` to before `end`. */
function addLayout(
  found: string[],
  bytes: Uint8Array,
  row: number,
  end: number,
  length: number,
  layout: Layout,
  shortest: number,
  asian: number,
): void {
  const last = Math.min(end - 2 - layout.upper, length - layout.size)
  for (let phase = 0; phase < layout.size; phase += 2) {
    const start = row - layout.upper + phase
    const first = start < 0 ? start + layout.size : start
    addStretches(found, bytes, first, last, shortest, layout, TEXT)
    addStretches(found, bytes, first, last, asian, layout, ASIAN)
  }
}

/** @returns the offset of the first of some halves in a row, in every other byte from `from` on; -1 where there are none */
function rowFrom(bytes: Uint8Array, length: number, units: number, from: number): number {
  const span = 2 * (units - 1)
  for (let start = from; start + span < length; ) {
    let at = start + span
    while (at >= start && HALVES[bytes[at] as number] === 1) at -= 2
    if (at < start) return start
    start = at + 2
  }
  return -1
}

function endOfRow(bytes: Uint8Array, length: number, from: number): number {
  let end = from
  while (end < length && HALVES[bytes[end] as number] === 1) end += 2
  return end
}

const isCommon = (unit: number): boolean => ((UNITS[unit] as number) & COMMON) !== 0

/**
 * Whether in every other byte from `row` to before `end` there are as many halves as a text has: those of letters, or those
 * of common characters, in either byte order. A row of noise hardly ever has them.
 */
function mayBeWide(
  bytes: Uint8Array,
  length: number,
  row: number,
  end: number,
  shortest: number,
  asian: number,
): boolean {
  let [letters, big, little] = [0, 0, 0]
  for (let at = row; at < end; at += 2) {
    const half = bytes[at] as number
    letters += UPPER[half] as number
    if (at + 1 < length && isCommon((half << 8) | (bytes[at + 1] as number))) big++
    if (at > 0 && isCommon((half << 8) | (bytes[at - 1] as number))) little++
  }
  return letters >= shortest || big * 2 >= asian || little * 2 >= asian
}

function addStretches(
  found: string[],
  bytes: Uint8Array,
  first: number,
  end: number,
  shortest: number,
  layout: Layout,
  kind: typeof TEXT | typeof ASIAN,
): void {
  const { size } = layout
  const span = size * (shortest - 1)
  let at = first
  while (at + span <= end) {
    let last = at + span
    while (last >= at && isOne(bytes, last, layout, kind)) last -= size
    if (last >= at) {
      at = last + size
      continue
    }
    let next = at + span + size
    while (next <= end && isOne(bytes, next, layout, kind)) next += size
    if (kind === TEXT || isAsianText(bytes, at, next, layout, shortest))
      found.push(decode(bytes, at, next, layout))
    at = next
  }
}

const unitAt = (bytes: Uint8Array, at: number, { upper, lower }: Layout): number =>
  ((bytes[at + upper] as number) << 8) | (bytes[at + lower] as number)

const isOne = (bytes: Uint8Array, at: number, layout: Layout, kind: number): boolean =>
  ((UNITS[unitAt(bytes, at, layout)] as number) & kind) !== 0 &&
  (layout.size === 2 ||
    ((bytes[at + layout.above] as number) | (bytes[at + layout.above + 1] as number)) === 0)

function decode(bytes: Uint8Array, from: number, to: number, layout: Layout): string {
  const units = new Uint16Array((to - from) / layout.size)
  for (let i = 0; i < units.length; i++) units[i] = unitAt(bytes, from + i * layout.size, layout)
  return UNITS_OF_16.decode(units)
}

/** Whether of some `run` units in a row half are common ones. */
function isAsianText(bytes: Uint8Array, from: number, to: number, layout: Layout, run: number): boolean {
  const { size } = layout
  let common = 0
  for (let at = from; at < to; at += size) {
    if (isCommon(unitAt(bytes, at, layout))) common++
    const before = at - size * run
    if (before >= from && isCommon(unitAt(bytes, before, layout))) common--
    if (common * 2 >= run) return true
  }
  return false
}

/** Of one byte each: what is left free in the metadata of images. */
const TWO_SPACES = 0x2020

/** The byte order of a file that begins like a text in UTF-16. */
export function wideOrder(beginning: Uint8Array): Wide | undefined {
  const length = Math.min(beginning.length, 64) & ~1
  const isAll = (layout: Layout, kind: number): boolean => {
    let isSpace = true
    for (let at = 0; at < length; at += 2) {
      if (!isOne(beginning, at, layout, kind)) return false
      isSpace &&= unitAt(beginning, at, layout) === TWO_SPACES
    }
    return !isSpace
  }
  const isWide = (layout: Layout): boolean =>
    (length >= 24 && isAll(layout, TEXT)) ||
    (length >= 2 * ASIAN_RUN && isAll(layout, ASIAN) && isAsianText(beginning, 0, length, layout, ASIAN_RUN))
  return isWide(LE16) ? 'utf-16le' : isWide(BE16) ? 'utf-16be' : undefined
}
