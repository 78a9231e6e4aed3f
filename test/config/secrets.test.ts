import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Secret } from '../../src/config/secret.ts'
import { resolveSecrets } from '../../src/config/secrets.ts'
import { temporaryFolder } from './temporary.ts'

const CANARY = 'sk-canary-0123456789'

describe('a secret is resolved from', () => {
  test.each([
    ['a literal', CANARY, {}],
    ['the environment', 'env:KEY', { KEY: CANARY }],
  ])('%s', (_, reference, env) => {
    expect(resolve(reference, env)).toEqual({ value: CANARY, errors: [] })
  })

  test.each([
    ['no line break at the end', CANARY],
    ['one', `${CANARY}\n`],
    ['several', `${CANARY}\r\n\n`],
  ])('a file with %s', (_, content) => {
    using folder = temporaryFolder()
    const file = folder.write('key', content)
    expect(resolve(`file:${file}`, {})).toEqual({ value: CANARY, errors: [] })
  })

  test('a systemd credential', () => {
    using folder = temporaryFolder()
    folder.write('openai', `${CANARY}\n`)
    const env = { CREDENTIALS_DIRECTORY: folder.path }
    expect(resolve('credential:openai', env)).toEqual({ value: CANARY, errors: [] })
    expect(resolve('credential:other', env).errors).toEqual([
      `cannot read ${JSON.stringify(join(folder.path, 'other'))}: no such file or folder`,
    ])
  })
})

describe('a secret is refused', () => {
  const notAKey = (source: string) =>
    `${source} is not a key: it holds spaces at an end, line breaks or characters that are not ASCII`

  test.each([
    ['env:KEY', {}, 'the environment variable KEY is not set'],
    ['env:KEY', { KEY: '' }, 'the environment variable KEY is empty'],
    ['env:', {}, 'after "env:" goes the name of a variable'],
    [`env:${CANARY}`, {}, 'after "env:" goes the name of a variable'],
    ['env:KEY', { KEY: `${CANARY}\r\nx-evil: 1` }, notAKey('what "env:" points to')],
    ['file:', {}, 'after "file:" goes the path of a file'],
    ['credential:', {}, 'after "credential:" goes the name of a systemd credential, without a slash'],
    ['credential:..', {}, 'after "credential:" goes the name of a systemd credential, without a slash'],
    [` ${CANARY}`, {}, notAKey('the secret')],
    [`${CANARY}é`, {}, notAKey('the secret')],
    ['$KEY', {}, 'looks like a shell variable, which is not expanded here; write "env:NAME"'],
  ])('%j', (reference, env, message) => {
    const { errors } = resolve(reference, env)
    expect(errors).toEqual([message])
    expect(errors.join()).not.toContain('canary')
  })

  test('when its file is empty', () => {
    using folder = temporaryFolder()
    const file = folder.write('key', '\n')
    expect(resolve(`file:${file}`, {}).errors).toEqual([`the file ${JSON.stringify(file)} is empty`])
  })

  test('with all others, each at its path', () => {
    const config = { a: { key: new Secret('env:A') }, b: [new Secret('env:B')] }
    expect(resolveSecrets(config, {}).map(({ path }) => path)).toEqual([
      ['a', 'key'],
      ['b', 0],
    ])
  })
})

describe('a secret never shows', () => {
  test.each([
    ['a literal', CANARY, '***'],
    ['a reference', 'env:KEY', 'env:KEY'],
  ])('%s', (_, reference, shown) => {
    const secret = new Secret(reference, CANARY)
    expect(JSON.stringify({ secret })).toBe(`{"secret":"${shown}"}`)
    expect(`${secret}`).toBe('***')
    expect(inspect(secret)).toBe(shown)
    expect(inspect({ deep: { secret } }, { depth: 9, showHidden: true })).not.toContain('canary')
    expect(Bun.inspect(secret)).not.toContain('canary')
    expect(secret.reveal()).toBe(CANARY)
  })

  test('and cannot be used unresolved', () => {
    expect(() => new Secret('env:KEY').reveal()).toThrow('before it was resolved')
  })
})

function resolve(
  reference: string,
  env: Record<string, string>,
): { value: string | undefined; errors: string[] } {
  const secret = new Secret(reference)
  const errors = resolveSecrets(secret, env).map(({ message }) => message)
  return { value: errors.length > 0 ? undefined : secret.reveal(), errors }
}
