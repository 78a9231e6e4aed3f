/** Reloads of the binary under load: no request is lost, and a broken configuration changes nothing. */

import { afterAll, describe, expect, test } from 'bun:test'
import { lstat, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildOnce } from '../support/build-once.ts'
import { chat, post } from '../support/client.ts'
import { type LoadResult, startLoad } from '../support/load.ts'
import { openNotifySocket } from '../support/notify-socket.ts'
import { startWorld } from '../support/world.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-reload-'))
const notify = openNotifySocket(join(folder, 'notify'))
const LOCAL = { scan: { engine: 'local' } } as const
const environment = { NOTIFY_SOCKET: notify.address, RUNTIME_DIRECTORY: folder, WATCHDOG_USEC: '300000' }
const world = await startWorld(LOCAL, environment)
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  notify[Symbol.dispose]()
  await rm(folder, { recursive: true, force: true })
})
const { proxy } = world

const ask = async () => {
  const response = await post(`${world.at('echo')}/x`, chat('hello there'))
  await response.text()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
}
const NOTHING_LOST = { lost: 0, reasons: {} }
const lost = ({ lost, reasons }: LoadResult) => ({ lost, reasons })

async function reloadCommand(...args: string[]) {
  const child = Bun.spawn([await buildOnce(), 'reload', ...args], {
    env: { PATH: process.env.PATH ?? '', RUNTIME_DIRECTORY: folder },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [code, stdout, stderr] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
  return { code, stdout, stderr }
}

test('systemd hears that it is ready, where, and of each life sign', async () => {
  const ready = await notify.next(({ READY }) => READY === '1')
  expect(ready).toMatchObject({ MAINPID: String(proxy.pid), STATUS: expect.stringContaining('127.0.0.1:') })
  await notify.next(({ WATCHDOG }) => WATCHDOG === '1')
})

test('by SIGHUP, twenty times, no request is lost', async () => {
  const load = startLoad(16, ask)
  for (let round = 0; round < 20; round++) {
    await load.more(20)
    const seen = notify.messages.length
    await world.reconfigure({ ...LOCAL, server: { server_timing: round % 2 === 0 } })
    const begin = await notify.next(({ RELOADING }) => RELOADING === '1', seen)
    expect(Number(begin.MONOTONIC_USEC)).toBeGreaterThan(0)
    await notify.next(({ READY }) => READY === '1', seen)
  }
  expect(lost(await load.stop())).toEqual(NOTHING_LOST)
  await world.reconfigure({ ...LOCAL, server: { server_timing: true } })
  let timing: string | null = null
  while (!timing) timing = (await post(`${world.at('echo')}/x`, chat('hello'))).headers.get('server-timing')
})

describe('by the command', () => {
  test('the socket is for the owner alone', async () => {
    expect((await lstat(join(folder, 'control.sock'))).mode & 0o777).toBe(0o600)
  })

  test('a good configuration is in effect when it returns', async () => {
    await proxy.configure(
      `[server]\nlisten = "127.0.0.1:0"\nserver_timing = false\n[admin]\nlisten = "127.0.0.1:0"\n[scan]\nengine = "local"\n[providers.echo]\nbase_url = "${world.provider.url}/echo"\n[log]\nformat = "json"\n`,
    )
    expect(await reloadCommand()).toEqual({ code: 0, stdout: 'reloaded\n', stderr: '' })
    const response = await post(`${world.at('echo')}/x`, chat('hello'))
    expect([response.status, response.headers.get('server-timing')]).toEqual([200, null])
  })

  test('a broken one changes nothing and says why: to the caller, in the log and to systemd', async () => {
    const load = startLoad(8, ask)
    await load.more(20)
    const seen = notify.messages.length
    await proxy.configure('[server]\nlisten = "127.0.0.1:0"\nmax_bdy = "1MiB"\n')
    const { code, stdout, stderr } = await reloadCommand()
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('not reloaded: nothing has changed')
    expect(stderr).toContain('config.toml:3:1: server.max_bdy: unknown key; did you mean "max_body"?')
    const { reason } = await proxy.logged(({ msg }) => msg === 'not reloaded: nothing has changed')
    expect(reason).toContain('server.max_bdy')
    const { STATUS } = await notify.next(({ READY }) => READY === '1', seen)
    expect(STATUS).toMatch(/^Ready: 127\.0\.0\.1:\d+.*FAILED, nothing has changed: .*server\.max_bdy/)
    await load.more(50)
    expect(lost(await load.stop())).toEqual(NOTHING_LOST)
  })

  test('a socket that nobody listens on is an error of its own', async () => {
    const { code, stderr } = await reloadCommand('--socket', join(folder, 'nobody.sock'))
    expect(code).toBe(2)
    expect(stderr).toContain('no daemon answers')
  })
})

test('a process that is stopped sends no life sign, and goes on afterwards', async () => {
  process.kill(proxy.pid, 'SIGSTOP')
  await Bun.sleep(50)
  const seen = notify.messages.length
  await Bun.sleep(400)
  expect(notify.messages.length).toBe(seen)
  process.kill(proxy.pid, 'SIGCONT')
  await notify.next(({ WATCHDOG }) => WATCHDOG === '1', seen)
})
