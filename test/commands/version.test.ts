import { expect, test } from 'bun:test'
import { version } from '../../package.json'
import { localScanner } from '../../src/scan/local/local.ts'
import { cli } from './cli.ts'

test('for people', async () => {
  const { code, stdout } = await cli(['version'])
  expect(code).toBe(0)
  expect(stdout).toStartWith(`lockllm-proxy ${version} (no commit, bun ${Bun.version}, `)
  expect(await cli(['--version'])).toMatchObject({ code: 0, stdout })
})

test('for machines', async () => {
  const { code, stdout } = await cli(['version', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    version,
    commit: null,
    bun: Bun.version,
    platform: `${process.platform}-${process.arch}`,
    local_engine: localScanner().fingerprint,
  })
})
