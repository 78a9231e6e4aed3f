/** Values that end: once for many, renewed early, kept while the source is away, and never used near their end. */

import { expect, test } from 'bun:test'
import { createRenewed } from '../../src/egress/renewed.ts'
import { rejection } from '../support/client.ts'

const EARLY_MS = 300_000

function scene() {
  /** `set` is how far the clock has been set ahead. */
  const clock = { now: 1_000_000, set: 0 }
  let obtained = 0
  let failing = false
  let gate: Promise<void> | undefined
  const get = createRenewed({
    earlyMs: EARLY_MS,
    now: () => clock.now + clock.set,
    tick: () => clock.now,
    obtain: async () => {
      obtained++
      await gate
      if (failing) throw new Error('away')
      return { value: `value ${obtained}`, expiresAt: clock.now + clock.set + 3_600_000 }
    },
  })
  return {
    clock,
    get,
    count: () => obtained,
    fail: (is: boolean) => {
      failing = is
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return () => {
        gate = undefined
        resolve()
      }
    },
  }
}

test('many who ask at once share one', async () => {
  const { get, count } = scene()
  expect(new Set(await Promise.all(Array.from({ length: 50 }, get)))).toEqual(new Set(['value 1']))
  expect(count()).toBe(1)
})

test('near its end it is renewed, and nobody waits for that', async () => {
  const { get, count, clock, hold } = scene()
  await get()
  clock.now += 3_600_000 - EARLY_MS - 1
  await get()
  expect(count()).toBe(1)
  clock.now += 2
  const release = hold()
  expect(await Promise.all([get(), get(), get()])).toEqual(['value 1', 'value 1', 'value 1'])
  expect(count()).toBe(2)
  release()
  while ((await get()) !== 'value 2') await Bun.sleep(0)
  expect(count()).toBe(2)
})

test('while the source is away the old one is used, until it ends', async () => {
  const { get, count, clock, fail } = scene()
  await get()
  fail(true)
  clock.now += 3_600_000 - EARLY_MS
  for (let n = 0; n < 5; n++) expect(await get()).toBe('value 1')
  // Not with every request.
  expect(count()).toBe(2)
  clock.now += 10_001
  expect(await get()).toBe('value 1')
  await Bun.sleep(0)
  expect(count()).toBe(3)
  clock.now += EARLY_MS
  expect(await rejection(get())).toMatchObject({ message: 'away' })
  fail(false)
  expect(await get()).toMatch(/^value \d+$/)
})

test('a failure is nobody else’s: the next one asks again', async () => {
  const { get, fail } = scene()
  fail(true)
  expect(await rejection(get())).toMatchObject({ message: 'away' })
  fail(false)
  expect(await get()).toBe('value 2')
})

const HOUR_MS = 3_600_000

test('a clock that is set back keeps nothing past its end, and renews as early as before', async () => {
  const { get, count, clock } = scene()
  await get()
  clock.set = -HOUR_MS
  expect(await get()).toBe('value 1')
  clock.now += HOUR_MS - EARLY_MS
  await get()
  await Bun.sleep(0)
  expect(count()).toBe(2)
  // What was obtained under the clock that is set back ends by it.
  clock.now += HOUR_MS
  expect(await get()).toBe('value 3')
})

test('tries that fail are spaced the same when the clock is set back', async () => {
  const { get, count, clock, fail } = scene()
  await get()
  fail(true)
  clock.now += HOUR_MS - EARLY_MS
  await get()
  await Bun.sleep(0)
  clock.set = -HOUR_MS
  clock.now += 10_001
  await get()
  expect(count()).toBe(3)
})

test('after a sleep, in which the other clock stood still, or when it is set ahead, it is obtained anew', async () => {
  const { get, clock } = scene()
  await get()
  clock.set = HOUR_MS
  expect(await get()).toBe('value 2')
})
