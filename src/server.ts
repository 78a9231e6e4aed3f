/** The composition root: configuration -> parts -> listeners -> ready -> reload, reload ... -> drain. */

import { VERSION } from './build.ts'
import type { Config } from './config/schema.ts'
import { listenAdmin, listenProxy } from './edge.ts'
import { takeProxyEnvironment } from './egress/proxy.ts'
import type { Log } from './observe/log.ts'
import { createMetrics, type MetricsSnapshot } from './observe/metrics.ts'
import type { Output } from './observe/output.ts'
import { tlsIdentity, tlsOptions } from './os/tls.ts'
import type { Handler } from './proxy/handler.ts'
import { createReachability } from './proxy/reachability.ts'
import { drainServer } from './server/drain.ts'
import { type Generation, type Lasting, openGeneration } from './server/generation.ts'
import { createListeners, type RunningListener, type WantedListener } from './server/listeners.ts'
import { warnOfRefusals } from './server/refusals.ts'

/** What a new configuration, or new certificates, would change; exactly one of the two is called. */
export interface Change {
  /** @param newest how many processes take the same step: connections go to the new listeners of all of them */
  commit(newest?: number): void | Promise<void>
  abandon(): Promise<void>
  /** Those that there will be. */
  readonly listeners: readonly RunningListener[]
}

export interface RunningServer {
  readonly listeners: readonly RunningListener[]
  /**
   * Builds everything that another configuration asks for, beside what is there. Certificates are read anew, also where
   * the configuration is the same.
   * @throws {Error} with a message for people when a part cannot be built; nothing has changed then
   */
  prepare(config: Config): Promise<Change>
  /** What has been counted. */
  metrics(): Promise<MetricsSnapshot>
  /** Opens the audit file again where it was moved. */
  reopen(): void
  /** Refuses new work, lets streams end within `server.drain_timeout`, cuts the rest. @returns how many were cut */
  drain(): Promise<number>
  /** Lets a drain that is under way cut at once. */
  hurry(): void
}

interface ServerParts {
  readonly config: Config
  readonly log: Log
  /** Where the log goes, and the audit log with `audit.path = "stdout"`. */
  readonly output: Output
  readonly env: Record<string, string | undefined>
  /** A path of the applications' listeners that answers by itself; known to nobody else. */
  readonly selfCheckPath?: string
}

/** @throws {Error} with a message for people when a listener or the audit file cannot be opened */
export async function startServer({
  config,
  log,
  output,
  env,
  selfCheckPath,
}: ServerParts): Promise<RunningServer> {
  let draining = false
  let refusing = false
  let current: Generation | undefined
  const generations = new Set<Generation>()
  const active = () => [...generations].reduce((sum, generation) => sum + generation.active.size, 0)
  const metrics = createMetrics({
    version: VERSION,
    runtime: `bun ${Bun.version}`,
    activeRequests: active,
    cacheSize: () => current?.scan.cache.size() ?? { bytes: 0, entries: 0 },
    scanQueue: () => ({
      active: current?.scan.limiter.active() ?? 0,
      waiting: current?.scan.limiter.waiting() ?? 0,
    }),
    breakerState: () => current?.scan.breaker.state() ?? 'closed',
    redisUp: () => current?.scan.shared?.isUp(),
    droppedLogLines: output.dropped,
    audit: {
      dropped: () => current?.audit.sink.dropped() ?? 0,
      pending: () => current?.audit.sink.pending() ?? 0,
      available: () => current?.audit.available() ?? true,
      chain: () => current?.audit.sink.chain(),
    },
    webhooksPending: () =>
      [...generations].reduce((sum, { webhooks }) => sum + (webhooks?.pending() ?? 0), 0),
  })
  const lasting: Lasting = {
    log,
    output,
    metrics,
    reachability: createReachability(),
    env,
    environmentProxy: takeProxyEnvironment(env),
    onAttempt: warnOfRefusals(log),
    draining: () => refusing,
  }
  const unready = () => {
    if (draining) return 'draining'
    return current?.audit.available() === false ? 'audit_unavailable' : undefined
  }
  const adminParts = { unready, metrics: metrics.render }
  const listeners = createListeners(config.server.reuse_port)

  const wanted = (next: Config, handler: Handler): WantedListener[] => {
    const tls = next.server.tls && tlsOptions(next.server.tls)
    const identity = tls && tlsIdentity(tls)
    return [
      ...next.server.listen.map(
        (address): WantedListener => ({
          listener: 'proxy',
          address,
          tlsIdentity: identity,
          start: (options, gate) =>
            listenProxy(handler, options, {
              tls,
              gate,
              selfCheckPath,
              maxMessageBytes: next.server.max_body,
            }),
        }),
      ),
      ...next.admin.listen.map(
        (address): WantedListener => ({
          listener: 'admin',
          address,
          start: (options) => listenAdmin(adminParts, options),
        }),
      ),
    ]
  }
  const prepare = async (next: Config): Promise<Change> => {
    const previous = current
    const generation = previous?.config === next ? previous : await openGeneration(next, lasting, previous)
    const isNew = generation !== previous
    // Listeners outlive generations: a request is handled by the one that is current when it comes.
    const handler: Handler = (request, peer) => (current ?? generation).handler(request, peer)
    try {
      const change = await listeners.prepare(wanted(next, handler))
      return {
        listeners: change.listeners,
        commit(newest) {
          current = generation
          generations.add(generation)
          change.commit(newest)
          if (isNew && previous) void previous.retire(generation).then(() => generations.delete(previous))
        },
        async abandon() {
          await change.abandon()
          if (isNew) await generation.close(previous)
        },
      }
    } catch (error) {
      if (isNew) await generation.close(previous)
      throw error
    }
  }

  const first = await prepare(config)
  await first.commit()
  // After the listeners are open and `ready` is said: the first request finds the engine warm.
  setImmediate(() => current?.scan.warmUp())
  const hurry = Promise.withResolvers<void>()
  return {
    get listeners() {
      return listeners.running
    },
    prepare,
    metrics: metrics.snapshot,
    reopen: () => current?.audit.sink.reopen(),
    hurry: hurry.resolve,
    async drain() {
      draining = true
      return drainServer({
        listeners,
        generations,
        refuse() {
          refusing = true
        },
        timeoutMs: (current?.config ?? config).server.drain_timeout,
        hurry: hurry.promise,
      })
    },
  }
}
