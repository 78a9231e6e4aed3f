/** The compiled binary installs itself: below another root, and for a user under a systemctl that takes notes. */

import { afterAll, describe, expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildOnce } from '../support/build-once.ts'

const SLOW = 30_000
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-install-'))
  folders.push(folder)
  return folder
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = Bun.spawn([await buildOnce(), ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [code, stdout, stderr] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
  return { code, stdout, stderr }
}

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8)
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

const FILES = [
  'etc/credstore/lockllm-proxy.lockllm-api-key',
  'etc/lockllm-proxy/lockllm-proxy.toml',
  'etc/lockllm-proxy/tls/cert.pem',
  'etc/lockllm-proxy/tls/key.pem',
  'etc/systemd/system/lockllm-proxy.service',
  'etc/systemd/system/lockllm-proxy@.service',
  'etc/sysusers.d/lockllm-proxy.conf',
  'usr/local/bin/lockllm-proxy',
]

describe('below another root', () => {
  test(
    'a dry run writes nothing; a run writes all; another changes nothing; uninstall keeps what is not its own',
    async () => {
      const root = await temporary()
      const env = { LOCKLLM_API_KEY: 'llk_canary_0123456789' }
      const dry = await run(['install', '--prefix', root, '--dry-run'], env)
      expect([dry.code, dry.stderr, filesIn(root)]).toEqual([0, '', []])
      expect(dry.stdout.match(/^would/gm)?.length).toBeGreaterThan(8)

      const first = await run(['install', '--prefix', root], env)
      expect([first.code, first.stderr]).toEqual([0, ''])
      expect(filesIn(root)).toEqual(FILES)
      expect(first.stdout + dry.stdout).not.toContain('canary')
      expect(first.stdout).toContain('note   systemd is not told')
      expect(first.stdout).not.toContain('systemctl')
      expect(modeOf(join(root, 'usr/local/bin/lockllm-proxy'))).toBe('755')
      expect(modeOf(join(root, 'etc/lockllm-proxy/lockllm-proxy.toml'))).toBe('640')
      expect(modeOf(join(root, 'etc/lockllm-proxy/tls/key.pem'))).toBe('600')
      expect(modeOf(join(root, 'etc/credstore'))).toBe('700')
      expect(modeOf(join(root, 'etc/credstore/lockllm-proxy.lockllm-api-key'))).toBe('600')
      const unit = readFileSync(join(root, 'etc/systemd/system/lockllm-proxy.service'), 'utf8')
      expect(unit).toContain(
        'ExecStart=/usr/local/bin/lockllm-proxy serve --config /etc/lockllm-proxy/lockllm-proxy.toml',
      )
      expect(unit).not.toContain('/usr/bin/lockllm-proxy')
      const cert = new X509Certificate(readFileSync(join(root, 'etc/lockllm-proxy/tls/cert.pem')))
      expect(cert.checkHost('localhost')).toBe('localhost')

      const config = join(root, 'etc/lockllm-proxy/lockllm-proxy.toml')
      const checked = await run(['check', '--config', config], { CREDENTIALS_DIRECTORY: join(root, 'none') })
      expect(checked.stderr).toContain('scan.lockllm.api_key')
      await appendFile(config, '# mine\n')
      const second = await run(['install', '--prefix', root], env)
      expect(second.stdout).not.toMatch(/^done/m)
      expect(readFileSync(config, 'utf8')).toEndWith('# mine\n')

      const off = await run(['uninstall', '--prefix', root, '--dry-run'])
      expect([off.code, filesIn(root)]).toEqual([0, FILES])
      expect((await run(['uninstall', '--prefix', root])).code).toBe(0)
      expect(filesIn(root)).toEqual(FILES.slice(0, 4))
      expect((await run(['uninstall', '--prefix', root])).stdout).not.toMatch(/^done/m)
    },
    SLOW,
  )

  test('an empty key is none', async () => {
    const root = await temporary()
    await run(['install', '--prefix', root], { LOCKLLM_API_KEY: '', OPENAI_API_KEY: '' })
    expect(filesIn(root).filter((file) => file.includes('credstore'))).toEqual([])
    const config = readFileSync(join(root, 'etc/lockllm-proxy/lockllm-proxy.toml'), 'utf8')
    expect(config).not.toMatch(/^(engine|api_key) = /m)
  })

  test(
    'an older binary and a changed unit are replaced',
    async () => {
      const root = await temporary()
      await run(['install', '--prefix', root])
      const [binary, unit] = [FILES.at(-1) ?? '', FILES[4] ?? ''].map((file) => join(root, file))
      await writeFile(binary ?? '', 'old')
      await appendFile(unit ?? '', '# changed\n')
      const { stdout } = await run(['install', '--prefix', root])
      expect(stdout.match(/^done .*/gm)?.length).toBe(2)
      expect(statSync(binary ?? '').size).toBe(statSync(await buildOnce()).size)
    },
    SLOW,
  )
})

describe('for a user', () => {
  /** A home with a systemctl on its PATH that writes down how it was called. */
  async function home(script = 'exit 0') {
    const folder = await temporary()
    await mkdir(join(folder, 'bin'))
    await mkdir(join(folder, 'run/systemd'), { recursive: true })
    const log = join(folder, 'calls')
    await writeFile(join(folder, 'bin/systemctl'), `#!/bin/sh\necho "$@" >> ${log}\n${script}\n`, {
      mode: 0o755,
    })
    const env = {
      HOME: folder,
      PATH: `${folder}/bin:${process.env.PATH}`,
      XDG_RUNTIME_DIR: join(folder, 'run'),
    }
    return { folder, env, calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []) }
  }

  test(
    'is enabled and started, started again when something is new, and taken back',
    async () => {
      const { folder, env, calls } = await home()
      await run(['install', '--user', '--dry-run'], env)
      expect(calls()).toEqual([])
      const first = await run(['install', '--user'], env)
      expect([first.code, first.stderr]).toEqual([0, ''])
      expect(calls()).toEqual([
        '--user daemon-reload',
        '--user enable --quiet lockllm-proxy.service',
        '--user restart lockllm-proxy.service',
      ])
      const unit = readFileSync(join(folder, '.config/systemd/user/lockllm-proxy.service'), 'utf8')
      expect(unit).toContain(
        `ExecStart=${folder}/.local/bin/lockllm-proxy serve --config ${folder}/.config/lockllm-proxy/lockllm-proxy.toml`,
      )
      expect(unit).not.toMatch(/^User=/m)
      expect(unit).not.toMatch(/^LoadCredential=/m)
      await run(['install', '--user'], env)
      expect(calls().slice(3)).toEqual([
        '--user enable --quiet lockllm-proxy.service',
        '--user start lockllm-proxy.service',
      ])
      await run(['uninstall', '--user'], env)
      expect(calls().slice(5)).toEqual([
        '--user disable --now --quiet lockllm-proxy.service',
        '--user daemon-reload',
      ])
      expect(existsSync(join(folder, '.local/bin/lockllm-proxy'))).toBe(false)
      expect(existsSync(join(folder, '.config/lockllm-proxy/lockllm-proxy.toml'))).toBe(true)
    },
    SLOW,
  )

  test(
    'gets the credentials that are there, by their paths, and no others',
    async () => {
      const { folder, env } = await home()
      await run(['install', '--user'], { ...env, OPENAI_API_KEY: 'sk-canary' })
      const unit = readFileSync(join(folder, '.config/systemd/user/lockllm-proxy.service'), 'utf8')
      expect(unit.match(/^LoadCredential=.*/gm)).toEqual([
        `LoadCredential=openai-api-key:${folder}/.config/credstore/lockllm-proxy.openai-api-key`,
      ])
      const again = await run(['install', '--user'], env)
      expect(again.stdout).toContain('ok     unit ')
    },
    SLOW,
  )

  test(
    'what systemctl refuses is an error with its words',
    async () => {
      const { env } = await home('echo "Failed to connect to bus" >&2; exit 1')
      const { code, stderr } = await run(['install', '--user'], env)
      expect([code, stderr]).toEqual([1, expect.stringContaining('Failed to connect to bus')])
    },
    SLOW,
  )
})

test('--user and --prefix exclude each other', async () => {
  expect((await run(['install', '--user', '--prefix', '/x'])).code).toBe(64)
})
