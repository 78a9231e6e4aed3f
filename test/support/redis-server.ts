/** A real Redis of a test's own on loopback, which can be stopped, frozen and started again on its port. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis, type RedisOptions } from 'ioredis'
import { freePort } from './free-port.ts'

export const hasRedis = Bun.which('redis-server') !== null

export interface RedisServer extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** For a test's own questions. */
  client(): Redis
  start(): Promise<void>
  /** As a crash: what it held is gone. */
  kill(): Promise<void>
  /** Neither answers nor closes anything (SIGSTOP). */
  freeze(): void
  thaw(): void
}

/**
 * @param options further words of redis-server's command line
 * @param credentials with which a test's own questions are asked
 */
export async function startRedisServer(
  options: readonly string[] = [],
  credentials: Pick<RedisOptions, 'username' | 'password' | 'tls'> = {},
): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-redis-'))
  const port = freePort()
  const clients = new Set<Redis>()
  let child: Bun.Subprocess | undefined
  const connect = () =>
    new Redis({
      ...credentials,
      port,
      host: '127.0.0.1',
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    })
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    client() {
      const client = connect()
      client.on('error', () => {})
      clients.add(client)
      return client
    },
    async start() {
      const words = [
        credentials.tls ? '--tls-port' : '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--dir',
        folder,
        ...options,
      ]
      child = Bun.spawn(['redis-server', ...words], { stdout: 'ignore', stderr: 'ignore' })
      const probe = server.client()
      const ended = child.exited.then((code) => {
        throw new Error(`redis-server ended with ${code}`)
      })
      ended.catch(() => {})
      await Promise.race([probe.ping(), ended])
      probe.disconnect()
    },
    async kill() {
      child?.kill('SIGKILL')
      await child?.exited
    },
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.disconnect()
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}
