import { expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../config/temporary.ts'
import { cli } from './cli.ts'

test('writes a pair once, the key for its owner alone', async () => {
  using folder = temporaryFolder()
  const out = join(folder.path, 'tls')
  const args = ['cert', '--out', out, '--days', '7', 'proxy.example.com', '10.0.0.1']
  const dry = await cli([...args, '--dry-run'])
  expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('would write')])
  expect((await cli(args)).code).toBe(0)
  const parsed = new X509Certificate(readFileSync(join(out, 'cert.pem')))
  expect(parsed.subjectAltName).toBe('DNS:proxy.example.com, IP Address:10.0.0.1')
  expect(statSync(join(out, 'key.pem')).mode & 0o777).toBe(0o600)
  const again = await cli(args)
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already')])
  expect(readFileSync(join(out, 'cert.pem'), 'utf8')).toBe(parsed.toString())
}, 30_000)

test.each([[['--days', '0']], [['--days', 'x']], [['a name']], [['--', '-.example']]])(
  'refuses %p',
  async (args) => {
    expect((await cli(['cert', '--dry-run', ...args])).code).toBe(64)
  },
)
