/** Redis over TLS with a user of its own: shared with who may, and never trusted with a certificate of nobody. */

import { afterAll, describe, expect, test } from 'bun:test'
import { type Certificates, hasOpenssl, makeCertificates } from '../os/certificates.ts'
import { startProxy } from '../support/binary.ts'
import { buildOnce } from '../support/build-once.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { startFakeLockLLM } from '../support/fake-lockllm.ts'
import { startFakeProvider } from '../support/fake-provider.ts'
import { samplesOf, samplesWhen } from '../support/metrics.ts'
import { hasRedis, startRedisServer } from '../support/redis-server.ts'
import { sceneConfig } from '../support/world.ts'

const USER = 'verdicts'
const PASSWORD = 'p@ss:word/91'
const ADMIN = { username: 'admin', password: 'of-the-test' }

/** What the README says that a user needs. */
const COMMANDS = ['+hello', '+info', '+ping', '+get', '+set']

await buildOnce()
const provider = await startFakeProvider()
const lockllm = await startFakeLockLLM()
afterAll(() => Promise.all([provider.close(), lockllm[Symbol.asyncDispose]()]))

/** @param certificate its name among the certificates */
async function secureRedis({ file }: Certificates, certificate: string) {
  const redis = await startRedisServer(
    [
      ...['--port', '0', '--tls-auth-clients', 'no', '--tls-ca-cert-file', file('ca.pem')],
      ...['--tls-cert-file', file(`${certificate}.pem`), '--tls-key-file', file(`${certificate}-key.pem`)],
      ...['--user', 'default', 'off'],
      ...['--user', ADMIN.username, 'on', `>${ADMIN.password}`, '~*', '+@all'],
      ...['--user', USER, 'on', `>${PASSWORD}`, '~lockllm-proxy:*', ...COMMANDS],
    ],
    { ...ADMIN, tls: { rejectUnauthorized: false } },
  )
  const url = `rediss://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${redis.port}`
  return Object.assign(redis, { url })
}

describe.skipIf(!hasRedis || !hasOpenssl)('over TLS', () => {
  test('a user who may do nothing else shares verdicts', async () => {
    await using certificates = await makeCertificates()
    await using redis = await secureRedis(certificates, 'server')
    const config = sceneConfig(provider, lockllm, { cache: { redis: redis.url, command_timeout: '2s' } })
    const env = { NODE_EXTRA_CA_CERTS: certificates.file('ca.pem') }
    await using first = await startProxy(config, env)
    await using second = await startProxy(config, env)
    const ask = async (proxy: { url: string }, prompt: string) =>
      (await post(`${proxy.url}/v1/proxy/openai/chat/completions`, chat(prompt))).status
    for (const proxy of [first, second]) await samplesWhen(proxy, (now) => now('redis_up') === 1)

    const prompt = freshPrompt()
    expect(await ask(first, prompt)).toBe(200)
    while ((await redis.client().dbsize()) === 0) await Bun.sleep(5)
    expect(await ask(second, prompt)).toBe(200)
    expect((await samplesOf(second))('cache_shared_hits_total')).toBe(1)
    for (const proxy of [first, second])
      expect((await samplesOf(proxy))('redis_store_failures_total')).toBe(0)
  })

  test.each([
    ['of another CA', 'stranger'],
    ['of a CA that nobody named', 'server'],
  ])('a certificate %s is not trusted, whatever the environment says', async (_what, certificate) => {
    await using certificates = await makeCertificates()
    await using redis = await secureRedis(certificates, certificate)
    const config = sceneConfig(provider, lockllm, { cache: { redis: redis.url, command_timeout: '2s' } })
    await using proxy = await startProxy(config, {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      ...(certificate === 'stranger' && { NODE_EXTRA_CA_CERTS: certificates.file('ca.pem') }),
    })
    await proxy.logged(({ msg }) => String(msg).startsWith('redis does not answer'))
    const response = await post(
      `${proxy.url}/v1/proxy/openai/chat/completions`,
      chat(freshPrompt('INJECT-ME')),
    )
    expect(response.status).toBe(400)
    const samples = await samplesOf(proxy)
    expect(samples('redis_up')).toBe(0)
    expect(await redis.client().dbsize()).toBe(0)
  })
})
