/** Pings that follow a check of the data path. */

import { expect, test } from 'bun:test'
import { startWatchdog } from '../../src/os/watchdog.ts'

function watching(check: (signal: AbortSignal) => Promise<void>) {
  const pinged = Promise.withResolvers<void>()
  const stuck = Promise.withResolvers<unknown>()
  let pings = 0
  const silent = () => {}
  const notify = {
    ready: silent,
    reloading: silent,
    status: silent,
    stopping: silent,
    watchdog() {
      pings++
      pinged.resolve()
    },
  }
  const drain = startWatchdog({ notify, intervalMs: 60, check, onStuck: stuck.resolve })
  return { drain, pinged: pinged.promise, stuck: stuck.promise, pings: () => pings }
}

test('a check that passes is followed by a ping', async () => {
  await watching(async () => {}).pinged
})

test('a check that fails is not', async () => {
  const { stuck, pings } = watching(async () => {
    throw new Error('refused')
  })
  expect(String(await stuck)).toBe('Error: refused')
  expect(pings()).toBe(0)
})

test('a check that does not end is given up, without a ping', async () => {
  const { stuck, pings } = watching(
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  )
  expect(String(await stuck)).toContain('TimeoutError')
  expect(pings()).toBe(0)
})

test('while the service drains its closed listeners are no reason to end it', async () => {
  const { drain, stuck, pinged } = watching(async () => {
    throw new Error('refused')
  })
  await stuck
  drain()
  await pinged
})
