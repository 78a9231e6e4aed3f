/** Deadlines, which share timers and must not be told from timers of their own. */

import { describe, expect, jest, test } from 'bun:test'
import fc from 'fast-check'
import { Deadline } from '../../src/proxy/deadline.ts'

/** Lengths that no other test has, in milliseconds. */
const LENGTHS = [61, 67, 71]

test('each is due after its length, whenever others begin and end', async () => {
  const step = fc.record({
    /** Milliseconds before it begins. */
    wait: fc.nat({ max: 40 }),
    length: fc.constantFrom(...LENGTHS),
    passed: fc.nat({ max: 60 }),
    /** Milliseconds until it is ended; more than a length: it is not. */
    endAfter: fc.nat({ max: 140 }),
  })
  jest.useFakeTimers()
  try {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const fired: number[] = []
        const wanted: number[] = []
        let now = 0
        const starts = steps.map(({ wait }) => {
          now += wait
          return now
        })
        const begun = new Map<number, Deadline<number>>()
        for (let at = 0; at <= now + 150; at++) {
          for (const [index, { length, passed, endAfter }] of steps.entries()) {
            const start = starts[index] ?? 0
            if (at === start)
              begun.set(index, new Deadline(length, (which) => fired.push(which), index, passed))
            if (at === start + length - passed && endAfter >= length - passed) wanted.push(index)
            if (at === start + endAfter) begun.get(index)?.end()
          }
          jest.advanceTimersByTime(1)
        }
        expect(fired.toSorted()).toEqual(wanted.toSorted())
        expect(jest.getTimerCount()).toBe(0)
      }),
    )
  } finally {
    jest.useRealTimers()
  }
})

const due = (length: number, passed?: number) => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const started = performance.now()
  const deadline = new Deadline(length, () => resolve(performance.now() - started), undefined, passed)
  return { deadline, after: promise }
}

describe('by the clock', () => {
  test('one is due after its length', async () => {
    expect(await due(23).after).toBeGreaterThan(22)
  })

  test('a later one of the same length is due later', async () => {
    const first = due(29)
    await Bun.sleep(15)
    const second = due(29)
    await first.after
    expect(await second.after).toBeGreaterThan(28)
  })

  test('one that is sooner due than those before it is not late', async () => {
    const long = due(5003)
    const short = due(5003, 4983)
    expect(await short.after).toBeLessThan(2000)
    long.deadline.end()
  })

  test('what one does may begin and end others', async () => {
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const third = () => new Deadline(31, () => resolve(void order.push('third')), undefined)
    const first = () => {
      order.push('first')
      second.end()
      third()
    }
    new Deadline(31, first, undefined)
    const second = new Deadline(31, () => order.push('second'), undefined)
    await promise
    expect(order).toEqual(['first', 'third'])
  })

  test('to end one twice, or one that is over, is nothing', async () => {
    const { deadline, after } = due(11)
    const other = due(11)
    await after
    deadline.end()
    deadline.end()
    expect(await other.after).toBeGreaterThan(10)
  })
})
