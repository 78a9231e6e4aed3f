/** Memory that is used again. */

import { expect, test } from 'bun:test'
import { KEPT, scratch16, scratch32 } from '../../../src/scan/local/scratch.ts'

test.each([scratch16, scratch32])(
  '%p has as much room as is asked for, and keeps no more than it may',
  (make) => {
    const scratch = make()
    for (const length of [0, 1, 1024, 1025, 5000, KEPT - 1, KEPT]) {
      const array = scratch.atLeast(length)
      expect(array.length).toBeGreaterThanOrEqual(length)
      expect(array.length).toBeLessThanOrEqual(KEPT)
      expect(scratch.atLeast(length)).toBe(array)
    }
    const kept = scratch.atLeast(KEPT)
    for (const length of [KEPT + 1, 3 * KEPT]) expect(scratch.atLeast(length).length).toBe(length)
    expect(scratch.atLeast(1)).toBe(kept)
  },
)
