/**
 * Units of scanning: a segment, or one window of a segment that is too long for a call. Units are packed into as few
 * calls as possible, since a call is the scarce resource, but never past `packChars`, so that an attack is not diluted.
 *
 * An attack may be split over several segments. What is packed together is seen together; a unit whose predecessor is not
 * in its pack brings the last `contextChars` before it along, of as many segments as that takes. The context is part of
 * what is scanned, and so of the key of the verdict: in a conversation each segment keeps what precedes it, so this costs
 * a few characters and no more calls. What reaches further back than the context is seen only if it is new together.
 */

import type { Segment } from '../prompt/segment.ts'

export interface Unit {
  readonly text: string
  /** The end of what precedes its segment; empty for the first one. */
  readonly context: string
  readonly segment: Segment
  /** Place in the order of reading, to know neighbours by. */
  readonly index: number
}

/** Characters that neighbouring windows share: an attack at a cut is whole in one of them. */
const OVERLAP_CHARS = 1000
const SEPARATOR = '\n\n'

/**
 * @param windowChars longest text of one unit, in UTF-16 code units
 * @param contextChars characters before a segment that are scanned along; 0 for none
 */
export function unitsOf(segments: readonly Segment[], windowChars: number, contextChars: number): Unit[] {
  const units: Unit[] = []
  let context = ''
  let preceding: string | undefined
  for (const segment of inReadingOrder(segments)) {
    const { text } = segment
    if (preceding !== undefined) context = contextAfter(preceding, context, contextChars)
    preceding = text
    if (text.length <= windowChars) units.push({ text, context, segment, index: units.length })
    else {
      let before = context
      for (const piece of windows(text, windowChars)) {
        units.push({ text: piece, context: before, segment, index: units.length })
        before = ''
      }
    }
  }
  return units
}

/** @param before the context of the text */
function contextAfter(text: string, before: string, length: number): string {
  if (length === 0) return ''
  return tailOf(text.length < length && before !== '' ? `${before}\n${text}` : text, length)
}

/**
 * Members of a body that hold nothing but system prompts, tools and schemas come first, wherever they stand, as
 * providers show them to a model. So what a conversation repeats in each turn has the same predecessor in each turn:
 * tools that stand behind the messages would otherwise follow another message every time, and be scanned again.
 */
const inReadingOrder = (segments: readonly Segment[]): readonly Segment[] =>
  segments.some(isStanding) ? standingFirst(segments) : segments

function standingFirst(segments: readonly Segment[]): readonly Segment[] {
  const spoken = new Set<string>()
  for (const { role, path } of segments) if (!STANDING.has(role)) spoken.add(memberOf(path))
  const standing = segments.filter(({ role, path }) => STANDING.has(role) && !spoken.has(memberOf(path)))
  if (standing.length === 0) return segments
  const first = new Set(standing)
  return [...standing, ...segments.filter((segment) => !first.has(segment))]
}

const STANDING: ReadonlySet<Segment['role']> = new Set(['system', 'developer', 'tool_definition', 'schema'])
const isStanding = ({ role }: Segment): boolean => STANDING.has(role)
/** `tools` of `tools[3].function.name`. */
function memberOf(path: string): string {
  let end = 0
  while (end < path.length && path[end] !== '.' && path[end] !== '[') end++
  return path.slice(0, end)
}

/** Of a text that is longer than one. */
function* windows(text: string, length: number): Generator<string> {
  const overlap = Math.min(OVERLAP_CHARS, length >> 1)
  for (let start = 0; ; start += length - overlap) {
    const end = start + length
    // A cut between the halves of a surrogate pair would send a text that nobody wrote.
    yield text.slice(
      isLowSurrogate(text, start) ? start - 1 : start,
      isLowSurrogate(text, end) ? end + 1 : end,
    )
    if (end >= text.length) return
  }
}

/** The last characters of a text, at most so many code units. */
export function tailOf(text: string, length: number): string {
  const start = Math.max(0, text.length - length)
  return text.slice(isLowSurrogate(text, start) ? start + 1 : start)
}

/** The first characters of a text, at most so many code units. */
export const headOf = (text: string, length: number): string =>
  text.slice(0, isLowSurrogate(text, length) ? length - 1 : length)

const isLowSurrogate = (text: string, index: number): boolean => (text.charCodeAt(index) & 0xfc00) === 0xdc00

/** Greedy, in the order of reading, so that neighbours are seen together. `packChars` 0 packs nothing. */
export function packsOf<T extends Pick<Unit, 'text' | 'context'>>(
  units: readonly T[],
  packChars: number,
): T[][] {
  const packs: T[][] = []
  let room = 0
  for (const unit of units) {
    const length = unit.text.length + unit.context.length + 2 * SEPARATOR.length
    const pack = packs.at(-1)
    if (pack && length <= room) {
      pack.push(unit)
      room -= length
    } else {
      packs.push([unit])
      room = packChars - length
    }
  }
  return packs
}

/** What a scanner gets to see of a unit by itself. */
export const textOfUnit = ({ text, context }: Pick<Unit, 'text' | 'context'>): string =>
  context === '' ? text : `${context}\n${text}`

/** What a scanner gets to see of a pack: a unit that follows its predecessor needs no context. */
export function textOfPack(pack: readonly Pick<Unit, 'text' | 'context' | 'index'>[]): string {
  return pack
    .map((unit, place) => (pack[place - 1]?.index === unit.index - 1 ? unit.text : textOfUnit(unit)))
    .join(SEPARATOR)
}
