/**
 * Text among bytes of sound, film or images that no signature tells from anything else: the middle of a file, raw samples.
 * Of compressed media a third of the bytes are printable, of samples fewer; of text nearly all.
 */

import { endOfCharacter } from './disguise.ts'
import { wideOrder } from './wide.ts'
import { LANGUAGE } from './words.ts'

/** Bytes that are judged together, and how many of them are printable in a text. */
const BLOCK = 32
const LEAST_PRINTABLE = 24

/**
 * @returns what may be read, a line for each stretch, what is no UTF-8 in it replaced; empty for real media. Linear in the
 *   length
 */
export function textInNoise(bytes: Uint8Array): string {
  const order = wideOrder(bytes)
  if (order) return new TextDecoder(order).decode(bytes)
  const found: string[] = []
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const start = at
    while (isText(bytes, at)) at += BLOCK
    if (at === start) continue
    // A text begins and ends within a block.
    const stretch = bytes.subarray(Math.max(0, start - BLOCK), at + BLOCK)
    const text = Buffer.from(stretch.buffer, stretch.byteOffset, stretch.length).toString()
    if (LANGUAGE.test(text)) found.push(text)
  }
  return found.join('\n')
}

/** Whether most bytes of a block are those of a text; the last block may be a short one. */
function isText(bytes: Uint8Array, at: number): boolean {
  const end = Math.min(at + BLOCK, bytes.length)
  let printable = 0
  for (let i = at; i < end; ) {
    const next = endOfCharacter(bytes, i, bytes.length)
    printable += next - i
    i = Math.max(next, i + 1)
  }
  return end > at && printable * BLOCK >= (end - at) * LEAST_PRINTABLE
}
