/** The files of examples/compose: hardened, whole, and with a configuration that the compiled binary takes. */

import { expect, test } from 'bun:test'
import { temporaryFolder } from '../config/temporary.ts'
import { buildOnce } from '../support/build-once.ts'
import { example } from './example.ts'

interface Service {
  readonly user: string
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly cap_add?: readonly string[]
  readonly privileged?: boolean
  readonly security_opt: readonly string[]
  readonly pids_limit: number
  readonly mem_limit: string
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly networks: readonly string[]
  readonly secrets: readonly string[]
  readonly healthcheck: { readonly test: readonly string[] }
  readonly stop_grace_period?: string
  readonly volumes?: readonly string[]
}

const compose = Bun.YAML.parse(example('compose/compose.yaml')) as {
  services: Record<'proxy' | 'redis', Service>
  networks: Record<string, { internal?: boolean }>
  secrets: Record<string, { file: string }>
}
const { proxy, redis } = compose.services

test.each(Object.entries(compose.services))('%s is hardened', (_, service) => {
  expect(service).toMatchObject({ user: '65532:65532', read_only: true, cap_drop: ['ALL'] })
  expect(service.security_opt).toContain('no-new-privileges:true')
  expect([service.cap_add, service.privileged]).toEqual([undefined, undefined])
  expect(service.pids_limit).toBeGreaterThan(0)
  expect(service.mem_limit).toMatch(/^\d+[mg]$/)
  expect(service.healthcheck.test[0]).toBe('CMD')
  expect((service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  for (const secret of service.secrets) expect(compose.secrets[secret]?.file).toBe(`./secrets/${secret}`)
})

test('Redis has no way out and none in but from the proxy', () => {
  expect(redis.networks).toEqual(['inside'])
  expect(compose.networks.inside?.internal).toBe(true)
  expect(redis.ports).toBeUndefined()
})

test('the health check is a command of the binary, and the image runs it as nobody', async () => {
  const [, program, command] = proxy.healthcheck.test
  expect([program, command]).toEqual(['/usr/bin/lockllm-proxy', 'health'])
  const help = Bun.spawnSync([await buildOnce(), 'health', '--help'])
  expect(help.exitCode).toBe(0)
  const image = example('compose/Containerfile')
  expect(image).toContain(`\nUSER ${proxy.user}\n`)
  expect(image).toContain('COPY --chmod=755 lockllm-proxy /usr/bin/lockllm-proxy\n')
})

test('the binary takes the configuration, without an error and no warning but of the port that is published', async () => {
  using folder = temporaryFolder()
  const text = example('compose/lockllm-proxy.toml', {
    '/etc/lockllm-proxy/clients.toml': folder.write(
      'clients.toml',
      `[[clients]]\nname = "app"\nkeys = [{ hash = "sha256:${'0'.repeat(64)}" }]\n`,
    ),
    '/run/secrets/redis_url': folder.write('redis_url', 'redis://:password@redis:6379\n'),
    '/run/secrets/cache_secret': folder.write('cache_secret', `${'c'.repeat(64)}\n`),
    '/run/secrets/openai_api_key': folder.write('openai_api_key', 'sk-of-the-service\n'),
    '/var/log/lockllm-proxy': folder.path,
  })
  const config = folder.write('config.toml', text)
  const checked = Bun.spawnSync([await buildOnce(), 'check', '--config', config])
  expect(checked.stderr.toString()).toMatch(
    /^warning: \S+ admin\.listen: 0\.0\.0\.0:9090 answers anybody.*\n$/,
  )
  expect(checked.exitCode).toBe(0)
  const drain = Number(/^drain_timeout = "(\d+)s"$/m.exec(text)?.[1])
  expect(drain).toBeLessThan(Number.parseInt(proxy.stop_grace_period ?? '', 10))
})
