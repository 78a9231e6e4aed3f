/**
 * Inflates what is compressed, as much of it as is wanted: data may be cut short, or be far longer than they look.
 * `fflate` and `node:zlib` lose what came out before a fault or the limit; `pako`, which is zlib in JavaScript, does not.
 * https://www.rfc-editor.org/rfc/rfc1951 · https://www.rfc-editor.org/rfc/rfc1950 · https://www.rfc-editor.org/rfc/rfc1952
 */

import { Z_FINISH, ZStream, zlibInflate, zlibInflateInit2, zlibInflateReset } from 'pako'

/** Deflated data without a head, for which zlib wants a negative window. */
const RAW = -15

/** Where the deflated data begin: behind a head of gzip or zlib; -1 where there is neither. */
export function packedAt(data: Uint8Array): number {
  if (data.length < 4) return -1
  const first = data[0]!
  const second = data[1]!
  if (first === 0x1f && second === 0x8b && data[2] === 8) {
    const flags = data[3]!
    let at = 10
    if ((flags & 4) !== 0) at += 2 + (data[at] ?? 0) + 256 * (data[at + 1] ?? 0)
    for (const text of [8, 16])
      if ((flags & text) !== 0) {
        const zero = data.indexOf(0, at)
        at = zero < 0 ? data.length : zero + 1
      }
    return (flags & 2) !== 0 ? at + 2 : at
  }
  const isZlib =
    (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0
  return isZlib ? 2 : -1
}

/** Used again for every call. */
const stream = new ZStream()
zlibInflateInit2(stream, RAW)
let out = new Uint8Array(1 << 12)

/**
 * What comes out of deflated data until they end, make no sense, or `limit` bytes are there. Time is linear in what is read and
 * what comes out.
 * @returns valid until the next call
 */
export function inflate(packed: Uint8Array<ArrayBuffer>, from: number, limit: number): Uint8Array {
  if (out.length < limit) out = new Uint8Array(limit)
  zlibInflateReset(stream)
  stream.input = packed
  stream.next_in = from
  stream.avail_in = Math.max(0, packed.length - from)
  stream.output = out
  stream.next_out = 0
  stream.avail_out = limit
  zlibInflate(stream, Z_FINISH)
  return out.subarray(0, stream.next_out)
}
