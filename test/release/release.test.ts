/** Archives and packages, made of a small executable: what is in them, with which modes, and the same bytes each time. */

import { describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { makeArchive, type Release } from '../../release/archive.ts'
import { makeDeb } from '../../release/deb.ts'
import { exampleFiles } from '../../release/examples.ts'
import { licenceTexts } from '../../release/licences.ts'
import { loadConfig } from '../../src/config/load.ts'
import { type Folder, temporaryFolder } from '../config/temporary.ts'

const root = join(import.meta.dir, '../..')
const licences = await licenceTexts(root)
const release: Release = { root, version: '1.2.3', epoch: 1_700_000_000, licences }
const SLOW = 30_000

async function output(...command: readonly string[]): Promise<string> {
  const child = Bun.spawn([...command], {
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC' },
  })
  const [code, stdout, stderr] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
  if (code !== 0) throw new Error(`${command[0]} failed (${code})\n${stderr}`)
  return stdout
}
const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** An executable with a time of its own, which must not show. */
function executable(folder: Folder): string {
  const file = folder.write('binary', '#!/bin/sh\necho 1.2.3\n')
  utimesSync(file, Math.random() * 1e9, Math.random() * 1e9)
  return file
}

describe('licences', () => {
  test('there is a text for what is compiled in, and none for what is not', () => {
    for (const name of ['elysia', 'ioredis', 'pino', 'smol-toml', '@sinclair/typebox', 'denque']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT|BSD|ISC|Apache`, 'm'))
    }
    expect(licences).toContain(`bun ${Bun.version} (MIT)`)
    expect(licences).toContain('JavaScriptCore of WebKit (LGPL-2.0')
    expect(licences).not.toMatch(/^(typescript|openai|fast-check|knip) /m)
    expect(licences).not.toContain(root)
  })
})

test('what somebody has put beside an example is not released', () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, 'examples/compose/secrets'), { recursive: true })
  for (const name of [
    'compose.yaml',
    'lockllm-proxy',
    'lockllm-proxy.toml',
    'clients.toml',
    'secrets/openai_api_key',
  ])
    folder.write(`examples/compose/${name}`, '')
  expect(exampleFiles(folder.path)).toEqual(['compose/compose.yaml', 'compose/lockllm-proxy.toml'])
})

describe.skipIf(!Bun.which('tar'))('an archive', () => {
  test(
    'has everything, owned by root, and is the same each time',
    async () => {
      using first = temporaryFolder()
      using second = temporaryFolder()
      const file = await makeArchive(release, 'linux-x64', executable(first), first.path)
      const again = await makeArchive(release, 'linux-x64', executable(second), second.path)
      expect(digest(again)).toBe(digest(file))
      const list = await output('tar', 'tvzf', file)
      const top = 'lockllm-proxy-1.2.3-linux-x64'
      for (const name of [
        'LICENSE',
        'README.md',
        'THIRD-PARTY-LICENSES.txt',
        'lockllm-proxy.example.toml',
        'systemd/lockllm-proxy.service',
        'systemd/lockllm-proxy@.service',
        'systemd/user/lockllm-proxy.service',
        'systemd/drop-ins/privileged-port.conf',
        'examples/nginx/nginx.conf',
        'examples/compose/compose.yaml',
      ]) {
        expect(list).toMatch(new RegExp(`^-rw-r--r-- 0/0 .* 2023-11-14 22:13 ${top}/${name}$`, 'm'))
      }
      expect(list).toMatch(new RegExp(`^-rwxr-xr-x 0/0 .* ${top}/lockllm-proxy$`, 'm'))
      await output('tar', 'xzf', file, '-C', first.path)
      expect(loadConfig(join(first.path, top, 'lockllm-proxy.example.toml'), {})).toEqual(
        loadConfig(undefined, {}),
      )
    },
    SLOW,
  )
})

describe.skipIf(!Bun.which('dpkg-deb'))('a Debian package', () => {
  test(
    'has its files, conffiles and scripts, and is the same each time',
    async () => {
      using first = temporaryFolder()
      using second = temporaryFolder()
      const file = (await makeDeb(release, 'linux-arm64', executable(first), first.path)) ?? ''
      const again = (await makeDeb(release, 'linux-arm64', executable(second), second.path)) ?? ''
      expect(digest(again)).toBe(digest(file))
      expect(await output('dpkg-deb', '--field', file, 'Package', 'Version', 'Architecture')).toBe(
        'Package: lockllm-proxy\nVersion: 1.2.3\nArchitecture: arm64\n',
      )
      const list = await output('dpkg-deb', '--contents', file)
      for (const [mode, path] of [
        ['-rwxr-xr-x', 'usr/bin/lockllm-proxy'],
        ['-rw-r-----', 'etc/lockllm-proxy/lockllm-proxy.toml'],
        ['-rw-r--r--', 'etc/logrotate.d/lockllm-proxy'],
        ['-rw-r--r--', 'usr/lib/systemd/system/lockllm-proxy.service'],
        ['-rw-r--r--', 'usr/lib/systemd/system/lockllm-proxy@.service'],
        ['-rw-r--r--', 'usr/lib/sysusers.d/lockllm-proxy.conf'],
        ['-rw-r--r--', 'usr/share/doc/lockllm-proxy/copyright'],
        ['-rw-r--r--', 'usr/share/doc/lockllm-proxy/examples/nginx/nginx.conf'],
      ]) {
        expect(list).toMatch(new RegExp(`^${mode} root/root .* \\./${path}$`, 'm'))
      }
      await output('dpkg-deb', '--control', file, join(first.path, 'control'))
      const control = (name: string) => readFileSync(join(first.path, 'control', name), 'utf8')
      expect(control('conffiles')).toBe(
        '/etc/lockllm-proxy/lockllm-proxy.toml\n/etc/logrotate.d/lockllm-proxy\n',
      )
      for (const script of ['postinst', 'prerm', 'postrm']) {
        expect(control(script)).toStartWith('#!/bin/sh\n')
        await output('sh', '-n', join(first.path, 'control', script))
      }
    },
    SLOW,
  )

  test('is not made for musl, which Debian has not', async () => {
    using folder = temporaryFolder()
    expect(await makeDeb(release, 'linux-x64-musl', executable(folder), folder.path)).toBeUndefined()
  })
})
