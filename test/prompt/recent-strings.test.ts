/** A string is known when it has been added itself, and not when another one has its slot. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { RecentStrings } from '../../src/prompt/recent-strings.ts'

test('only strings that were added are known', () => {
  const text = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(fc.array(text), fc.array(text), (added, asked) => {
      const recent = new RecentStrings(4)
      for (const value of added) {
        recent.add(value)
        expect(recent.has(value)).toBe(true)
      }
      for (const value of asked) if (recent.has(value)) expect(added).toContain(value)
    }),
  )
})

test.each([
  ['nothing', '', 'a'],
  ['an id', 'toolu_01AbCdEfGhIjKlMnOpQrStUv', 'toolu_01AbCdEfGhIjKlMnOpQrStUw'],
  ['a seal', `${'A'.repeat(399)}B`, 'A'.repeat(400)],
])('%s is not another string with the same slot, and makes room for a third one', (_, added, asked) => {
  const recent = new RecentStrings(2)
  expect(recent.has(asked)).toBe(false)
  recent.add(added)
  expect(recent.has(asked)).toBe(false)
  recent.add(asked)
  expect([recent.has(added), recent.has(asked)]).toEqual([true, true])
  recent.add('another')
  expect([added, asked, 'another'].filter((value) => recent.has(value))).toHaveLength(2)
})
