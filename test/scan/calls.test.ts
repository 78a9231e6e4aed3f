/** The calls of one request: one time budget for all of them, whatever they wait for. */

import { expect, test } from 'bun:test'
import { createCalls } from '../../src/scan/calls.ts'
import { createLimiter } from '../../src/scan/limiter.ts'
import { OPTIONS, VERDICTS } from '../proxy/exchanges.ts'
import { rejection } from '../support/client.ts'

const NEVER = new AbortController().signal
const BUDGET_MS = 200

test('what waits first for its turn and then for a place waits no longer than the budget', async () => {
  const limiter = createLimiter({ concurrency: 1, queue: 10 })
  const first = Promise.withResolvers<void>()
  const scanner = {
    name: 'lockllm' as const,
    fingerprint: 'fake',
    scan: () => first.promise.then(() => VERDICTS.safe),
  }
  const started = performance.now()
  const calls = createCalls(scanner, OPTIONS, { limiter, sideBySide: 1, signal: NEVER }, started + BUDGET_MS)
  const [one, two] = [calls('one'), calls('two')]
  // Somebody else's call gets the place of the first, and keeps it.
  const other = Promise.withResolvers<void>()
  const others = limiter.run(() => other.promise, NEVER)
  setTimeout(first.resolve, BUDGET_MS * 0.9)
  await one
  expect(await rejection(two)).toMatchObject({ reason: 'overloaded' })
  expect(performance.now() - started).toBeLessThan(BUDGET_MS * 1.5)
  other.resolve()
  await others
})

test('a place that comes free at the very end of the budget is not used', async () => {
  const limiter = createLimiter({ concurrency: 1, queue: 10 })
  const asked: string[] = []
  const scanner = {
    name: 'lockllm' as const,
    fingerprint: 'fake',
    async scan(text: string) {
      asked.push(text)
      return VERDICTS.safe
    },
  }
  const calls = createCalls(scanner, OPTIONS, { limiter, signal: NEVER }, performance.now() + 5)
  expect(await rejection(calls('late'))).toMatchObject({ reason: 'overloaded' })
  expect(asked).toEqual([])
})
