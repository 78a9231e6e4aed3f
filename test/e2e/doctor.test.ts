/** `doctor` of the compiled binary on a host with a running service, and on one where much is wrong. */

import { describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../config/temporary.ts'
import { buildOnce } from '../support/build-once.ts'
import { startEgressProxy } from '../support/egress-proxy.ts'
import { startWorld } from '../support/world.ts'

interface Said {
  readonly level: string
  readonly subject: string
  readonly finding: string
  readonly advice?: string
}

async function doctor(
  config: string,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const child = Bun.spawn([await buildOnce(), 'doctor', '--json', '--config', config, ...more], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [code, stdout] = await Promise.all([child.exited, child.stdout.text()])
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): Said => JSON.parse(line))
  return { code, lines, of: (subject: string) => lines.find((line) => line.subject.startsWith(subject)) }
}

describe('doctor', () => {
  test('finds nothing that fails where all is well; and asks LockLLM for one verdict', async () => {
    await using world = await startWorld()
    const { proxy, lockllm, provider } = world
    const [listen, admin] = [proxy.url, proxy.adminUrl].map((url) => new URL(url).host)
    using folder = temporaryFolder()
    const config = folder.write(
      'config.toml',
      `server.listen = "${listen}"
admin.listen = "${admin}"
[scan]
engine = "lockllm"
[scan.lockllm]
base_url = "${lockllm.url}"
api_key = "${lockllm.apiKey}"
[providers.openai]
base_url = "${provider.url}/openai/v1"
`,
    )
    const { code, lines, of } = await doctor(config)
    expect(lines.filter(({ level }) => level === 'fail')).toEqual([])
    expect(code).toBe(0)
    expect(of('lockllm')).toMatchObject({ level: 'ok', finding: 'reachable, and the key is accepted' })
    expect(of('provider openai')).toMatchObject({ level: 'ok' })
    expect(of('listener')).toMatchObject({ level: 'ok', finding: 'in use, and the service runs' })
    const asked = lockllm.calls.length
    const dry = await doctor(config, ['--dry-run'])
    expect([dry.code, lockllm.calls.length]).toEqual([0, asked])
    expect(dry.of('remotes')).toMatchObject({ level: 'ok', finding: 'not asked (--dry-run)' })
    expect(['lockllm', 'provider', 'redis', 'clock'].filter((subject) => dry.of(subject))).toEqual([])
    expect(dry.of('listener')).toMatchObject({ level: 'ok' })
    expect(of('admin')).toMatchObject({ level: 'ok', finding: 'the service is ready' })
    // The fakes do not say what time it is.
    expect(of('clock')).toMatchObject({ level: 'warn' })
    expect(of('redis')).toMatchObject({ level: 'ok', finding: 'not used' })
  })

  test('names what is wrong, each with what to do', async () => {
    await using world = await startWorld()
    const taken = new URL(world.provider.url).host
    using folder = temporaryFolder()
    const config = folder.write(
      'config.toml',
      `server.listen = "${taken}"
admin.listen = "127.0.0.1:1"
[scan]
engine = "lockllm"
[scan.lockllm]
base_url = "${world.lockllm.url}"
api_key = "wrong"
[cache]
redis = "redis://127.0.0.1:1"
[providers.openai]
base_url = "http://127.0.0.1:1/v1"
[audit]
path = "off"
`,
    )
    const { code, lines, of } = await doctor(config)
    expect(code).toBe(1)
    expect(of('listener')).toMatchObject({ level: 'fail', finding: 'in use by another program' })
    expect(of('lockllm')).toMatchObject({ level: 'fail', finding: 'the API key is refused' })
    expect(of('redis')).toMatchObject({ level: 'fail' })
    expect(of('provider openai')).toMatchObject({ level: 'fail' })
    expect(of('audit')).toMatchObject({ level: 'warn' })
    for (const { level, advice } of lines) expect(level === 'ok' || advice !== undefined).toBe(true)
  })

  test.each([
    [0, 'ok', 'within 1 s of what others say'],
    [600_000, 'fail', '600 s slow'],
    [-600_000, 'fail', '600 s fast'],
  ])('a clock that others see %d ms off', async (offset, level, finding) => {
    await using other = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: () => new Response(null, { headers: { date: new Date(Date.now() + offset).toUTCString() } }),
    })
    using folder = temporaryFolder()
    const config = `admin.listen = "off"\n[providers.openai]\nbase_url = "${other.url.origin}/v1"\n`
    const { of } = await doctor(folder.write('config.toml', config))
    const clock = of('clock')
    expect([
      clock?.level,
      clock?.finding.replace(/59\d|60\d/, '600').replace(/within \d s/, 'within 1 s'),
    ]).toEqual([level, finding])
  })

  test('reads the credentials that the service would get', async () => {
    await using world = await startWorld()
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'credstore'))
    folder.write('credstore/lockllm-proxy.lockllm-api-key', `${world.lockllm.apiKey}\n`)
    const config = folder.write(
      'config.toml',
      `admin.listen = "off"
[scan]
engine = "lockllm"
[scan.lockllm]
base_url = "${world.lockllm.url}"
api_key = "credential:lockllm-api-key"
[providers.openai]
base_url = "${world.provider.url}/openai/v1"
`,
    )
    const env = { HOME: folder.path, XDG_CONFIG_HOME: folder.path, TMPDIR: folder.path }
    const { of } = await doctor(config, ['--user'], env)
    expect(of('lockllm')).toMatchObject({ level: 'ok', finding: 'reachable, and the key is accepted' })
    expect(readdirSync(folder.path).filter((name) => name.startsWith('lockllm-proxy-doctor'))).toEqual([])
  })

  test('a broken configuration is named, and the host is looked at all the same', async () => {
    using folder = temporaryFolder()
    const { code, of } = await doctor(folder.write('config.toml', '[scan]\nengin = "local"\n'))
    expect(code).toBe(1)
    expect(of('configuration')).toMatchObject({
      level: 'fail',
      finding: expect.stringContaining('did you mean'),
    })
    expect(of('file limit')).toBeDefined()
  })
})

test('goes out as the service would, and says which step fails', async () => {
  await using open = await startEgressProxy()
  await using asking = await startEgressProxy({ credentials: 'user:a-password' })
  await using refusing = await startEgressProxy({
    refusal: 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n',
  })
  using upstream = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('ok') })
  using folder = temporaryFolder()
  const base = `base_url = "${upstream.url.origin}/v1"`
  const config = folder.write(
    'config.toml',
    `server.listen = "127.0.0.1:0"
admin.listen = "off"
[egress]
proxy = "${open.url}"
no_proxy = []
[providers.through]
${base}
[providers.asked]
${base}
egress.proxy = "${asking.url}"
[providers.refused]
base_url = "https://127.0.0.1:1/v1"
egress.proxy = "${refusing.url}"
[providers.signed]
${base}
[providers.signed.aws]
region = "eu-central-1"
[providers.unsigned]
${base}
[providers.unsigned.aws]
region = "eu-central-1"
credentials = "container"
`,
  )
  const { code, of } = await doctor(config, [], {
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'a-secret-key',
  })
  expect(code).toBe(1)
  expect(of('provider through')).toMatchObject({
    level: 'ok',
    finding: `${upstream.url.host} answers, through ${new URL(open.url).host}`,
  })
  expect(of('provider asked')).toMatchObject({
    level: 'fail',
    finding: expect.stringContaining('wants other credentials'),
  })
  expect(of('provider refused')).toMatchObject({
    level: 'fail',
    finding: expect.stringMatching(/cannot be reached through .*: ERR_PROXY_TUNNEL$/),
    advice: expect.stringContaining('the egress proxy refuses'),
  })
  expect(of('credentials signed')).toMatchObject({ level: 'ok', finding: 'aws (environment) gives them' })
  expect(of('credentials unsigned')).toMatchObject({
    level: 'fail',
    finding: 'none of aws (container): container_credentials_uri_not_set',
  })
})
