/** The window against a reference that remembers every single amount. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createMemoryStore } from '../../../src/proxy/limits/memory-store.ts'
import { createSlidingWindow } from '../../../src/proxy/limits/sliding-window.ts'
import { SLOTS, slotWidth } from '../../../src/proxy/limits/store.ts'

interface Entry {
  readonly at: number
  readonly cost: number
}
/** What came in the last `span` milliseconds. */
const usedIn = (log: readonly Entry[], now: number, span: number): number =>
  log.filter(({ at }) => at > now - span).reduce((sum, { cost }) => sum + cost, 0)

const steps = fc.array(
  fc.record({
    // From many in one slot to pauses longer than the window.
    pause: fc.oneof(fc.nat(3), fc.nat(100), fc.nat(2500)),
    cost: fc.integer({ min: 1, max: 12 }),
  }),
  { maxLength: 80 },
)
const scene = fc.record({
  steps,
  windowMs: fc.integer({ min: 1, max: 1000 }),
  limit: fc.integer({ min: 1, max: 30 }),
  start: fc.nat(100_000),
})

test('no window ever holds more than the limit, and nobody waits longer than a window and a slot', () => {
  fc.assert(
    fc.property(scene, ({ steps, windowMs, limit, start }) => {
      const window = createSlidingWindow(windowMs)
      const longest = (SLOTS + 1) * slotWidth(windowMs)
      const log: Entry[] = []
      let now = start
      for (const { pause, cost } of steps) {
        now += pause
        const { retryMs, used } = window.look(limit, cost, now)
        expect(used).toBeGreaterThanOrEqual(usedIn(log, now, windowMs))
        if (usedIn(log, now, longest) + cost <= limit) expect(retryMs).toBe(0)
        if (retryMs > 0) continue
        window.add(cost, now)
        log.push({ at: now, cost })
        // The window that ends now; each one that ends elsewhere ends with an entry too, or holds less.
        expect(usedIn(log, now, windowMs)).toBeLessThanOrEqual(limit)
      }
    }),
    { numRuns: 500 },
  )
})

test('the time to wait is neither too short nor too long', () => {
  fc.assert(
    fc.property(scene, ({ steps, windowMs, limit, start }) => {
      const window = createSlidingWindow(windowMs)
      let now = start
      for (const { pause, cost } of steps) {
        now += pause
        const { retryMs } = window.look(limit, cost, now)
        if (retryMs === 0) window.add(cost, now)
        else if (cost <= limit) {
          // Looking moves the window on, so that this is the end of the run.
          expect(window.look(limit, cost, now + retryMs - 1).retryMs).toBe(1)
          expect(window.look(limit, cost, now + retryMs).retryMs).toBe(0)
          return
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('a burst at the end of one minute and the beginning of the next is one burst', () => {
  const window = createSlidingWindow(60_000)
  let through = 0
  for (const now of [59_990, 60_010, 60_020]) {
    for (let i = 0; i < 10; i++) {
      if (window.look(10, 1, now).retryMs > 0) continue
      window.add(1, now)
      through++
    }
  }
  expect(through).toBe(10)
  expect(window.look(10, 1, 59_990 + 63_000).retryMs).toBe(0)
})

describe('the store in memory', () => {
  const window = (id: string, limit: number, cost = 1) =>
    ({ kind: 'window', id, limit, windowMs: 1000, cost }) as const

  test('charges all checks or none', () => {
    const store = createMemoryStore({ now: () => 0 })
    const both = [window('a', 5), window('b', 2)]
    const outcomes = Array.from({ length: 4 }, () => store.admit(both, 'x'))
    expect(
      outcomes.map((states) => 'length' in states && states.every(({ retryMs }) => retryMs === 0)),
    ).toEqual([true, true, false, false])
    expect(store.admit([window('a', 5)], 'x')).toMatchObject([{ used: 2, retryMs: 0 }])
  })

  test('gives a place back once', () => {
    const store = createMemoryStore({ now: () => 0 })
    const place = { kind: 'concurrent', id: 'p', limit: 2 } as const
    const isFree = (lease: string) => {
      const states = store.admit([place], lease)
      return 'length' in states && states[0]?.retryMs === 0
    }
    expect(['a', 'b', 'c'].map(isFree)).toEqual([true, true, false])
    void store.settle([place], 'a')
    void store.settle([place], 'a')
    expect(['d', 'e'].map(isFree)).toEqual([true, false])
  })

  test('puts aside for a while', () => {
    let now = 0
    const store = createMemoryStore({ now: () => now })
    const ban = { kind: 'ban', id: 'b', after: 2, windowMs: 1000, banMs: 5000 } as const
    const left = () => {
      const states = store.admit([{ kind: 'ban', id: 'b' }], 'x')
      return 'length' in states ? states[0]?.retryMs : undefined
    }
    void store.settle([ban], 'x')
    expect(left()).toBe(0)
    now = 500
    void store.settle([ban], 'x')
    expect(left()).toBe(5000)
    now = 5499
    expect(left()).toBe(1)
    now = 5500
    expect(left()).toBe(0)
  })

  test('a share is a part of the limit, and never nothing', () => {
    const store = createMemoryStore({ now: () => 0, shares: 4 })
    const through = (id: string, limit: number) =>
      Array.from({ length: 20 }, () => store.admit([window(id, limit)], 'x')).filter(
        (states) => 'length' in states && states[0]?.retryMs === 0,
      ).length
    expect([through('a', 10), through('b', 3)]).toEqual([2, 1])
  })
})
