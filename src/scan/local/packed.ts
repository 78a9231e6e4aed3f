/** Text that was compressed: told by a head of gzip or zlib, or by what comes out. */

import { inflate, packedAt } from './inflate.ts'
import { textOf } from './payload.ts'

/** How much may still come out of a text, in bytes: no more is read of it (see reading.ts). */
export interface Allowance {
  left: number
}

const LEAST_ALLOWANCE = 4096
export const allowanceFor = (text: string): Allowance => ({
  left: Math.max(LEAST_ALLOWANCE, text.length * 2),
})

/** What is looked at before the rest is inflated, in bytes. */
const PROBE = 48
/** Text shrinks to a third, seldom to less than a tenth; what grows by more has eaten its share of the allowance. */
const [MOST_RATIO, AND_AT_LEAST] = [12, 1024]

/** Whether these five or more may be the first bytes of deflated text: stored, or in the fixed code or one of its own. */
export function mayBeDeflated(bytes: Uint8Array): boolean {
  const first = bytes[0]!
  const kind = (first >> 1) & 3
  if (kind === 0) return (bytes[1]! ^ bytes[3]!) === 0xff && (bytes[2]! ^ bytes[4]!) === 0xff
  return kind === 1 || (kind === 2 && first >> 3 <= 29 && (bytes[1]! & 0x1f) <= 29)
}

/** The text in compressed data; undefined when none comes out. */
export function unpack(packed: Uint8Array<ArrayBuffer>, allowance: Allowance): string | undefined {
  if (allowance.left <= 0) return undefined
  const from = Math.max(0, packedAt(packed))
  const some = inflate(packed, from, Math.min(PROBE, allowance.left))
  if (textOf(wholeCharacters(some)) === undefined) return undefined
  const all = inflate(packed, from, Math.min(allowance.left, AND_AT_LEAST + MOST_RATIO * packed.length))
  allowance.left -= all.length
  return textOf(wholeCharacters(all))
}

/** Without a last character that is cut. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  let first = bytes.length - 1
  while (first >= 0 && (bytes[first]! & 0xc0) === 0x80) first--
  const lead = bytes[first] ?? 0
  const length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  return first + length > bytes.length ? bytes.subarray(0, first) : bytes
}
