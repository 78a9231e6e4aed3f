/**
 * Everything that is built from one configuration and belongs to it alone. A reload builds a new generation whole and
 * puts it in the place of the one before, whose requests end under what they began with; then its parts are closed.
 */

import { networkMatcher } from '../config/cidr.ts'
import type { Config } from '../config/schema.ts'
import type { Env } from '../config/secrets.ts'
import { createAuthorizeFor } from '../egress/compose-authorize.ts'
import { createEgress } from '../egress/egress.ts'
import type { Abort } from '../egress/http/abort.ts'
import type { ProxyFor } from '../egress/proxy.ts'
import { type Audit, composeAudit } from '../observe/audit/compose.ts'
import { describeCause } from '../observe/cause.ts'
import { logExchange } from '../observe/exchange-log.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Output } from '../observe/output.ts'
import { composeWebhooks, type Webhooks } from '../observe/webhooks/webhooks.ts'
import { createAuthenticate } from '../proxy/authenticate.ts'
import { composeClients } from '../proxy/clients/compose.ts'
import type { Exchange } from '../proxy/exchange.ts'
import { createHandler, type Handler } from '../proxy/handler.ts'
import { composeLimits, type LimitParts } from '../proxy/limits/compose.ts'
import { createProfiles } from '../proxy/profiles.ts'
import type { Reachability } from '../proxy/reachability.ts'
import { createProviders } from '../proxy/route.ts'
import { composeRouting } from '../proxy/routes/compose.ts'
import { composeScan, type ScanParts } from '../scan/compose.ts'

/** What outlives a configuration. */
export interface Lasting {
  readonly log: Log
  /** Where the log goes, and the audit log with `audit.path = "stdout"`. */
  readonly output: Output
  readonly metrics: Metrics
  readonly reachability: Reachability
  /** Where clouds' credentials may be. */
  readonly env: Env
  /** What the environment says of an egress proxy. */
  readonly environmentProxy: ProxyFor
  /** Hears of each attempt at LockLLM. */
  readonly onAttempt: (outcome: string) => void
  readonly draining: () => boolean
}

export interface Generation {
  readonly config: Config
  readonly handler: Handler
  readonly scan: ScanParts
  readonly audit: Audit
  readonly limits: LimitParts | undefined
  /** Undefined without receivers. */
  readonly webhooks: Webhooks | undefined
  /** Exchanges under way, each with what ends it. */
  readonly active: ReadonlyMap<Exchange, Abort>
  /** Closes what `heir` has not taken over, when the last exchange is over. @returns when that is done */
  retire(heir?: Generation): Promise<void>
  /** The same without waiting for exchanges. @param flushMs what the last webhooks may take */
  close(heir?: Generation, flushMs?: number): Promise<void>
}

/** What the last webhooks of a generation may take. */
const FLUSH_MS = 10_000

/**
 * @param previous whose verdicts, secret, counters and audit file live on where the configuration says the same of them
 * @throws {Error} with a message for people when the audit file cannot be opened; nothing stays open then
 */
export async function openGeneration(
  config: Config,
  lasting: Lasting,
  previous?: Generation,
): Promise<Generation> {
  const { log, output, metrics } = lasting
  const ending = new AbortController()
  const egressFor = createEgress(config.egress, lasting.environmentProxy)
  const providers = createProviders(config, egressFor, createAuthorizeFor(lasting.env, egressFor))
  const clients = composeClients(config, log, egressFor)
  const scan = composeScan(config, ending.signal, scanHooks(lasting), previous?.scan, egressFor)
  const kept = previous?.config.audit.path === config.audit.path ? previous.audit.sink : undefined
  if (kept && previous?.config.audit.chain_key?.reveal() !== config.audit.chain_key?.reveal()) {
    log.warn('audit.chain_key takes effect with a restart: a chain has one key')
  }
  const audit = await composeAudit({
    config: config.audit,
    secret: scan.secret,
    log,
    output,
    sink: kept,
  }).catch((error: unknown) => {
    scan.shared?.close()
    clients?.close()
    throw error
  })
  const limits = await composeLimits(config, log, metrics.limited, previous?.limits)
  const webhooks = composeWebhooks({
    config: config.webhooks,
    includePrompt: config.audit.include_prompt,
    log,
    egressFor,
    onOutcome: metrics.webhook,
  })
  return assemble({ config, lasting, ending, providers, clients, scan, audit, limits, webhooks })
}

const scanHooks = ({ log, metrics, onAttempt }: Lasting): Parameters<typeof composeScan>[2] => ({
  onAttempt(outcome, milliseconds) {
    metrics.scanAttempt(outcome, milliseconds)
    onAttempt(outcome)
  },
  onRetry: () => metrics.scanRetry(),
  onRedis(up, error) {
    if (up) log.info('redis answers again')
    else
      log.warn({ reason: describeCause(error) }, 'redis does not answer; verdicts are shared in memory alone')
  },
  onRedisStoreFailure: () => metrics.redisStoreFailure(),
})

interface Parts {
  readonly config: Config
  readonly lasting: Lasting
  /** Ends scans that are under way. */
  readonly ending: AbortController
  readonly providers: ReturnType<typeof createProviders>
  readonly clients: ReturnType<typeof composeClients>
  readonly scan: ScanParts
  readonly audit: Audit
  readonly limits: LimitParts | undefined
  readonly webhooks: Webhooks | undefined
}

/** Apart from `openGeneration`: functions made there would hold all that it had, the generation before too, and so all of them. */
function assemble({
  config,
  lasting,
  ending,
  providers,
  clients,
  scan,
  audit,
  limits,
  webhooks,
}: Parts): Generation {
  const { log, metrics } = lasting
  const active = new Map<Exchange, Abort>()
  const idle = Promise.withResolvers<void>()
  let retiring = false

  const routing = composeRouting(config, providers, log)
  const handler = createHandler({
    authenticate: createAuthenticate(networkMatcher(config.server.trusted_proxies), clients?.identify),
    providers,
    limits: limits?.limits,
    routing,
    profileFor: createProfiles(config, providers, scan.profile),
    scanOptions: scan.profile().scanOptions,
    maxBodyBytes: config.server.max_body,
    serverTiming: config.server.server_timing,
    reachability: lasting.reachability,
    draining: lasting.draining,
    active,
    audit: audit.exchange,
    contextChars: config.scan.context_chars,
    onEvent(event) {
      metrics.event(event)
      webhooks?.exchange(event)
    },
    onEnd(exchange) {
      metrics.exchange(exchange)
      logExchange(log, exchange)
      webhooks?.exchange(exchange)
      if (retiring && active.size === 0) idle.resolve()
    },
  })

  let closing: Promise<void> | undefined
  const closeParts = async (heir?: Generation, flushMs = FLUSH_MS) => {
    ending.abort()
    scan.shared?.close()
    clients?.close()
    routing?.close()
    if (heir?.limits?.store !== limits?.store) limits?.close()
    await webhooks?.close(flushMs)
    if (heir?.audit.sink !== audit.sink) await audit.sink.close()
  }
  const close = (heir?: Generation, flushMs?: number) => {
    closing ??= closeParts(heir, flushMs)
    return closing
  }
  return {
    config,
    handler,
    scan,
    audit,
    limits,
    webhooks,
    active,
    close,
    async retire(heir) {
      retiring = true
      if (active.size > 0) await idle.promise
      await close(heir)
    },
  }
}
