/** The units, as systemd itself judges them, and what a reader would not notice. */

import { describe, expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildOnce } from '../support/build-once.ts'

const ROOT = join(import.meta.dir, '../..')
const unit = (name: string) => readFile(join(ROOT, 'systemd', name), 'utf8')

test.skipIf(Bun.which('systemd-analyze') === null)(
  'systemd finds no fault with them, and an exposure of 1.2 at the most',
  async () => {
    const check = Bun.spawn([join(ROOT, '.ci/check-units'), await buildOnce()], {
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [code, stdout, stderr] = await Promise.all([check.exited, check.stdout.text(), check.stderr.text()])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.match(/exposure level for lockllm-proxy(@i)?\.service: [01]\.\d /g)).toHaveLength(2)
  },
  20_000,
)

/** Settings without comments, as `key=value`. */
const settings = (text: string) => text.split('\n').filter((line) => /^\w+=/.test(line))

test('the template differs from the unit in names alone', async () => {
  const one = settings(await unit('lockllm-proxy.service'))
  const several = settings(await unit('lockllm-proxy@.service')).map((line) =>
    line
      .replace('lockllm-proxy %i,', 'lockllm-proxy,')
      .replace('/%i.toml', '/lockllm-proxy.toml')
      .replace('lockllm-proxy/%i', 'lockllm-proxy'),
  )
  expect(several).toEqual(one)
})

describe('the unit', () => {
  test.each([
    ['would cost the compiler', /^MemoryDenyWriteExecute=|^LimitAS=/m, false],
    ['would make an interpreter of the binary', /^UnsetEnvironment=.*BUN_OPTIONS BUN_BE_BUN/m, true],
    ['must be there to be told of a failed reload', /^ExecReload=\/usr\/bin\/lockllm-proxy reload$/m, true],
  ])('what %s (%p): %p', async (_why, pattern, isThere) => {
    expect(pattern.test(await unit('lockllm-proxy.service'))).toBe(isThere)
  })

  test('explains what it sets', async () => {
    const text = await unit('lockllm-proxy.service')
    const comments = text.split('\n').filter((line) => line.startsWith('#'))
    expect(comments.length).toBeGreaterThan(20)
  })
})
