/**
 * THE request path, top to bottom:
 *
 *     target -> authenticate -> route -> read -> extract -> limit -> scan -> decide -> forward -> stream back
 *
 * Each stage is a plain function that returns a value or throws a `ProxyError`, which is caught once, here.
 */

import type { Abort } from '../egress/http/abort.ts'
import { clientScanOptions } from '../scan/client-options.ts'
import { rewrites, type ScanOptions } from '../scan/scanner.ts'
import { audited, unauditedError } from './audited.ts'
import type { Authenticate } from './authenticate.ts'
import { blockedError } from './blocked.ts'
import { isLarge, readBody, turnOfOthers } from './body.ts'
import { assertMayCall, assertMayUseModels } from './clients/access.ts'
import { Ending } from './ending.ts'
import { errorResponse, ProxyError } from './errors.ts'
import { beginExchange, type Exchange, forgetTexts } from './exchange.ts'
import { forward, forwardError } from './forward.ts'
import { clientHeaders, describeRewritten, upstreamHeaders } from './headers.ts'
import { findText, judge, NOT_YET } from './judge.ts'
import type { Limits } from './limits/limits.ts'
import { observeUsage } from './limits/usage.ts'
import type { ProfileFor } from './profiles.ts'
import type { Reachability } from './reachability.ts'
import { rewriteRequest } from './rewrite.ts'
import { findRoute, type Provider } from './route.ts'
import type { Routing } from './routes/compose.ts'
import { bodyFor, dispatch, planFor, planning, profileOf } from './routes/dispatch.ts'
import { factsOf } from './routes/match.ts'
import { changeBody } from './routes/rewrite-body.ts'
import { changeHeaders, type Rewriting } from './routes/rewriting.ts'
import type { PlannedTarget } from './routes/router.ts'
import { setRouteHeader } from './routes/tell.ts'
import { setScanHeaders } from './scan-headers.ts'
import { answerBody, ExchangeAborted } from './stream.ts'
import { readTarget } from './target.ts'
import { chunkOf, keepUpload, noteTaken } from './uploads.ts'
import { wantsWebSocket } from './websocket/handshake.ts'
import { openSession } from './websocket/open.ts'
import type { SocketListener } from './websocket/session.ts'

/** What the edge knows of a connection. */
export interface Peer {
  /** IP address, or `unix`. */
  readonly address: string
  /** No idle time-out from now on: a model may be silent for long. */
  holdOpen(): void
  /** The answer is over; the connection may idle out again. */
  release(): void
  /** Switches the connection to WebSocket. @returns false when the runtime refuses the handshake */
  upgrade(headers: Headers, listener: SocketListener): boolean
}

export interface HandlerOptions {
  readonly authenticate: Authenticate
  readonly providers: ReadonlyMap<string, Provider>
  /** Undefined without any. */
  readonly limits: Limits | undefined
  /** Undefined without routes. */
  readonly routing: Routing | undefined
  readonly maxBodyBytes: number
  /** Whether answers carry a Server-Timing header. */
  readonly serverTiming: boolean
  /** How requests are scanned, by where they go. */
  readonly profileFor: ProfileFor
  /** What the configuration asks for in general. */
  readonly scanOptions: ScanOptions
  readonly reachability: Reachability
  readonly draining: () => boolean
  /** Exchanges under way, each with what ends it. */
  readonly active: Map<Exchange, Abort>
  /**
   * Called once for each exchange, when it is known what becomes of it and before anything comes of that: a request is
   * sent (with `timing = "during"`: its answer is relayed), and an error is answered, after its audit record is kept.
   * Rejects when it must be kept and cannot.
   * @returns undefined when there is nothing to wait for
   */
  readonly audit: (exchange: Exchange) => Promise<void> | undefined
  /** Characters of a session's preceding texts that are scanned along with each event. */
  readonly contextChars: number
  /** Called for each event of a session that was scanned or refused, with an exchange of its own. */
  readonly onEvent: (event: Exchange) => void
  /** Called once for each exchange, when the last byte of its answer is sent. */
  readonly onEnd: (exchange: Exchange) => void
}

/** Nobody reads it; nginx's number for a client that left, for whoever looks at the wire. */
const CLIENT_CLOSED_REQUEST = 499

export type Handler = (request: Request, peer: Peer) => Promise<Response>

export function createHandler(options: HandlerOptions): Handler {
  return async (request, peer) => {
    const { address } = peer
    const exchange = beginExchange(request.method, { address }, options.scanOptions)
    const ending = new Ending(exchange, peer, options)
    const { abort } = ending
    request.signal.addEventListener('abort', ending)
    let rewriting: Rewriting | undefined

    try {
      const url = readTarget(request)
      exchange.path = url.pathname
      if (options.draining()) throw new ProxyError('draining', { retryAfter: 1 })
      const client = options.authenticate(address, request.headers, url)
      exchange.client = client instanceof Promise ? await client : client
      const { access } = exchange.client
      const { method } = request
      const begun = options.routing?.router.begin(factsOf(request, url, exchange.client))
      const found = begun ?? findRoute(url, options.providers)
      const { upstream, endpoint } = found
      exchange.endpoint = endpoint.format
      if ('provider' in found) {
        exchange.provider = found.provider.name
        if (access) assertMayCall(access, found.provider.name, endpoint, upstream.pathname)
      }
      let profile = options.profileFor('provider' in found ? found.provider : found.first, upstream)
      exchange.scanOptions = clientScanOptions(request.headers, profile.scanOptions, profile.clientHeaders)
      if (wantsWebSocket(request.headers)) {
        const parts = { request, url, endpoint, exchange, peer, ending, options }
        return await openSession({ ...parts, ...planning(found, profile, options) })
      }

      const body = await readBody(request, options.maxBodyBytes)
      exchange.requestBytes = body?.raw.byteLength ?? 0
      peer.holdOpen()
      if (isLarge(body)) await turnOfOthers()

      const contentType = request.headers.get('content-type')
      const { headers } = request
      const chunk = chunkOf({ headers, upstream, client: exchange.client }, body?.decoded)
      const material = { url, upstream, headers, body: body?.decoded, contentType, endpoint, piece: chunk }
      const models = findText(exchange, material, begun?.isOpen ? { ...profile, ...NOT_YET } : profile)
      if (isLarge(body)) await turnOfOthers()
      if (access) assertMayUseModels(access, models, body !== undefined)
      const plan = planFor(found, models, exchange, options)
      rewriting = plan.rewriting
      const chosen = profileOf(plan, found, profile, options)
      if (chosen !== profile || begun?.isOpen) {
        // Only with the model it is known which route counts, and with it which scan.
        profile = chosen
        exchange.scanOptions = clientScanOptions(request.headers, profile.scanOptions, profile.clientHeaders)
        findText(exchange, material, profile)
      }
      const ticket = options.limits ? await options.limits.admit(exchange) : undefined
      ending.ticket = ticket
      const mayRewrite = rewrites(exchange.scanOptions)
      let outgoing = mayRewrite ? body : changeBody(body, rewriting?.body, material, exchange)
      const sendTo = (target: PlannedTarget, ending: Abort) => {
        const headers = upstreamHeaders(request.headers, target.provider, target.upstream, exchange.client)
        if (outgoing !== body) describeRewritten(headers)
        changeHeaders(headers, plan.rewriting?.request, exchange)
        if (ticket?.countsTokens) headers.set('accept-encoding', 'identity')
        const bytes = bodyFor(target, outgoing, headers)
        const { provider, upstream } = target
        const { reachability } = options
        return forward({ method, upstream, headers, body: bytes, provider, abort: ending, reachability })
      }
      const sending = { plan, abort, exchange, sendTo, routing: options.routing }
      // "during": the answer is held by not being read; an unsafe request takes its upstream with it.
      const early = profile.timing === 'during' && !mayRewrite ? dispatch(sending) : undefined
      early?.catch(() => {})
      const judged = judge(exchange, profile)
      const decision = judged instanceof Promise ? await judged : judged
      if (isLarge(body)) await turnOfOthers()
      if (decision.action === 'block') {
        if (early !== undefined) abort.abort(new ExchangeAborted('cut'))
        throw blockedError(decision, exchange.report)
      }
      if (mayRewrite && body) {
        const rewritten = rewriteRequest(exchange, decision, body)
        outgoing = changeBody(rewritten, rewriting?.body, material, exchange)
      }
      const kept = options.audit(exchange)
      if (kept !== undefined)
        await kept.catch((cause: unknown) => {
          if (early !== undefined) abort.abort(new ExchangeAborted('cut'))
          throw unauditedError(cause)
        })
      forgetTexts(exchange)
      const { response: answer, provider } = await (early ?? dispatch(sending))

      const { status, statusText } = answer
      exchange.status = status
      const answerHeaders = clientHeaders(answer.headers, exchange.id)
      keepUpload(answerHeaders, headers, url, provider)
      noteTaken(chunk, status)
      setScanHeaders(answerHeaders, exchange)
      ticket?.setHeaders(answerHeaders)
      if (options.routing?.tells) setRouteHeader(answerHeaders, request.headers, exchange)
      if (ticket?.countsTokens && status < 300) ending.usage = observeUsage(answer.headers)
      changeHeaders(answerHeaders, rewriting?.response, exchange)
      if (options.serverTiming) answerHeaders.append('server-timing', serverTiming(exchange))
      const content = await answerBody(answer, ending, provider.idleTimeoutMs).catch((cause: unknown) => {
        throw forwardError(cause, abort, provider)
      })
      return new Response(content, { status, statusText, headers: answerHeaders })
    } catch (error) {
      if (abort.reason instanceof ExchangeAborted && abort.reason.outcome === 'client_gone') {
        options.audit(exchange)?.catch(() => {})
        ending.end('client_gone', 0)
        return new Response(null, { status: CLIENT_CLOSED_REQUEST })
      }
      const refusal = await audited(asProxyError(error), exchange, options.audit)
      const response = errorResponse(refusal, exchange.id)
      if (exchange.decision) setScanHeaders(response.headers, exchange)
      if (options.routing?.tells) setRouteHeader(response.headers, request.headers, exchange)
      changeHeaders(response.headers, rewriting?.response, exchange)
      ending.end('complete', 0, refusal.cause)
      return response
    }
  }
}

/** https://www.w3.org/TR/server-timing/ - milliseconds. */
const serverTiming = ({ scanMs = 0, upstreamMs = 0 }: Exchange): string =>
  `scan;dur=${scanMs.toFixed(1)}, upstream;dur=${upstreamMs.toFixed(1)}`

/** The end of a drain cuts; everything else that is no `ProxyError` is a fault of ours. */
function asProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) return error
  if (error instanceof ExchangeAborted) return new ProxyError('draining', { cause: error })
  return new ProxyError('internal_error', { cause: error })
}
