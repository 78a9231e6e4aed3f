/** The breaker before LockLLM: when it opens, whom it lets through, when it closes. */

import { expect, test } from 'bun:test'
import { type BreakerState, createBreaker } from '../../src/scan/breaker.ts'
import { ScanError } from '../../src/scan/scanner.ts'
import { rejection } from '../support/client.ts'

function scene() {
  let time = 1000
  const changes: BreakerState[] = []
  const breaker = createBreaker({
    threshold: 3,
    openMs: 100,
    maxOpenMs: 350,
    now: () => time,
    onChange: (state) => changes.push(state),
  })
  let ran = 0
  const down = new ScanError('server_error', 'LockLLM answered 500')
  const fail = (error: Error = down) =>
    rejection(
      breaker.run(async () => {
        ran++
        throw error
      }),
    )
  return {
    breaker,
    changes,
    down,
    fail,
    succeed: () => breaker.run(async () => ++ran),
    ran: () => ran,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    async open() {
      for (let i = 0; i < 3; i++) await fail()
    },
  }
}

test('results and errors pass through', async () => {
  const { breaker, fail, down } = scene()
  expect(await breaker.run(async () => 'verdict')).toBe('verdict')
  expect(await fail()).toBe(down)
})

test('failures in a row open it; a success in between starts anew', async () => {
  const { breaker, fail, succeed } = scene()
  await fail()
  await fail()
  await succeed()
  await fail()
  await fail()
  expect(breaker.state()).toBe('closed')
  await fail()
  expect(breaker.state()).toBe('open')
})

test('while it is open nothing runs, and the refusal says for how long', async () => {
  const { fail, open, ran, pass } = scene()
  await open()
  pass(40)
  const error = await fail()
  expect(error).toMatchObject({ reason: 'breaker_open', retryAfterMs: 60 })
  expect(ran()).toBe(3)
})

test('after the time one probe runs; others are refused until it is back', async () => {
  const { breaker, open, pass, fail, changes, ran } = scene()
  await open()
  pass(100)
  const probe = Promise.withResolvers<string>()
  const probing = breaker.run(() => probe.promise)
  expect(breaker.state()).toBe('half_open')
  expect(await fail()).toMatchObject({ reason: 'breaker_open' })
  expect(ran()).toBe(3)
  probe.resolve('verdict')
  expect(await probing).toBe('verdict')
  expect(changes).toEqual(['open', 'half_open', 'closed'])
})

test('each probe that fails doubles the time, up to the bound; a success resets it', async () => {
  const { open, pass, fail, succeed, breaker, ran } = scene()
  await open()
  for (const openMs of [100, 200, 350, 350]) {
    pass(openMs - 1)
    expect(await fail()).toMatchObject({ reason: 'breaker_open' })
    pass(1)
    const before = ran()
    await fail()
    expect(ran()).toBe(before + 1)
  }
  pass(350)
  await succeed()
  expect(breaker.state()).toBe('closed')
  await open()
  pass(100)
  expect(await succeed()).toBeNumber()
})

test('a text that the API refuses says that the service is up', async () => {
  const { breaker, fail } = scene()
  for (let i = 0; i < 10; i++) await fail(new ScanError('rejected', 'LockLLM refused the scan (400)'))
  expect(breaker.state()).toBe('closed')
})

test('late successes of scans from before the opening close it', async () => {
  const { breaker, open } = scene()
  const late = Promise.withResolvers<string>()
  const running = breaker.run(() => late.promise)
  await open()
  late.resolve('verdict')
  await running
  expect(breaker.state()).toBe('closed')
})

test('a scan that nobody had time for says nothing, neither for nor against', async () => {
  const { breaker, open, pass, fail, succeed } = scene()
  const overloaded = new ScanError('overloaded', 'no place')
  for (let i = 0; i < 10; i++) await fail(overloaded)
  expect(breaker.state()).toBe('closed')
  await open()
  pass(100)
  // As a probe it is none, so that the next one is.
  expect(await fail(overloaded)).toBe(overloaded)
  expect(breaker.state()).toBe('open')
  await succeed()
  expect(breaker.state()).toBe('closed')
})
