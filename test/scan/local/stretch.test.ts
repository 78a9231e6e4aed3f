/** Characters of a kind in a row are found wherever they stand. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { findStretch, KIND, stretchEnd } from '../../../src/scan/local/stretch.ts'

test('the same as a pattern finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'f', '9', ' ', '—', '🙂'), maxLength: 60 })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), fc.nat(20), (text, least, from) => {
      const pattern = new RegExp(`[0-9a-fA-F]{${least},}`, 'g')
      pattern.lastIndex = from
      const match = pattern.exec(text)
      const start = findStretch(text, KIND.hex, least, from)
      expect(start).toBe(match?.index ?? -1)
      if (match !== null) expect(stretchEnd(text, KIND.hex, start)).toBe(match.index + match[0].length)
    }),
    { numRuns: 3000 },
  )
})
