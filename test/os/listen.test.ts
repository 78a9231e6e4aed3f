/** Addresses to listen on: taken ports, stale and living sockets, and files that are none of ours. */

import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, lstatSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ListenOptions, listenOn } from '../../src/os/listen.ts'
import { rejection } from '../support/client.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-listen-'))
const servers: Bun.Server<undefined>[] = []
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop(true)))
  await rm(folder, { recursive: true, force: true })
})

function serve(options: ListenOptions): Bun.Server<undefined> {
  const server = Bun.serve({ ...options, fetch: () => new Response('reached') })
  servers.push(server)
  return server
}
const tcp = (port = 0, host = '127.0.0.1') => listenOn({ kind: 'tcp', host, port }, serve)
const unix = (path: string) => listenOn({ kind: 'unix', path }, serve)
const reach = async (path: string) => (await fetch('http://h/', { unix: path })).text()

describe('TCP', () => {
  test('port 0 is one that the system chooses', async () => {
    const server = await tcp()
    expect(await (await fetch(`http://127.0.0.1:${server.port}`)).text()).toBe('reached')
  })

  test('a port that is taken is not shared', async () => {
    const { port } = await tcp()
    const error = await rejection(tcp(port))
    expect(String(error)).toMatch(new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}: .*in use`))
  })

  test('an address of another host says so', async () => {
    expect(String(await rejection(tcp(0, '192.0.2.1')))).toStartWith('Error: cannot listen on 192.0.2.1:0: ')
  })
})

describe('unix sockets', () => {
  test('are for owner and group alone, and the umask is as before', async () => {
    const path = join(folder, 'mode.sock')
    const before = process.umask()
    await unix(path)
    expect(lstatSync(path).mode & 0o777).toBe(0o660)
    expect(process.umask()).toBe(before)
    expect(await reach(path)).toBe('reached')
  })

  test('that fail leave the umask as before', async () => {
    const before = process.umask()
    const error = await rejection(unix(join(folder, 'no', 'such', 'folder.sock')))
    expect(String(error)).toContain('cannot listen on unix:')
    expect(process.umask()).toBe(before)
  })

  test('left over from a crash are replaced', async () => {
    const path = join(folder, 'stale.sock')
    const script = `import { createServer } from 'node:net'; createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    await Bun.spawn([process.execPath, '-e', script]).exited
    expect(lstatSync(path).isSocket()).toBe(true)
    await unix(path)
    expect(await reach(path)).toBe('reached')
  })

  test('on which somebody listens are left alone', async () => {
    const path = join(folder, 'alive.sock')
    const owner = createServer((socket) => socket.end('owner'))
    await new Promise<void>((resolve) => owner.listen(path, resolve))
    try {
      expect(String(await rejection(unix(path)))).toContain('in use')
      expect(lstatSync(path).isSocket()).toBe(true)
    } finally {
      owner.close()
    }
  })

  test.each([
    ['a file', (path: string) => writeFile(path, 'precious')],
    ['an empty file', (path: string) => writeFile(path, '')],
    ['a folder', (path: string) => mkdir(path)],
    ['a link', (path: string) => symlink('/etc/hostname', path)],
    ['a dangling link', (path: string) => symlink('/nowhere', path)],
  ])('%s that is no socket is left alone', async (name, make) => {
    const path = join(folder, name.replaceAll(' ', '-'))
    await make(path)
    const before = lstatSync(path)
    expect(String(await rejection(unix(path)))).toContain(`cannot listen on unix:${path}: `)
    expect([lstatSync(path).ino, lstatSync(path).mode, lstatSync(path).size]).toEqual([
      before.ino,
      before.mode,
      before.size,
    ])
    if (name === 'a file') expect(await readFile(path, 'utf8')).toBe('precious')
    expect(existsSync('/nowhere')).toBe(false)
  })
})
