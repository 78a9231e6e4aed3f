import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  DURATION_PATTERN,
  formatDuration,
  formatSize,
  parseDuration,
  parseSize,
  SIZE_PATTERN,
} from '../../src/config/units.ts'

/** Any text, and texts made of what quantities are made of: ".s", "1.2.3KiB", "5mm". */
const nearly = fc.oneof(fc.string(), fc.stringMatching(/^[ -]?[\d.]{0,3}[ e]?[BKMGimshd]{0,3}$/))

describe.each([
  ['durations', parseDuration, formatDuration, DURATION_PATTERN],
  ['sizes', parseSize, formatSize, SIZE_PATTERN],
] as const)('%s', (_, parse, format, pattern) => {
  test('every quantity has a spelling that is read back', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (quantity) => {
        expect(format(quantity)).toMatch(new RegExp(pattern))
        expect(parse(format(quantity))).toBe(quantity)
      }),
    )
  })

  test('what the pattern takes is read, and everything else is refused', () => {
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(pattern)), (text) => {
        expect(parse(text)).toBeGreaterThanOrEqual(0)
      }),
    )
    fc.assert(
      fc.property(
        nearly.filter((text) => !new RegExp(pattern).test(text)),
        (text) => {
          expect(() => parse(text)).toThrow(RangeError)
        },
      ),
    )
  })
})

test.each([
  ['500ms', 500],
  ['5s', 5000],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each([
  ['1B', 1],
  ['64KiB', 65_536],
  ['32MiB', 33_554_432],
  ['1GiB', 1_073_741_824],
  ['1KB', 1000],
  ['1.5MB', 1_500_000],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})
