/** The request path of a session: as of any request up to the scan of its URL, then the provider, then the switch. */

import type { Endpoint } from '../../prompt/endpoint.ts'
import { isToken } from '../../prompt/token.ts'
import { clientScanOptions } from '../../scan/client-options.ts'
import type { ScanProfile } from '../../scan/profile.ts'
import { blockedError } from '../blocked.ts'
import { assertMayUseModels } from '../clients/access.ts'
import type { Ending } from '../ending.ts'
import { ProxyError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { HandlerOptions, Peer } from '../handler.ts'
import { clientHeaders, upstreamHeaders } from '../headers.ts'
import { findText, judge } from '../judge.ts'
import type { Provider } from '../route.ts'
import { changeHeaders } from '../routes/rewriting.ts'
import type { Plan, PlannedTarget } from '../routes/router.ts'
import { setScanHeaders } from '../scan-headers.ts'
import { socketApiOf } from './api.ts'
import { createSessionContext } from './context.ts'
import { createEventJudge } from './event.ts'
import { assertHandshake } from './handshake.ts'
import { offeredProtocols } from './protocols.ts'
import { createSession } from './session.ts'
import { connectUpstream } from './upstream.ts'

interface OpenParts {
  readonly request: Request
  readonly url: URL
  readonly endpoint: Endpoint
  readonly exchange: Exchange
  readonly peer: Peer
  readonly ending: Ending
  readonly options: HandlerOptions
  /** Where a request for these models goes, noted in an exchange. */
  readonly planFor: PlanFor
  /** How what goes there is scanned. */
  readonly profileOf: (plan: Plan) => ScanProfile
}

export type PlanFor = (models: readonly string[], noted: Exchange) => Plan

const SWITCHED = 101
/** Parameters that name a model: OpenAI's and xAI's, Azure's, which are read in any case. */
const MODEL_PARAMETERS = ['model', 'deployment']
/** Written anew for each leg. */
const OF_ONE_LEG = /^sec-websocket-/

/**
 * @returns what the edge answers with; nobody sees it when the connection has been switched
 * @throws {ProxyError} like any request, `invalid_upgrade` and `unsupported_upgrade`
 */
export async function openSession(parts: OpenParts): Promise<Response> {
  const { request, url, endpoint, exchange, peer, ending, options, planFor, profileOf } = parts
  const { abort } = ending
  const models = [...url.searchParams].flatMap(([name, value]) =>
    MODEL_PARAMETERS.includes(name.toLowerCase()) ? [value] : [],
  )
  const [model] = models
  if (model !== undefined && isToken(model)) exchange.model ??= model
  const plan = planFor(models, exchange)
  const { provider, upstream } = onlyTarget(plan)
  const profile = profileOf(plan)
  const optionsOf = ({ scanOptions, clientHeaders }: ScanProfile) =>
    clientScanOptions(request.headers, scanOptions, clientHeaders)
  exchange.scanOptions = optionsOf(profile)
  const api = socketApiOf(upstream.pathname)
  if (!api) throw new ProxyError('unsupported_upgrade')
  assertHandshake(request)
  peer.holdOpen()

  const { access } = exchange.client
  if (access && models.length > 0) assertMayUseModels(access, models, false)
  findText(
    exchange,
    { url, upstream, headers: request.headers, body: undefined, contentType: null, endpoint },
    profile,
  )
  const ticket = await options.limits?.admit(exchange)
  ending.ticket = ticket
  const decision = await judge(exchange, profile)
  if (decision.action === 'block') throw blockedError(decision, exchange.report)
  await options.audit(exchange)?.catch((cause: unknown) => {
    throw new ProxyError('audit_unavailable', { cause, retryAfter: 1 })
  })

  const replaced = (provider.apiKey ?? provider.authorize) !== undefined
  const protocols = offeredProtocols(request.headers, exchange.client, replaced)
  const headers = upstreamHeaders(request.headers, provider, upstream, exchange.client)
  for (const name of [...headers.keys()]) if (OF_ONE_LEG.test(name)) headers.delete(name)
  headers.delete('accept-encoding')
  const { rewriting } = plan
  changeHeaders(headers, rewriting?.request, exchange)
  const { reachability } = options
  const sentTick = performance.now()
  const leg = await connectUpstream({ upstream, headers, protocols, provider, abort, reachability })
  exchange.upstreamMs = performance.now() - sentTick
  const answerHeaders = clientHeaders(leg.headers, exchange.id)
  setScanHeaders(answerHeaders, exchange)
  ticket?.setHeaders(answerHeaders)
  changeHeaders(answerHeaders, rewriting?.response, exchange)
  if (leg instanceof Response) {
    exchange.status = leg.status
    const body = await leg.arrayBuffer()
    ending.end('complete', body.byteLength)
    answerHeaders.delete('content-length')
    return new Response(body.byteLength > 0 ? body : null, { status: leg.status, headers: answerHeaders })
  }

  for (const name of [...answerHeaders.keys()]) if (OF_ONE_LEG.test(name)) answerHeaders.delete(name)
  answerHeaders.set('sec-websocket-protocol', leg.protocol)
  exchange.status = SWITCHED
  const session = createSession({
    upstream: leg,
    judge: createEventJudge({
      api,
      exchange,
      endpoint,
      context: createSessionContext(options.contextChars),
      options,
      isModelNamed: models.length > 0,
      profile,
      optionsOf,
      profileFor:
        options.routing &&
        ((named, event) => {
          const wanted = planFor(named, event)
          assertGoesTo(provider, wanted)
          return profileOf(wanted)
        }),
    }),
    abort,
    idleTimeoutMs: provider.idleTimeoutMs,
    onEnd(outcome, { received, sent, relayed, refused }, cause) {
      exchange.requestBytes = received
      exchange.events = { relayed, refused }
      ending.end(outcome, sent, cause)
    },
  })
  if (peer.upgrade(answerHeaders, session)) return new Response(null)
  leg.terminate()
  throw new ProxyError('invalid_upgrade')
}

/** A session has one provider for all of its events, and no body to write another model into. */
function onlyTarget({ targets: [target], rewriting }: Plan): PlannedTarget {
  if (rewriting?.body) {
    throw new ProxyError('unsupported_upgrade', {
      detail: 'Its route changes bodies, and events would pass by.',
    })
  }
  if (target && target.bodyModel === undefined) return target
  throw new ProxyError('unsupported_upgrade', { detail: 'Its route gives the model another name.' })
}

/** What a route says of a model holds for one that only an event names. */
function assertGoesTo(provider: Provider, { targets: [target], rewriting }: Plan): void {
  const isAsItCame = target?.bodyModel === undefined && !rewriting?.body
  if (target?.provider.name === provider.name && isAsItCame) return
  throw new ProxyError('forbidden', {
    detail: 'A route sends this model elsewhere, or changes what is sent.',
  })
}
