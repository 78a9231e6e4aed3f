import { expect, test } from 'bun:test'
import { temporaryFolder } from '../config/temporary.ts'
import { cli } from './cli.ts'

test('a good configuration is shown as it is in effect', async () => {
  using folder = temporaryFolder()
  const file = folder.write('good.toml', '[providers.openai]\napi_key = "sk-canary"\n[cache]\nttl = "60m"\n')
  const { code, stdout, stderr } = await cli(['check', '--config', file])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toStartWith(`# ${file}, as lockllm-proxy reads it\n[server]\nlisten = "127.0.0.1:8080"\n`)
  expect(stdout).toContain('[providers.openai]\napi_key = "***"\n')
  expect(stdout).toContain('[cache]\nttl = "1h"\n')
  expect(stdout).not.toContain('canary')
})

test('without a file it shows the defaults', async () => {
  const { code, stdout } = await cli(['check'])
  expect(code).toBe(0)
  expect(stdout).toStartWith('# no file: the defaults, as lockllm-proxy reads it\n[server]\n')
})

test('every error is on stderr, and nothing on stdout', async () => {
  using folder = temporaryFolder()
  const file = folder.write('bad.toml', '[scan]\nengine = "lokal"\naction = "x"\n')
  expect(await cli(['check', '--config', file])).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      `${file}:2:10: scan.engine: must be "lockllm" or "local", got "lokal"; did you mean "local"?`,
      `${file}:3:10: scan.action: must be "block" or "allow_with_warning", got "x"`,
      '2 errors\n',
    ].join('\n'),
  })
})

test('a warning is no error', async () => {
  using folder = temporaryFolder()
  const file = folder.write('warn.toml', '[admin]\nlisten = "0.0.0.0:9090"\n')
  const { code, stderr } = await cli(['check', '--config', file])
  expect(code).toBe(0)
  expect(stderr).toBe(
    `warning: ${file}:2:10: admin.listen: 0.0.0.0:9090 answers anybody who reaches it, without TLS or a password\n`,
  )
})

test('secrets come from the environment of the process', async () => {
  using folder = temporaryFolder()
  const file = folder.write(
    'env.toml',
    '[scan]\nengine = "lockllm"\n[scan.lockllm]\napi_key = "env:SOME_KEY"\n',
  )
  const without = await cli(['check', '--config', file])
  expect(without.stderr).toBe(
    `${file}:4:11: scan.lockllm.api_key: the environment variable SOME_KEY is not set\n1 error\n`,
  )
  const { code, stdout } = await cli(['check', '--config', file], { env: { SOME_KEY: 'canary' } })
  expect(code).toBe(0)
  expect(stdout).toContain('api_key = "env:SOME_KEY"')
  expect(stdout).not.toContain('canary')
})
