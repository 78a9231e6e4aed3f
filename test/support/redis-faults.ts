/** Every way in which a real Redis fails, for tests and benches: what hurts it, and what makes it well again. */

import { startRedisCluster, startSentinelGroup } from './redis-groups.ts'
import { type RedisServer, startRedisServer } from './redis-server.ts'
import { startSlowRelay } from './slow-relay.ts'

export interface HurtRedis extends AsyncDisposable {
  /** For `cache.redis`. */
  readonly url: string
  /** How many keys it holds. */
  keys(): Promise<number>
  hurt(): Promise<void> | void
  /** Resolves when clients can find it again. */
  heal(): Promise<void> | void
}

export interface RedisFault {
  readonly name: string
  readonly start: () => Promise<HurtRedis>
  /** Whether reads go on, so that the proxy goes on asking. */
  readonly stillReads?: boolean
  /** What the log says of it. */
  readonly reason?: RegExp
}

const SLOW_MS = 2000

const single = async (
  faults: (redis: RedisServer) => Pick<HurtRedis, 'hurt' | 'heal'>,
): Promise<HurtRedis> => {
  const redis = await startRedisServer()
  return {
    url: redis.url,
    keys: () => redis.client().dbsize(),
    ...faults(redis),
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  }
}

const sentinel = async (hurt: (master: RedisServer) => Promise<void> | void): Promise<HurtRedis> => {
  const group = await startSentinelGroup()
  return {
    url: group.url,
    keys: () => group.replica.client().dbsize(),
    hurt: () => hurt(group.master),
    heal: () => group.failedOver(),
    [Symbol.asyncDispose]: () => group[Symbol.asyncDispose](),
  }
}

const cluster = async (coverage: 'yes' | 'no'): Promise<HurtRedis> => {
  const {
    url,
    nodes,
    state,
    [Symbol.asyncDispose]: dispose,
  } = await startRedisCluster(['--cluster-require-full-coverage', coverage])
  const [, second, third] = nodes
  if (!second || !third) throw new Error('a cluster of three has three')
  return {
    url,
    async keys() {
      const counts = await Promise.all(nodes.map((node) => node.client().dbsize()))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    hurt: () => second.kill(),
    async heal() {
      await second.start()
      await Promise.all([state(second, 'ok'), state(third, 'ok')])
    },
    [Symbol.asyncDispose]: dispose,
  }
}

export const REDIS_FAULTS: readonly RedisFault[] = [
  {
    name: 'stopped, then restarted',
    reason: /ECONNREFUSED|ECONNRESET/,
    start: () => single((redis) => ({ hurt: redis.kill, heal: redis.start })),
  },
  {
    name: 'frozen (SIGSTOP)',
    reason: /ETIMEDOUT/,
    start: () => single((redis) => ({ hurt: redis.freeze, heal: redis.thaw })),
  },
  {
    name: 'full (maxmemory, noeviction)',
    stillReads: true,
    start: () =>
      single((redis) => {
        const limit = async (bytes: number) => void (await redis.client().config('SET', 'maxmemory', bytes))
        return { hurt: () => limit(1), heal: () => limit(0) }
      }),
  },
  {
    name: 'wrong password',
    start: () =>
      single((redis) => {
        // It never goes, as it has shown no password when it came; the proxy has to come again.
        const client = redis.client()
        const demand = async (password: string) => {
          await client.config('SET', 'requirepass', password)
          await client.call('client', 'kill', 'type', 'normal', 'skipme', 'yes')
        }
        return { hurt: () => demand('another'), heal: () => demand('') }
      }),
  },
  {
    name: 'slow by 2 s',
    reason: /ETIMEDOUT/,
    async start() {
      const redis = await startRedisServer()
      const relay = await startSlowRelay(redis.port)
      return {
        url: `redis://127.0.0.1:${relay.port}`,
        keys: () => redis.client().dbsize(),
        hurt: () => relay.delay(SLOW_MS),
        heal: () => relay.delay(0),
        async [Symbol.asyncDispose]() {
          await relay[Symbol.asyncDispose]()
          await redis[Symbol.asyncDispose]()
        },
      }
    },
  },
  { name: 'Sentinel, master killed', start: () => sentinel((master) => master.kill()) },
  { name: 'Sentinel, master frozen', start: () => sentinel((master) => master.freeze()) },
  { name: 'Cluster of 3, node killed', start: () => cluster('yes') },
  { name: 'Cluster of 3, node killed, the others go on', start: () => cluster('no') },
]
