/** The limiter: at most so many calls at once, a bounded queue in order, a bounded wait. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createLimiter } from '../../src/scan/limiter.ts'
import { rejection } from '../support/client.ts'

function scene(options: { concurrency: number; queue: number }) {
  const limiter = createLimiter(options)
  const started: number[] = []
  const tasks: PromiseWithResolvers<void>[] = []
  const run = (signal?: AbortSignal): Promise<void> => {
    const index = tasks.push(Promise.withResolvers<void>()) - 1
    return limiter.run(() => {
      started.push(index)
      return tasks[index]?.promise ?? Promise.resolve()
    }, signal)
  }
  return { limiter, started, run, finish: (index: number) => tasks[index]?.resolve(), tasks }
}

test('starts so many at once, the others in order as places come free', async () => {
  const { limiter, started, run, finish } = scene({ concurrency: 2, queue: 10 })
  const all = [run(), run(), run(), run()]
  expect(started).toEqual([0, 1])
  expect([limiter.active(), limiter.waiting()]).toEqual([2, 2])
  finish(1)
  await all[1]
  expect(started).toEqual([0, 1, 2])
  finish(0)
  await all[0]
  expect(started).toEqual([0, 1, 2, 3])
  finish(2)
  finish(3)
  await Promise.all(all)
  expect([limiter.active(), limiter.waiting()]).toEqual([0, 0])
})

test('refuses at once what does not fit into the queue', async () => {
  const { started, run, finish } = scene({ concurrency: 1, queue: 1 })
  const [first, second] = [run(), run()]
  expect(await rejection(run())).toMatchObject({ reason: 'overloaded' })
  expect(started).toEqual([0])
  finish(0)
  finish(1)
  await Promise.all([first, second])
})

describe('a wait that is ended', () => {
  test('is overloaded, and frees its place in the queue', async () => {
    const { limiter, started, run, finish } = scene({ concurrency: 1, queue: 1 })
    const ending = new AbortController()
    const [first, second] = [run(), run(ending.signal)]
    ending.abort()
    expect(await rejection(second)).toMatchObject({ reason: 'overloaded' })
    expect(limiter.waiting()).toBe(0)
    const third = run()
    finish(0)
    finish(2)
    await Promise.all([first, third])
    expect(started).toEqual([0, 2])
    expect(limiter.active()).toBe(0)
  })

  test('before it begins takes no place', async () => {
    const { limiter, started, run } = scene({ concurrency: 1, queue: 1 })
    expect(await rejection(run(AbortSignal.abort()))).toMatchObject({ reason: 'overloaded' })
    expect([started, limiter.active()]).toEqual([[], 0])
  })

  test('after it began ends nothing', async () => {
    const { run, finish } = scene({ concurrency: 1, queue: 1 })
    const ending = new AbortController()
    const [first, second] = [run(), run(ending.signal)]
    finish(0)
    await first
    ending.abort()
    finish(1)
    await second
  })
})

test('a task that fails or throws at once gives its place back', async () => {
  const { limiter } = scene({ concurrency: 1, queue: 0 })
  expect(await rejection(limiter.run(() => Promise.reject(new Error('a'))))).toHaveProperty('message', 'a')
  const thrower = () => {
    throw new Error('b')
  }
  expect(await rejection(limiter.run(thrower))).toHaveProperty('message', 'b')
  expect(await limiter.run(async () => 'c')).toBe('c')
  expect(limiter.active()).toBe(0)
})

test('never more at once than allowed, and all places come back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 }),
      async (concurrency, turns) => {
        const limiter = createLimiter({ concurrency, queue: 100 })
        let running = 0
        let most = 0
        await Promise.all(
          turns.map((count) =>
            limiter.run(async () => {
              most = Math.max(most, ++running)
              for (let turn = 0; turn < count; turn++) await Promise.resolve()
              running--
            }),
          ),
        )
        expect(most).toBeLessThanOrEqual(concurrency)
        expect(limiter.active()).toBe(0)
      },
    ),
    { numRuns: 50 },
  )
})
