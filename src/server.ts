/** The composition root: configuration -> parts -> listeners -> ready -> drain. */

import { VERSION } from './build.ts'
import { formatListen, type ListenAddress, parseListen } from './config/address.ts'
import { networkMatcher } from './config/cidr.ts'
import type { Config } from './config/schema.ts'
import { listenAdmin, listenProxy, type Server } from './edge.ts'
import { composeAudit } from './observe/audit/compose.ts'
import { describeCause } from './observe/cause.ts'
import { logExchange } from './observe/exchange-log.ts'
import type { Log } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import type { Output } from './observe/output.ts'
import { listenOn } from './os/listen.ts'
import { tlsOptions } from './os/tls.ts'
import { createAuthenticate } from './proxy/authenticate.ts'
import { composeClients } from './proxy/clients/compose.ts'
import type { Exchange } from './proxy/exchange.ts'
import { createHandler } from './proxy/handler.ts'
import { createReachability } from './proxy/reachability.ts'
import { createProviders } from './proxy/route.ts'
import { ExchangeAborted } from './proxy/stream.ts'
import { composeScan } from './scan/compose.ts'

export interface RunningListener {
  readonly listener: 'proxy' | 'admin'
  /** As the configuration writes it, with the port that the system chose. */
  readonly address: string
  readonly url: string
}

export interface RunningServer {
  readonly listeners: readonly RunningListener[]
  /** Opens the audit file again where it was moved. */
  reopen(): void
  /** Refuses new work, lets streams end within `server.drain_timeout`, cuts the rest. @returns how many were cut */
  drain(): Promise<number>
}

/** How often a drain looks whether the last exchange is over. */
const IDLE_POLL_MS = 20

/** What an answer that was cut may take to end. */
const CUT_GRACE_MS = 500

interface ServerParts {
  readonly config: Config
  readonly log: Log
  /** Where the log goes, and the audit log with `audit.path = "stdout"`. */
  readonly output: Output
  readonly env: Readonly<Record<string, string | undefined>>
}

/** @throws {Error} with a message for people when a listener or the audit file cannot be opened */
export async function startServer({ config, log, output, env }: ServerParts): Promise<RunningServer> {
  const ending = new AbortController()
  const active = new Map<Exchange, AbortController>()
  let draining = false

  const scan = composeScan(config, ending.signal, {
    onAttempt(outcome, milliseconds) {
      metrics.scanAttempt(outcome, milliseconds)
      warnOfRefusal(log, outcome)
    },
    onRedis(up, error) {
      if (up) log.info('redis answers again')
      else
        log.warn(
          { reason: describeCause(error) },
          'redis does not answer; verdicts are shared in memory alone',
        )
    },
    onRedisStoreFailure: () => metrics.redisStoreFailure(),
  })
  const audit = await composeAudit({ config: config.audit, secret: scan.secret, log, output }).catch(
    (error: unknown) => {
      scan.shared?.close()
      throw error
    },
  )
  const metrics = createMetrics({
    version: VERSION,
    runtime: `bun ${Bun.version}`,
    activeRequests: () => active.size,
    cacheSize: scan.cache.size,
    scanQueue: () => ({ active: scan.limiter.active(), waiting: scan.limiter.waiting() }),
    breakerState: scan.breaker.state,
    redisUp: () => scan.shared?.isUp(),
    droppedLogLines: output.dropped,
    audit: audit.sink,
  })
  const clients = composeClients(config, log)

  const handler = createHandler({
    authenticate: createAuthenticate(networkMatcher(config.server.trusted_proxies), clients?.identify),
    providers: createProviders(config),
    maxBodyBytes: config.server.max_body,
    timing: config.scan.timing,
    serverTiming: config.server.server_timing,
    clientHeaders: config.scan.client_headers,
    scan: scan.scan,
    scanOptions: scan.options,
    // With "local" the embedded engine has already stood in; if that fails too, nothing leaves.
    onError: config.scan.on_error === 'allow' ? 'allow' : 'block',
    unscannable: config.scan.unscannable,
    references: config.scan.references,
    trustedRoles: new Set(config.scan.trusted_roles),
    reachability: createReachability(env),
    draining: () => draining,
    active,
    audit: audit.exchange,
    onEnd(exchange) {
      metrics.exchange(exchange)
      logExchange(log, exchange)
    },
  })

  const unready = () => {
    if (draining) return 'draining'
    return audit.sink.available() ? undefined : 'audit_unavailable'
  }

  const servers: Server[] = []
  const listeners: RunningListener[] = []
  const open = async (
    listener: 'proxy' | 'admin',
    listen: readonly string[],
    start: Parameters<typeof listenOn<Server>>[1],
  ) => {
    for (const text of listen) {
      const address = parseListen(text)
      const server = await listenOn(address, start)
      servers.push(server)
      listeners.push(
        describe(listener, address, server, listener === 'proxy' && config.server.tls !== undefined),
      )
    }
  }
  const tls = config.server.tls && tlsOptions(config.server.tls)
  try {
    await open('proxy', config.server.listen, (options) => listenProxy(handler, options, tls))
    const adminParts = { unready, metrics: metrics.render }
    await open('admin', config.admin.listen, (options) => listenAdmin(adminParts, options))
  } catch (error) {
    await Promise.all(servers.map((server) => server.stop(true)))
    await audit.sink.close()
    scan.shared?.close()
    throw error
  }

  return {
    listeners,
    reopen: audit.sink.reopen,
    async drain() {
      draining = true
      const proxies = servers.filter((_, index) => listeners[index]?.listener === 'proxy')
      const stopped = Promise.all(proxies.map((server) => server.stop()))
      let cut = 0
      let giveUp = false
      const timer = setTimeout(() => {
        cut = active.size
        for (const abort of active.values()) abort.abort(new ExchangeAborted('cut'))
        // What does not hear of a cut, such as an upload that drips, is ended with its listener.
        setTimeout(() => {
          giveUp = true
        }, CUT_GRACE_MS)
      }, config.server.drain_timeout)
      while (active.size > 0 && !giveUp) await Bun.sleep(IDLE_POLL_MS)
      clearTimeout(timer)
      ending.abort()
      scan.shared?.close()
      clients?.close()
      await Promise.all(servers.map((server) => server.stop(true)))
      await stopped
      await audit.sink.close()
      return cut
    },
  }
}

/** What no retry will mend is said loudly, but not once for each request. */
const REFUSALS: Readonly<Record<string, string>> = {
  unauthorized: 'LockLLM refuses the API key: NO REQUEST IS SCANNED by it; see scan.lockllm.api_key',
  insufficient_credits: 'LockLLM has no credits left for this key: NO REQUEST IS SCANNED by it',
}
const REFUSAL_EVERY_MS = 60_000
const lastWarning = new Map<string, number>()

function warnOfRefusal(log: Log, outcome: string): void {
  const message = REFUSALS[outcome]
  const now = performance.now()
  if (message === undefined || now - (lastWarning.get(outcome) ?? -Infinity) < REFUSAL_EVERY_MS) return
  lastWarning.set(outcome, now)
  log.error({ reason: outcome }, message)
}

function describe(
  listener: 'proxy' | 'admin',
  address: ListenAddress,
  server: Server,
  tls: boolean,
): RunningListener {
  const actual = address.kind === 'tcp' ? { ...address, port: server.port ?? address.port } : address
  const text = formatListen(actual)
  return {
    listener,
    address: text,
    url: actual.kind === 'unix' ? text : `${tls ? 'https' : 'http'}://${text}`,
  }
}
