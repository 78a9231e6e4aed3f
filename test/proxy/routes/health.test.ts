/** Who is set aside and comes back, and how many further tries there may be. */

import { afterAll, expect, test } from 'bun:test'
import { DIRECT } from '../../../src/egress/egress.ts'
import { createRetryBudget } from '../../../src/proxy/routes/budget.ts'
import { createHealth, startProbes } from '../../../src/proxy/routes/health.ts'

test('failures in a row set a provider aside, once, for a while', () => {
  let now = 0
  const changes: string[] = []
  const onChange = (provider: string, isUp: boolean) => void changes.push(`${provider} ${isUp}`)
  const health = createHealth({ ejectAfter: 3, ejectMs: 1000, now: () => now, onChange })
  for (let i = 0; i < 2; i++) health.failed('a')
  health.succeeded('a')
  for (let i = 0; i < 2; i++) health.failed('a')
  expect([health.isUp('a'), health.isUp('b'), changes]).toEqual([true, true, []])
  health.failed('a')
  expect([health.isUp('a'), health.isUp('b'), changes]).toEqual([false, true, ['a false']])
  now = 1000
  expect(health.isUp('a')).toBe(true)
  // On probation one failure is enough.
  health.failed('a')
  expect([health.isUp('a'), changes]).toEqual([false, ['a false']])
  health.succeeded('a')
  expect([health.isUp('a'), changes]).toEqual([true, ['a false', 'a true']])
})

test('the budget is a part of the requests, and a little is free', () => {
  let now = 0
  const budget = createRetryBudget(0.2, () => now)
  const takes = (count: number) => Array.from({ length: count }, () => budget.take()).filter(Boolean).length
  expect(takes(10)).toBe(3)
  for (let i = 0; i < 100; i++) budget.request()
  expect(takes(100)).toBe(17)
  now = 20_000
  expect(takes(10)).toBe(3)
})

const answers = { status: 500 }
const provider = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => {
    expect(request.headers.get('authorization')).toBeNull()
    return new Response('', { status: answers.status })
  },
})
afterAll(() => provider.stop(true))

test('probes find out who is down and who is back', async () => {
  let changed = Promise.withResolvers<string>()
  const health = createHealth({
    ejectAfter: 2,
    ejectMs: 60_000,
    now: () => performance.now(),
    onChange: (name, isUp) => {
      changed.resolve(`${name} ${isUp}`)
      changed = Promise.withResolvers()
    },
  })
  const targets = [
    { name: 'live', baseUrl: provider.url, egress: DIRECT },
    { name: 'closed', baseUrl: new URL('http://127.0.0.1:1'), egress: DIRECT },
  ]
  const seen = new Set<string>()
  const stop = startProbes({ targets, health, intervalMs: 10 })
  while (seen.size < 2) seen.add(await changed.promise)
  expect(seen).toEqual(new Set(['live false', 'closed false']))
  answers.status = 401
  expect(await changed.promise).toBe('live true')
  stop()
  expect([health.isUp('live'), health.isUp('closed')]).toEqual([true, false])
})
