/** The compiled binary behind a real squid that asks for a password, with the files of examples/egress. */

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chownSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Certificates, hasOpenssl, makeCertificates } from '../os/certificates.ts'
import { type RunningProxy, startProxy } from '../support/binary.ts'
import { buildOnce } from '../support/build-once.ts'
import { chat, envelopeOf, freshPrompt, post } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { example } from './example.ts'
import { openFolder, removeFolder, startProgram } from './program.ts'

const HELPER = '/usr/lib/squid/basic_ncsa_auth'
const isThere = Bun.which('squid') !== null && existsSync(HELPER) && hasOpenssl
if (!isThere) process.stderr.write('skipped: behind an egress proxy (not installed: squid or openssl)\n')
const PASSWORD = 'of-the egress:proxy'

describe.skipIf(!isThere)('behind squid', () => {
  const stack = new AsyncDisposableStack()
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const asked: string[] = []
  let certificates: Certificates
  let upstream: Bun.Server<undefined>
  let folder: string
  let squidPort: number
  let proxy: RunningProxy

  /** A provider with a certificate of a private authority; `/stream` sends each event when its gate opens. */
  const provider = () =>
    Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      tls: {
        cert: readFileSync(certificates.file('server.pem')),
        key: readFileSync(certificates.file('server-key.pem')),
      },
      async fetch(request) {
        const { pathname, host } = new URL(request.url)
        await request.text()
        asked.push(host)
        if (!pathname.endsWith('/stream')) return Response.json({ choices: [] })
        const events = async function* () {
          yield 'data: first\n\n'
          for (const [index, gate] of gates.entries()) {
            await gate.promise
            yield `data: ${index}\n\n`
          }
        }
        return new Response(events(), { headers: { 'content-type': 'text/event-stream' } })
      },
    })

  async function startSquid(): Promise<void> {
    const at = (name: string) => join(folder, name)
    const hash = Bun.spawnSync(['openssl', 'passwd', '-apr1', PASSWORD]).stdout.toString()
    await Bun.write(at('passwd'), `lockllm:${hash}`)
    const own = example('egress/squid.conf', {
      'http_port 127.0.0.1:3128': `http_port 127.0.0.1:${squidPort}`,
      '/etc/squid/lockllm-proxy.passwd': at('passwd'),
      'api.openai.com': 'localhost',
      'port 443': `port ${upstream.port}`,
    })
    const rest = [
      `pid_filename ${at('squid.pid')}`,
      `access_log stdio:${at('access.log')}`,
      `cache_log ${at('cache.log')}`,
      `coredump_dir ${folder}`,
      'visible_hostname localhost',
      'shutdown_lifetime 0 seconds',
      'pinger_enable off',
    ]
    await Bun.write(at('squid.conf'), `${own}\n${rest.join('\n')}\n`)
    if (process.getuid?.() === 0) chownSync(folder, Number(await idOf('proxy')), 0)
    stack.use(await startProgram(['squid', '--foreground', '-f', at('squid.conf')], squidPort, folder))
  }
  const idOf = (account: string) => Bun.$`id -u ${account}`.text()

  const configuration = async (password: string) => {
    const file = join(folder, `password-${password.length}`)
    await Bun.write(file, `${password}\n`)
    const text = example('egress/lockllm-proxy.toml', {
      '127.0.0.1:8080': '127.0.0.1:0',
      '127.0.0.1:9090': '127.0.0.1:0',
      '127.0.0.1:3128': `127.0.0.1:${squidPort}`,
      '/etc/lockllm-proxy/egress-password': file,
      '/etc/lockllm-proxy/tls/company-ca.pem': certificates.file('ca.pem'),
      // The provider is on this host too, and shall be reached through squid; the one inside by its address.
      '"localhost", "127.0.0.0/8", "::1", ".internal.example.com"': '"127.0.0.1"',
      'https://llm.internal.example.com/v1': `https://127.0.0.1:${upstream.port}/v1`,
      '/var/log/lockllm-proxy/audit.jsonl': join(folder, `audit-${password.length}.jsonl`),
    })
    return `${text}
[providers.openai]
base_url = "https://localhost:${upstream.port}/v1"
[providers.elsewhere]
base_url = "https://not-allowed.example:${upstream.port}/v1"
`
  }
  const tunnels = () =>
    existsSync(join(folder, 'access.log')) ? readFileSync(join(folder, 'access.log'), 'utf8') : ''
  const ask = (name: string, to = proxy) =>
    post(`${to.url}/v1/proxy/${name}/chat/completions`, chat(freshPrompt()), {
      authorization: 'Bearer sk-own',
    })

  beforeAll(async () => {
    certificates = stack.use(await makeCertificates())
    upstream = provider()
    stack.defer(() => upstream.stop(true))
    folder = stack.adopt(await openFolder(), removeFolder)
    squidPort = freePort()
    await startSquid()
    proxy = stack.use(await startProxy(await configuration(PASSWORD)))
  }, 60_000)
  afterAll(() => stack.disposeAsync(), 20_000)

  test('a stream: through a tunnel, under our name, each event before the next', async () => {
    const answer = await post(`${proxy.url}/v1/proxy/openai/stream`, chat(freshPrompt()))
    expect(answer.status).toBe(200)
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('data: first\n\n')
    for (const [index, gate] of gates.entries()) {
      gate.resolve()
      expect((await reader?.read())?.value).toBe(`data: ${index}\n\n`)
    }
    expect((await reader?.read())?.done).toBe(true)
    // Squid writes a tunnel down when it ends.
    await proxy.stop()
    while (!tunnels().includes('TCP_TUNNEL/200')) await Bun.sleep(10)
    expect(tunnels()).toMatch(new RegExp(`TCP_TUNNEL/200 \\d+ CONNECT localhost:${upstream.port} lockllm `))
    proxy = stack.use(await startProxy(await configuration(PASSWORD)))
  })

  test('an upstream of the own network: past it, with the authority of the company alone', async () => {
    expect((await ask('internal')).status).toBe(200)
    expect(asked).toContain(`127.0.0.1:${upstream.port}`)
    expect(tunnels()).not.toContain('CONNECT 127.0.0.1')
  })

  test('a host that squid does not allow', async () => {
    const answer = await ask('elsewhere')
    expect([answer.status, (await envelopeOf(answer)).error.code]).toEqual([502, 'provider_unreachable'])
    while (!tunnels().includes('not-allowed.example')) await Bun.sleep(10)
    expect(tunnels()).toMatch(/TCP_DENIED\/403 \d+ CONNECT not-allowed\.example/)
  })

  test('a wrong password: nothing is sent', async () => {
    await using wrong = await startProxy(await configuration('wrong'))
    const before = asked.length
    const answer = await ask('openai', wrong)
    expect([answer.status, (await envelopeOf(answer)).error.code]).toEqual([502, 'provider_unreachable'])
    expect(asked.length).toBe(before)
    while (!tunnels().includes('TCP_DENIED/407')) await Bun.sleep(10)
  })

  test('doctor reaches them by the same way, and no password is in any output', async () => {
    const file = join(folder, 'doctor.toml')
    await Bun.write(file, await configuration(PASSWORD))
    const child = Bun.spawn([await buildOnce(), 'doctor', '--json', '--config', file], { stdout: 'pipe' })
    const said = await child.stdout.text()
    const lines = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const levels = new Map(lines.map(({ subject, level }) => [subject, level]))
    expect([levels.get('provider openai'), levels.get('provider elsewhere')]).toEqual(['ok', 'fail'])
    for (const text of [said, proxy.stdout(), proxy.stderr()]) {
      expect(text).not.toContain(PASSWORD)
      expect(text).not.toContain(Buffer.from(`lockllm:${PASSWORD}`).toString('base64'))
    }
  }, 30_000)
})
