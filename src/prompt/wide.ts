/**
 * UTF-16 without a byte order mark among other bytes. What tells it from noise is that every other byte is the upper half
 * of a unit, and those of a sentence are few: scripts whose letters stand in blocks of 256. Chinese and Korean are left
 * out, since half of all noise would be in their range.
 */

/** Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, punctuation. */
const UPPER = new Uint8Array(256)
for (const half of [0x00, 0x03, 0x04, 0x05, 0x06, 0x09, 0x0e, 0x20]) UPPER[half] = 1

export type Wide = 'utf-16le' | 'utf-16be'

const DECODERS: Readonly<Record<Wide, TextDecoder>> = {
  'utf-16le': new TextDecoder('utf-16le'),
  'utf-16be': new TextDecoder('utf-16be'),
}

/**
 * Every stretch of text in UTF-16, of either byte order. What is too short is skipped from its end.
 * @param shortest units that a text has at least
 */
export function wideStretches(bytes: Uint8Array, length: number, shortest: number): string[] {
  const found: string[] = []
  for (const upper of [1, 0] as const) {
    // Both phases: text may begin at an odd offset of the noise around it.
    for (const first of [upper, upper + 1]) addStretches(found, bytes, length, shortest, first, upper)
  }
  return found
}

function addStretches(
  found: string[],
  bytes: Uint8Array,
  length: number,
  shortest: number,
  first: number,
  upper: 0 | 1,
): void {
  const span = 2 * (shortest - 1)
  // The lower half of the last unit stands behind its upper one in big-endian order.
  const end = upper === 0 ? length - 1 : length
  let at = first
  while (at + span < end) {
    let last = at + span
    while (last >= at && isUnit(bytes, last, upper)) last -= 2
    if (last >= at) {
      at = last + 2
      continue
    }
    let next = at + span + 2
    while (next < end && isUnit(bytes, next, upper)) next += 2
    const text = bytes.subarray(at - upper, next - upper)
    found.push(DECODERS[upper === 1 ? 'utf-16le' : 'utf-16be'].decode(text))
    at = next
  }
}

/** A letter, a space or a line break, by its upper half at `at`. */
function isUnit(bytes: Uint8Array, at: number, upper: 0 | 1): boolean {
  const half = bytes[at] as number
  if (UPPER[half] === 0) return false
  if (half !== 0) return true
  const lower = bytes[upper === 1 ? at - 1 : at + 1] as number
  return lower >= 0x20 ? lower < 0x7f || lower >= 0xa0 : lower === 0x0a || lower === 0x0d || lower === 0x09
}

/** The byte order of a file that begins like a text in UTF-16. */
export function wideOrder(beginning: Uint8Array): Wide | undefined {
  const length = Math.min(beginning.length, 64) & ~1
  if (length < 24) return undefined
  const isWide = (upper: 0 | 1): boolean => {
    for (let at: number = upper; at < length; at += 2) if (!isUnit(beginning, at, upper)) return false
    return true
  }
  return isWide(1) ? 'utf-16le' : isWide(0) ? 'utf-16be' : undefined
}
