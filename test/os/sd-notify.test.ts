/** Messages to systemd, received by a real datagram socket. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNotify, watchdogInterval } from '../../src/os/sd-notify.ts'
import { openNotifySocket } from '../support/notify-socket.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-notify-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const fail = (error: unknown) => {
  throw error
}

describe.each([
  ['a path', join(folder, 'notify')],
  ['an abstract socket', `@lockllm-proxy-test-${process.pid}-${Date.now()}`],
])('over %s', (_kind, address) => {
  test('every message arrives as one datagram', async () => {
    using socket = openNotifySocket(address)
    const notify = createNotify({ NOTIFY_SOCKET: address }, fail)
    notify.ready('Ready: 127.0.0.1:8080')
    notify.reloading()
    notify.status('two\n  lines')
    notify.watchdog()
    notify.stopping('Draining', 300_000)
    await socket.next(({ STOPPING }) => STOPPING === '1')
    expect(socket.messages).toEqual([
      { READY: '1', STATUS: 'Ready: 127.0.0.1:8080', MAINPID: String(process.pid) },
      { RELOADING: '1', MONOTONIC_USEC: expect.stringMatching(/^\d+$/), STATUS: 'Reloading' },
      { STATUS: 'two; lines' },
      { WATCHDOG: '1' },
      { STOPPING: '1', STATUS: 'Draining', EXTEND_TIMEOUT_USEC: '300000000' },
    ])
  })
})

test('the time of a reload is that of the monotonic clock', async () => {
  using socket = openNotifySocket(join(folder, 'clock'))
  createNotify({ NOTIFY_SOCKET: socket.address }, fail).reloading()
  const { MONOTONIC_USEC } = await socket.next(() => true)
  // The first column of proc_uptime(5) counts suspended time too; here nobody sleeps in between.
  const uptime = Number((await Bun.file('/proc/uptime').text()).split(' ')[0])
  expect(Math.abs(Number(MONOTONIC_USEC) / 1e6 - uptime)).toBeLessThan(3600)
  const before = Number(MONOTONIC_USEC)
  createNotify({ NOTIFY_SOCKET: socket.address }, fail).reloading()
  const later = await socket.next(() => true, 1)
  expect(Number(later.MONOTONIC_USEC)).toBeGreaterThan(before)
})

test.each([undefined, ''])('without $NOTIFY_SOCKET (%p) nothing is sent', (NOTIFY_SOCKET) => {
  const notify = createNotify({ NOTIFY_SOCKET }, fail)
  notify.ready('Ready')
  notify.reloading()
  notify.status('fine')
  notify.watchdog()
  notify.stopping('Draining', 1)
})

test.each([
  ['nobody listens', join(folder, 'nobody')],
  ['it is no address of a unix socket', 'vsock:2:1234'],
])('a message that is not taken since %s is reported, and nothing else happens', (_why, address) => {
  const errors: unknown[] = []
  createNotify({ NOTIFY_SOCKET: address }, (error) => errors.push(error)).ready('Ready')
  expect(String(errors)).toMatch(/^Error: NOTIFY_SOCKET/)
})

test.each([
  [{}, undefined],
  [{ WATCHDOG_USEC: '' }, undefined],
  [{ WATCHDOG_USEC: 'often' }, undefined],
  [{ WATCHDOG_USEC: '60000000' }, 60_000],
  [{ WATCHDOG_USEC: '60000000', WATCHDOG_PID: String(process.pid) }, 60_000],
  [{ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '1' }, undefined],
])('%j asks for a ping within %p ms', (env, expected) => {
  expect(watchdogInterval(env)).toBe(expected)
})
