/**
 * Text among bytes of sound, film or images that no signature tells from anything else: the middle of a file, raw samples.
 * Of compressed media a third of the bytes are printable, of samples fewer; of text nearly all but for control characters.
 */

import { endOfCharacter } from './utf8.ts'
import { wideOrder, wideStretches } from './wide.ts'
import { LANGUAGE } from './words.ts'

/** Bytes that are judged together, and how many of them are printable in a text. */
const BLOCK = 32
const LEAST_PRINTABLE = 24
const MOST_OTHERS = BLOCK - LEAST_PRINTABLE
/** As many as in UTF-32, of whose bytes one in four is a letter. */
const MOST_CONTROLS = (BLOCK * 3) / 4

/** Units of UTF-16 or UTF-32 in a row that are looked at: in letters, and in ideographs or syllables. */
const LEAST_WIDE = 24
const LEAST_ASIAN = 12
/**
 * Samples of sound are letters of one script or another, too, but hardly ever words with spaces between them. Asian ones
 * are so only by those that are common.
 */
const WIDE_WORDS =
  /\s{1,3}(?:\p{L}[\p{L}\p{M}\p{P}]{0,19}\s{1,3}){3}|[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]{2}/u

const isAscii = (byte: number): boolean => byte >= 0x20 && byte < 0x7f
const isControl = (byte: number): boolean =>
  (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f

/**
 * @returns what may be read, a line for each stretch, what is no UTF-8 in it replaced, without the control characters
 *   between its letters; empty for real media. Linear in the length
 */
export function textInNoise(bytes: Uint8Array): string {
  const found = wideStretches(bytes, bytes.length, LEAST_WIDE, LEAST_ASIAN).filter((text) =>
    WIDE_WORDS.test(text),
  )
  const order = wideOrder(bytes)
  if (order) found.push(new TextDecoder(order).decode(bytes))
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const start = at
    while (isText(bytes, at)) at += BLOCK
    if (at === start) continue
    // A text begins and ends within a block.
    const stretch = bytes.subarray(Math.max(0, start - BLOCK), at + BLOCK)
    const text = Buffer.from(stretch.filter((byte) => !isControl(byte))).toString()
    if (LANGUAGE.test(text)) found.push(text)
  }
  return found.join('\n')
}

/** Whether a block is one of a text, perhaps with control characters between its letters; the last one may be short. */
function isText(bytes: Uint8Array, at: number): boolean {
  const end = Math.min(at + BLOCK, bytes.length)
  let [printable, controls, others] = [0, 0, 0]
  for (let i = at; i < end; ) {
    const byte = bytes[i] as number
    const next = isAscii(byte) ? i + 1 : isControl(byte) ? i : endOfCharacter(bytes, i, bytes.length)
    printable += next - i
    if (next === i) {
      if (isControl(byte)) controls++
      else others++
      if ((others > 1 && others + controls > MOST_OTHERS) || controls > MOST_CONTROLS) return false
    }
    i = Math.max(next, i + 1)
  }
  return printable > 0 && (others <= 1 || printable * BLOCK >= (end - at) * LEAST_PRINTABLE)
}
