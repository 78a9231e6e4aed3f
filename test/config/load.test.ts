import { describe, expect, test } from 'bun:test'
import { loadConfig } from '../../src/config/load.ts'
import { ConfigError, formatProblem, type Problem } from '../../src/config/problem.ts'
import type { Config } from '../../src/config/schema.ts'
import { temporaryFolder } from './temporary.ts'

describe('loading', () => {
  test('no file gives the defaults, in milliseconds and bytes', () => {
    const { config, warnings } = load(undefined)
    expect(warnings).toEqual([])
    expect(config.server).toMatchObject({
      listen: ['127.0.0.1:8080'],
      max_body: 32 * 1024 ** 2,
      drain_timeout: 300_000,
    })
    expect(config.scan).toMatchObject({ engine: 'local', on_error: 'block', lockllm: { timeout: 5000 } })
    expect(config.providers).toEqual({})
  })

  test('an empty file is the same as none', () => {
    expect(load('').config).toEqual(load(undefined).config)
  })

  test('a full file', () => {
    const { config, warnings } = load(
      `
      [server]
      listen = ["0.0.0.0:8443", "[::1]:8080"]
      [server.tls]
      cert = "test/config/tls/cert.pem"
      key = "test/config/tls/key.pem"
      client_ca = "test/config/tls/cert.pem"
      [scan]
      engine = "lockllm"
      trusted_roles = ["system"]
      lockllm.api_key = "env:LOCKLLM_API_KEY"
      lockllm.timeout = "1.5s"
      [providers]
      azure = { base_url = "https://example.openai.azure.com/openai/v1", api_key = "literal" }
      ollama.base_url = "http://127.0.0.1:11434/v1"
      `,
      { LOCKLLM_API_KEY: 'llm-key' },
    )
    expect(warnings).toEqual([])
    expect(config.server.listen).toEqual(['0.0.0.0:8443', '[::1]:8080'])
    expect(config.server.tls).toMatchObject({ min_version: '1.2' })
    expect(config.scan.lockllm).toMatchObject({ timeout: 1500, retries: 2 })
    expect(config.scan.lockllm.api_key?.reveal()).toBe('llm-key')
    expect(config.providers.azure?.api_key?.reveal()).toBe('literal')
    expect(config.providers.ollama).toMatchObject({ connect_timeout: 10_000, idle_timeout: 600_000 })
  })

  test.each([
    ['one address', 'listen = "127.0.0.1:0"', ['127.0.0.1:0']],
    ['a list', 'listen = ["127.0.0.1:0", "127.0.0.1:0"]', ['127.0.0.1:0', '127.0.0.1:0']],
    ['off', 'listen = "off"', []],
  ])('admin.listen: %s', (_, line, listen) => {
    expect(load(`[admin]\n${line}`).config.admin.listen).toEqual(listen)
  })

  test('the server cannot be off', () => {
    expect(() => load('[server]\nlisten = "off"')).toThrow('server.listen: must be "host:port"')
  })

  test('a byte order mark and CRLF are no hindrance, and positions stay right', () => {
    expect(load('\uFEFF[cache]\r\nttl = "2h"\r\n').config.cache.ttl).toBe(7_200_000)
    expect(() => load('\uFEFF[cache]\r\nttl = 2\r\n')).toThrow(':2:7: cache.ttl: ')
  })

  test('a file that is not there', () => {
    expect(() => loadConfig('/no/such.toml', {})).toThrow(
      '/no/such.toml: cannot read "/no/such.toml": no such file or folder',
    )
  })

  test('a file that is not UTF-8', () => {
    using folder = temporaryFolder()
    const file = folder.write('latin1.toml', Buffer.from('[log]\nlevel = "d\xe9bug"', 'latin1'))
    expect(() => loadConfig(file, {})).toThrow(`${file}: is not UTF-8`)
  })

  test('problems come in the order of the file, wherever they were found', () => {
    const error = refusal('[providers.x]\n[server]\nlisten = "x"\n[scan]\nengine = "x"\napi_key = "x"')
    expect(error.problems.map(({ line, path }) => [line, path])).toEqual([
      [1, 'providers.x.base_url'],
      [3, 'server.listen'],
      [5, 'scan.engine'],
      [6, 'scan.api_key'],
    ])
  })

  test('a rule is silent where the schema has spoken', () => {
    // The file means TLS, so that nobody is told of plain HTTP as well.
    const error = refusal('[server]\nlisten = "0.0.0.0:1"\ntls = { cert = 1, key = "x" }')
    expect(error.problems.map(({ path }) => path)).toEqual(['server.tls.cert'])
  })
})

describe('a warning', () => {
  const tls = (cert: string) =>
    `[server.tls]\ncert = "test/config/tls/${cert}.pem"\nkey = "test/config/tls/key.pem"`

  test.each([
    [
      'an expired certificate',
      tls('expired'),
      ':2:8: server.tls.cert: the certificate expired on 2021-01-01',
    ],
    ['a good certificate', tls('cert'), undefined],
    [
      'an admin listener in reach',
      '[admin]\nlisten = "0.0.0.0:9090"',
      ':2:10: admin.listen: 0.0.0.0:9090 answers anybody who reaches it, without TLS or a password',
    ],
    [
      'a proxy that anybody can be',
      '[server]\nopen_relay = true\ntrusted_proxies = ["0.0.0.0/0"]',
      ':3:20: server.trusted_proxies[0]: believes the X-Forwarded-For of every client',
    ],
    [
      'prompts in plain HTTP',
      '[providers.vllm]\nbase_url = "http://gpu.example.com:8000/v1"',
      ':2:12: providers.vllm.base_url: sends prompts and keys to gpu.example.com:8000 in plain HTTP',
    ],
    ['plain HTTP on this host', '[providers.vllm]\nbase_url = "http://localhost:8000/v1"', undefined],
  ])('%s', (_, toml, expected) => {
    const [warning, ...more] = load(toml).warnings
    expect(more).toEqual([])
    expect(warning && formatProblem(warning).slice(warning.file?.length)).toBe(expected)
  })
})

describe('who may reach what', () => {
  const key = '[providers.openai]\napi_key = "k"'
  const tls = 'tls = { cert = "test/config/tls/cert.pem", key = "test/config/tls/key.pem" }'
  const clientCa = tls.replace(' }', ', client_ca = "test/config/tls/cert.pem" }')

  test.each([
    ['loopback', 'listen = "127.0.0.1:1"', []],
    ['loopback, IPv6', 'listen = "[::1]:1"', []],
    ['localhost', 'listen = "localhost:1"', []],
    ['a unix socket', 'listen = "unix:/tmp/proxy.sock"', []],
    [
      'a unix socket behind a proxy',
      'listen = "unix:/tmp/proxy.sock"\ntrusted_proxies = ["unix"]',
      ['providers.openai.api_key'],
    ],
    ['plain HTTP', 'listen = "10.0.0.1:1"', ['server.listen', 'providers.openai.api_key']],
    ['one of two', 'listen = ["127.0.0.1:1", "[::]:2"]', ['server.listen[1]', 'providers.openai.api_key']],
    ['plain HTTP, on purpose', 'listen = "10.0.0.1:1"\ninsecure_http = true', ['providers.openai.api_key']],
    ['TLS', `listen = "10.0.0.1:1"\n${tls}`, ['providers.openai.api_key']],
    ['TLS, open on purpose', `listen = "10.0.0.1:1"\nopen_relay = true\n${tls}`, []],
    ['client certificates', `listen = "10.0.0.1:1"\n${clientCa}`, []],
  ])('%s', (_, server, refused) => {
    const toml = `[server]\n${server}\n${key}`
    const paths = refused.length > 0 ? refusal(toml).problems.map(({ path }) => path) : load(toml).warnings
    expect(paths).toEqual(refused)
  })
})

describe('a listener that anybody can reach', () => {
  const server =
    '[server]\nlisten = "10.0.0.1:1"\ntls = { cert = "test/config/tls/cert.pem", key = "test/config/tls/key.pem" }'
  const hash = `sha256:${'0'.repeat(64)}`

  test.each([
    ['with keys', `${server}\n[[clients]]\nname = "a"\nkeys = [{ hash = "${hash}" }]`, 0],
    ['with tokens', `${server}\n[jwt]\naudience = "a"\nsecret = "${'x'.repeat(32)}"`, 0],
    ['without either', server, 1],
    ['by way of a proxy', '[server]\nlisten = "127.0.0.1:1"\ntrusted_proxies = ["127.0.0.1"]', 1],
  ])('%s', (_, toml, warnings) => {
    expect(load(toml).warnings.map(({ path }) => path)).toEqual(Array(warnings).fill('server.listen'))
    if (warnings === 0) expect(load(`${toml}\n[providers.openai]\napi_key = "k"`).warnings).toEqual([])
  })
})

function load(
  toml: string | undefined,
  env: Record<string, string> = {},
): { config: Config; warnings: readonly Problem[] } {
  using folder = temporaryFolder()
  const warnings: Problem[] = []
  const file = toml === undefined ? undefined : folder.write('config.toml', toml)
  return { config: loadConfig(file, env, (warning) => warnings.push(warning)), warnings }
}

function refusal(toml: string): ConfigError {
  try {
    load(toml)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('accepted')
}

test.each<[string, string, number]>([
  ['two providers, one without a key', `targets = [{ provider = "a" }, { provider = "b" }]`, 1],
  ['a fallback without a key', `targets = [{ provider = "a" }]\nfallbacks = [{ provider = "b" }]`, 1],
  ['a fallback of the provider in the path', `fallbacks = [{ provider = "b" }]`, 1],
  ['one provider', `targets = [{ provider = "b" }]`, 0],
  ['two names of one host', `targets = [{ provider = "b" }, { provider = "c" }]`, 0],
  ['all have keys', `targets = [{ provider = "a" }]\nfallbacks = [{ provider = "a", model = "x" }]`, 0],
])("a client's key for one provider that would go to another: %s", (_, lines, count) => {
  const { warnings } = load(`
    [providers]
    a = { base_url = "https://a.test/v1", api_key = "key" }
    b = { base_url = "https://b.test/v1" }
    c = { base_url = "https://b.test/v2" }
    [[routes]]
    name = "r"
    paths = ["/v1/proxy/openai/**"]
    ${lines}
  `)
  expect(warnings.map(({ message }) => message)).toEqual(
    Array(count).fill('has no api_key, so that b.test gets the key that a client sends for another provider'),
  )
})
