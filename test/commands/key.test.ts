import { expect, test } from 'bun:test'
import { parse } from 'smol-toml'
import { hashOfKey } from '../../src/proxy/clients/key.ts'
import { cli } from './cli.ts'

test('prints the key once and the lines to paste', async () => {
  const { code, stdout } = await cli(['key', 'new', 'search', '--expires', '2126-01-31'])
  const [key = '', , ...lines] = stdout.split('\n')
  expect(key).toMatch(/^llp_[\w-]{43}$/)
  expect(parse(lines.join('\n'))).toEqual({
    clients: [{ name: 'search', keys: [{ hash: hashOfKey(key), expires: '2126-01-31' }] }],
  })
  expect(stdout.split(key)).toHaveLength(2)
  expect(code).toBe(0)
  expect((await cli(['key', 'new', 'search'])).stdout).not.toContain(key)
})

test('a key may end a while from now', async () => {
  const { stdout } = await cli(['key', 'new', 'search', '--expires', '90d'])
  const expires = Date.parse(/expires = "(.*)"/.exec(stdout)?.[1] ?? '')
  expect(Math.abs(expires - Date.now() - 90 * 86_400_000)).toBeLessThan(60_000)
})

test.each([
  [[], 'what to do is missing: key new NAME'],
  [['old'], 'what to do is missing: key new NAME'],
  [['new'], "the client's name is missing: key new NAME"],
  [['new', 'two words'], 'a name has letters, digits'],
  [['new', 'x', '--expires', '2020-01-01'], '--expires must be a moment to come'],
  [['new', 'x', '--expires', 'soon'], '--expires must be a moment to come'],
])('%j is refused', async (args, message) => {
  const { code, stdout, stderr } = await cli(['key', ...args])
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
  expect(stderr).toContain(message)
})
