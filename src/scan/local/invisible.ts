/**
 * Characters that a reader does not see and a model does: zero-width characters, bidi controls, Unicode tags,
 * variation selectors. Some carry data: tags spell ASCII, selectors carry bytes, pairs of zero-width characters bits.
 */

/** Zero-width characters, bidi controls, soft hyphens and fillers. */
export function isInvisible(point: number): boolean {
  if (point < 0x2000)
    return (
      point === 0xad ||
      point === 0x034f ||
      point === 0x061c ||
      point === 0x115f ||
      point === 0x1160 ||
      (point >= 0x17b4 && point <= 0x17b5) ||
      (point >= 0x180b && point <= 0x180f)
    )
  if (point <= 0x206f)
    return (point >= 0x200b && point <= 0x200f) || (point >= 0x202a && point <= 0x202e) || point >= 0x2060
  return (
    point === 0xfeff ||
    point === 0x3164 ||
    point === 0xffa0 ||
    (point >= 0xfff9 && point <= 0xfffb) ||
    (point >= 0x1d173 && point <= 0x1d17a)
  )
}

/** Unicode tags (U+E0000 block): an invisible copy of ASCII. */
export const isTag = (point: number): boolean => point >= 0xe0000 && point <= 0xe007f

export const isVariationSelector = (point: number): boolean =>
  (point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef)

/** The byte that a variation selector stands for: VS1-VS16 are 0-15, VS17-VS256 are 16-255. */
export const variationByte = (point: number): number =>
  point <= 0xfe0f ? point - 0xfe00 : point - 0xe0100 + 16

/** Fewer bits than this are typography, not a message. */
export const LEAST_BITS = 32

/**
 * Text written in bits of two invisible characters, or undefined when it is none.
 * Which of the two is the 1, is tried both ways.
 */
export function hiddenBytes(points: readonly number[]): string | undefined {
  if (points.length < LEAST_BITS) return undefined
  const kinds = [...new Set(points)]
  if (kinds.length < 2 || kinds.length > 4) return undefined
  const [first, second] = kinds
  for (const one of [first, second]) {
    const bits = points.filter((point) => point === first || point === second)
    const bytes = new Uint8Array(Math.floor(bits.length / 8))
    for (let i = 0; i < bytes.length * 8; i++) if (bits[i] === one) bytes[i >> 3]! |= 0x80 >> (i & 7)
    const printable = bytes.filter((byte) => byte >= 0x20 && byte < 0x7f).length
    if (printable >= bytes.length * 0.9) return new TextDecoder().decode(bytes)
  }
  return undefined
}
