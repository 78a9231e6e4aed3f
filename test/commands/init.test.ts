import { expect, test } from 'bun:test'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { configTemplate } from '../../src/config/template.ts'
import { temporaryFolder } from '../config/temporary.ts'
import { cli } from './cli.ts'

test('what it writes passes check, which then shows the defaults', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'new.toml')
  expect(await cli(['init', file])).toEqual({
    code: 0,
    stdout: `wrote ${file}\nnext: lockllm-proxy check --config ${file}\n`,
    stderr: '',
  })
  expect(readFileSync(file, 'utf8')).toBe(configTemplate())
  expect(statSync(file).mode & 0o007).toBe(0)

  const written = await cli(['check', '--config', file])
  const defaults = await cli(['check'])
  const body = (text: string) => text.slice(text.indexOf('\n'))
  expect(written).toMatchObject({ code: 0, stderr: '' })
  expect(body(written.stdout)).toBe(body(defaults.stdout))
})

test('without a name it writes lockllm-proxy.toml where it stands, once', async () => {
  using folder = temporaryFolder()
  const first = await cli(['init'], { cwd: folder.path })
  expect(first.code).toBe(0)
  expect(readFileSync(join(folder.path, 'lockllm-proxy.toml'), 'utf8')).toBe(configTemplate())
  expect(await cli(['init'], { cwd: folder.path })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'lockllm-proxy init: cannot write "lockllm-proxy.toml": it is there already\n',
  })
})

test('it never overwrites', async () => {
  using folder = temporaryFolder()
  const file = folder.write('mine.toml', '# mine')
  expect((await cli(['init', file])).code).toBe(1)
  expect(readFileSync(file, 'utf8')).toBe('# mine')
})

test('"-" is stdout', async () => {
  expect(await cli(['init', '-'])).toEqual({ code: 0, stdout: configTemplate(), stderr: '' })
})
