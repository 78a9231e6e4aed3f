/** An ioredis client that never waits: no offline queue, short time-outs, reconnection in the background. */

import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisTarget } from './redis-url.ts'

/** What the shared verdicts need of a server, a sentinel group or a cluster. */
export type RedisClient = Redis | Cluster

const CONNECT_TIMEOUT_MS = 2000
const reconnectAfter = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 10), 5000)

/** @param commandTimeoutMs after which a command has failed */
export function createRedisClient(target: RedisTarget, commandTimeoutMs: number): RedisClient {
  const { username, password, db, tls, master } = target
  const nodes = target.nodes.map(({ host, port }) => ({ host, port }))
  const options = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    commandTimeout: commandTimeoutMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    retryStrategy: reconnectAfter,
  } satisfies RedisOptions
  if (target.kind === 'cluster') {
    return new Cluster(nodes, {
      redisOptions: options,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      clusterRetryStrategy: reconnectAfter,
      slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
      // Where the certificate names hosts, addresses from CLUSTER SLOTS would not match it.
      ...(tls && { dnsLookup: (address, callback) => callback(null, address) }),
    })
  }
  if (target.kind === 'sentinel') {
    return new Redis({
      ...options,
      db,
      sentinels: nodes,
      ...(master !== undefined && { name: master }),
      sentinelRetryStrategy: reconnectAfter,
      ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    })
  }
  return new Redis({ ...options, db, ...nodes[0] })
}
