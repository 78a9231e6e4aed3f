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

/** Somebody else may get a free port before it is listened on. */
const MOST_PORTS = 5
const TAKEN = 'Address already in use'
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
      const started = Bun.spawn(['redis-server', ...words], { stdout: 'pipe', stderr: 'pipe' })
      child = started
      const ready = Promise.withResolvers<void>()
      let written = ''
      const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
        for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
          written += piece
          if (written.includes(READY)) ready.resolve()
        }
      }
      Promise.all([started.exited, read(started.stdout), read(started.stderr)]).then(
        ([code]) => ready.reject(new Error(`redis-server ended with ${code}: ${written}`)),
        ready.reject,
      )
      // Not by asking on the port: somebody else's Redis might answer there.
      await ready.promise
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
  for (let left = MOST_PORTS; ; left--) {
    const port = choosePort()
    Object.assign(server, { port, url: `redis://127.0.0.1:${port}` })
    try {
      await server.start()
      return server
    } catch (error) {
      if (left > 1 && String(error).includes(TAKEN)) continue
      await server[Symbol.asyncDispose]()
      throw error
    }
  }
}
