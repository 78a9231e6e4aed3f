/** A real Redis of a test's own on loopback, which can be stopped, frozen and started again on its port. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis, type RedisOptions } from 'ioredis'
import { freePort } from './free-port.ts'
import { onFreePort, startRedisProcess } from './redis-process.ts'

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

const READY = 'Ready to accept connections'

/**
 * @param options further words of redis-server's command line
 * @param credentials with which a test's own questions are asked
 * @param choosePort called anew while the port that it gave is taken
 * @throws {Error} with what the server wrote, when it ends at once
 */
export async function startRedisServer(
  options: readonly string[] = [],
  credentials: Pick<RedisOptions, 'username' | 'password' | 'tls'> = {},
  choosePort: () => number = freePort,
): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-redis-'))
  const clients = new Set<Redis>()
  let child: Bun.Subprocess | undefined
  const isUp = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const connect = () =>
    new Redis({
      ...credentials,
      port: server.port,
      host: '127.0.0.1',
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    })
  const server: RedisServer = {
    port: 0,
    url: '',
    client() {
      const client = connect()
      client.on('error', () => {})
      clients.add(client)
      return client
    },
    async start() {
      const words = [
        credentials.tls ? '--tls-port' : '--port',
        String(server.port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--dir',
        folder,
        ...options,
      ]
      if (isUp()) throw new Error('redis-server is up already')
      child = await startRedisProcess(words, READY)
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
  const startOn = async (port: number): Promise<RedisServer> => {
    Object.assign(server, { port, url: `redis://127.0.0.1:${port}` })
    await server.start()
    return server
  }
  try {
    return await onFreePort(startOn, choosePort)
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
}
