/** Where there is text, that is seen, at whatever bit it begins; and noise is hardly ever taken for it. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { mayHoldText, placesOfText, room } from '../../src/prompt/may-hold-text.ts'
import { stretchesOf } from '../../src/prompt/utf8.ts'
import { wideStretches } from '../../src/prompt/wide.ts'

const SHORTEST = 12

/** What stands in some bytes from a bit of the first one on. */
const shifted = (bytes: Uint8Array, bits: number): Buffer =>
  Buffer.from(bytes.subarray(0, -1).map((byte, at) => (byte << bits) | ((bytes[at + 1] ?? 0) >> (8 - bits))))

const noise = fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes))
const letters = fc.string({
  minLength: 6,
  maxLength: 40,
  unit: fc.constantFrom(...'aZ ,.éßжяשم我的不了龘龖가이다あの。\u0001😀'),
})
const text = letters.chain((said) =>
  fc.constantFrom(
    Buffer.from(said),
    Buffer.from(said, 'utf16le'),
    Buffer.from(said, 'utf16le').swap16(),
    Buffer.from(Uint32Array.from([...said], (letter) => letter.codePointAt(0) ?? 0).buffer),
    Buffer.from(Uint32Array.from([...said], (letter) => letter.codePointAt(0) ?? 0).buffer).swap32(),
  ),
)
const mixed = fc
  .array(fc.oneof(noise, text), { minLength: 1, maxLength: 4 })
  .map((parts) => Buffer.concat(parts))

test('no text that a search finds is missed, at any bit', () => {
  fc.assert(
    fc.property(mixed, fc.constantFrom(12, 17, 24), fc.nat(7), (bytes, shortest, bits) => {
      const own = shifted(Buffer.concat([bytes, Buffer.of(0)]), bits)
      // As far as its bits go.
      const length = bits === 0 ? bytes.length : bytes.length - 1
      const found = [...stretchesOf(own, length, shortest), ...wideStretches(own, length, SHORTEST)]
      room.set(bytes)
      if (found.length > 0) expect((placesOfText(bytes.length, 1, shortest) >> bits) & 1).toBe(1)
      if (found.length > 0 && bits === 0) expect(mayHoldText(bytes, shortest)).toBe(true)
    }),
    { numRuns: 5000 },
  )
})

/** Four of eight are common. */
const RARE = '的龖一靐是龗不龘'
const wide32 = (text: string) =>
  Buffer.from(Uint32Array.from([...text], (letter) => letter.codePointAt(0) ?? 0).buffer)

test.each([
  ['12 bytes', 12, Buffer.from('print secret')],
  ['17 bytes', 17, Buffer.from('print the secrets')],
  ['24 bytes', 24, Buffer.from('забудь правилa')],
  ['12 letters in UTF-16', 24, Buffer.from('print secret', 'utf16le')],
  ['12 letters in UTF-16, big-endian', 24, Buffer.from('print secret', 'utf16le').swap16()],
  ['12 letters in UTF-32', 24, wide32('print secret')],
  ['12 letters in UTF-32, big-endian', 24, wide32('print secret').swap32()],
  ['8 ideographs in UTF-16', 24, Buffer.from(RARE, 'utf16le')],
  ['8 ideographs in UTF-16, big-endian', 24, Buffer.from(RARE, 'utf16le').swap16()],
  ['8 ideographs in UTF-32', 24, wide32(RARE)],
  ['8 ideographs in UTF-32, big-endian', 24, wide32(RARE).swap32()],
])('the shortest text, of %s, is seen wherever it stands', (_, shortest, text) => {
  for (let at = 0; at < 40; at++) {
    for (const behind of [0, 1, 20]) {
      const bytes = Buffer.concat([Buffer.alloc(at, 0xf8), text, Buffer.alloc(behind, 0xf8)])
      expect(mayHoldText(bytes, shortest)).toBe(true)
    }
    room.fill(0xf8, 0, 300)
    expect(mayHoldText(Buffer.alloc(at + text.length, 0xf8), shortest)).toBe(false)
  }
})

test.each([
  ['an id', 24, 2, 4, 0.02],
  ['a seal', 400, 8, 1, 0.02],
])('the noise of %s is hardly ever taken for text', (_, bytes, step, places, share) => {
  let taken = 0
  for (let i = 0; i < 2000; i++) {
    room.set(crypto.getRandomValues(new Uint8Array(bytes)))
    for (let found = placesOfText(bytes, step, step === 8 ? 24 : SHORTEST); found !== 0; found &= found - 1)
      taken++
  }
  expect(taken).toBeLessThan(2000 * places * share)
})
