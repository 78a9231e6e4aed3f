/** The control socket: where it is, who may use it, and what goes over it. */

import { afterAll, describe, expect, test } from 'bun:test'
import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askToReload, controlPath, findControl, openControl } from '../../src/server/control.ts'
import { rejection } from '../support/client.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-control-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  [{}, undefined],
  [{ RUNTIME_DIRECTORY: '' }, undefined],
  [{ RUNTIME_DIRECTORY: '/run/a' }, '/run/a/control.sock'],
  [{ RUNTIME_DIRECTORY: '/run/a:/run/b' }, '/run/a/control.sock'],
  [{ XDG_RUNTIME_DIR: '/run/user/1' }, '/run/user/1/lockllm-proxy/control.sock'],
  [{ RUNTIME_DIRECTORY: '/run/a', XDG_RUNTIME_DIR: '/run/user/1' }, '/run/a/control.sock'],
])('with %j it is %p', (env, path) => {
  expect(controlPath(env)).toBe(path)
})

const reloaded = async () => ({ ok: true, message: 'a warning' })

describe('a socket', () => {
  test('is for its owner alone, in a folder that is too', async () => {
    const path = join(folder, 'own', 'control.sock')
    const close = await openControl(path, reloaded)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'own')).mode & 0o777).toBe(0o700)
    expect(findControl({ RUNTIME_DIRECTORY: join(folder, 'own') })).toBe(path)
    await close()
  })

  test.each([
    { ok: true, message: '' },
    { ok: false, message: 'file:1:1: two\nlines' },
  ])('answers with %j', async (outcome) => {
    const path = join(folder, `answer-${outcome.ok}.sock`)
    const close = await openControl(path, async () => outcome)
    expect(await askToReload(path)).toEqual(outcome)
    await close()
    expect(String(await rejection(askToReload(path)))).toContain('no daemon answers')
  })

  test('does nothing for another word', async () => {
    const path = join(folder, 'word.sock')
    let reloads = 0
    const close = await openControl(path, async () => {
      reloads++
      return { ok: true, message: '' }
    })
    const answer = await new Promise<string>((resolve) => {
      const socket = connect({ path }, () => socket.write('reload\n'))
      socket.once('data', (data) => resolve(String(data)))
    })
    expect(JSON.parse(answer)).toMatchObject({ ok: false })
    expect(reloads).toBe(0)
    await close()
  })

  test('of a daemon that runs is left to it, that of a dead one is taken', async () => {
    const path = join(folder, 'taken.sock')
    const close = await openControl(path, reloaded)
    expect(String(await rejection(openControl(path, reloaded)))).toContain('belongs to a daemon that runs')
    expect(await askToReload(path)).toMatchObject({ ok: true })
    await close()
    const script = `import { createServer } from 'node:net'; createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    await Bun.spawn([process.execPath, '-e', script]).exited
    expect(statSync(path).isSocket()).toBe(true)
    await (await openControl(path, reloaded))()
  })
})
