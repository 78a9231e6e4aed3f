/** An ioredis client that never waits: no offline queue, short time-outs, reconnection in the background. */

import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisTarget } from './redis-url.ts'

/** What the shared verdicts need of a server, a sentinel group or a cluster. */
export type RedisClient = Redis | Cluster

const CONNECT_TIMEOUT_MS = 2000
/** A connection on which nothing is answered for so long, at least, is given up: its server may be gone or replaced. */
const SILENT_MS = 1000
/** What a connection may take to close; a process that ends waits for it. */
const CLOSE_MS = 100
const reconnectAfter = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 10), 5000)

/**
 * @param waitMs longest time that anybody waits for a command (see redis-link.ts). The connection itself has more
 * patience: what comes late, a handshake over a slow network for example, is no reason to give it up.
 */
export function createRedisClient(target: RedisTarget, waitMs: number): RedisClient {
  const { username, password, db, tls, master, sentinelUsername, sentinelPassword } = target
  const patienceMs = Math.max(SILENT_MS, 2 * waitMs)
  const nodes = target.nodes.map(({ host, port }) => ({ host, port }))
  const options = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: { rejectUnauthorized: true } }),
    commandTimeout: patienceMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: patienceMs,
    disconnectTimeout: CLOSE_MS,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    retryStrategy: reconnectAfter,
    // A master that has become a replica: the name may lead to the new one by now.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
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
      ...(sentinelUsername !== undefined && { sentinelUsername }),
      ...(sentinelPassword !== undefined && { sentinelPassword }),
      sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
      ...(master !== undefined && { name: master }),
      sentinelRetryStrategy: reconnectAfter,
      ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: { rejectUnauthorized: true } }),
    })
  }
  return new Redis({ ...options, db, ...nodes[0] })
}
