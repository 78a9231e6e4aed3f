import { expect, test } from 'bun:test'
import { assertNoLeak, secretsOf } from './leaks.ts'

const config = {
  providers: { openai: { api_key: 'literal-key' }, groq: { api_key: 'env:GROQ' } },
  cache: { redis: 'redis://user:redis-password@h/0', secret: 'file:/x' },
  webhooks: [{ url: 'env:HOOK', secret: 'hook-secret' }],
  routes: [{ request_headers: { set: { 'x-a': 'a ${env:TEAM}' } } }],
}
const env = {
  GROQ: 'groq-value',
  HOOK: 'https://hook.test/secret-path',
  TEAM: 'team-value',
  OTHER: 'other-value',
}

test('finds what a configuration has of secrets', () => {
  expect([...secretsOf(config, env)].toSorted()).toEqual([
    'groq-value',
    'hook-secret',
    'https://hook.test/secret-path',
    'literal-key',
    'redis-password',
    'team-value',
  ])
  expect([...secretsOf('[providers.openai]\napi_key = "literal-key"', {})]).toEqual(['literal-key'])
  expect([...secretsOf('no = = toml', {})]).toEqual([])
})

test.each([
  ['{"msg":"x literal-key"}', false],
  [`{"key":"llp_${'a'.repeat(43)}"}`, false],
  ['{"authorization":"Bearer abcdef123"}', false],
  ['{"cause":"sk-client-1234"}', false],
  ['{"token":"eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl"}', false],
  ['{"msg":"ready","risk":"sk","keyId":"0f12ab34"}', true],
])('%s may be in an output: %p', (line, isFine) => {
  const check = () => assertNoLeak(`first\n${line}\nlast`, secretsOf(config, env))
  if (isFine) expect(check).not.toThrow()
  else expect(check).toThrow('a secret is in the output')
})
