/** One request to the provider: the bytes as they came, the answer as it comes. */

import { CredentialsError, type OutgoingRequest } from '../egress/authorize.ts'
import { hopOf } from '../egress/egress.ts'
import type { Abort, Signal } from '../egress/http/abort.ts'
import type { Answer } from '../egress/http/answer.ts'
import { goesByFetch, sendBy } from '../egress/http/client.ts'
import { ConnectTimeout, NotConnected } from '../egress/http/connection.ts'
import { Deadline } from './deadline.ts'
import { ProxyError } from './errors.ts'
import type { Reachability } from './reachability.ts'
import type { Provider } from './route.ts'
import { ExchangeAborted, UpstreamSilent } from './stream.ts'
import { limitTotal, TotalTimeout } from './total-timeout.ts'

interface ForwardOptions {
  readonly method: string
  readonly upstream: URL
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer> | undefined
  readonly provider: Provider
  readonly abort: Abort
  readonly reachability: Reachability
}

/** How far a request came that was not answered: only after `connect` is it sure that nobody has read it. */
export type UpstreamFailureKind = 'connect' | 'reset' | 'timeout'

export class UpstreamFailure extends ProxyError {
  readonly kind: UpstreamFailureKind

  constructor(
    code: 'provider_timeout' | 'provider_unreachable',
    kind: UpstreamFailureKind,
    options: ConstructorParameters<typeof ProxyError>[1],
  ) {
    super(code, options)
    this.kind = kind
  }
}

/** Of fetch and of OpenSSL, for failures before a byte of the request is sent. */
const NOT_SENT =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EPROTO|CERT_\w+|\w*CERT_ALTNAME\w*|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|UNABLE_TO_\w+|ERR_PROXY_TUNNEL|ERR_PIN_MISMATCH)$/

class FirstByteTimeout extends Error {}
const giveUp = (abort: Abort): void => abort.abort(new FirstByteTimeout())

/**
 * @returns the upstream's answer as soon as its headers are there, undecoded, redirects included
 * @throws {ProxyError} `provider_unreachable`, `provider_timeout`
 * @throws {ExchangeAborted} when the client left before the answer
 */
export async function forward(options: ForwardOptions): Promise<Answer> {
  const { method, upstream, headers, body, provider, abort } = options
  const { reachability } = options
  const hop = hopOf(provider.egress, upstream)
  const isFresh = reachability.isFresh(hop)
  if (!isFresh) await checkAddress(upstream, provider, reachability)
  if (provider.authorize) await authorize(provider, { method, url: upstream, headers, body })
  const { totalTimeoutMs } = provider
  const total = totalTimeoutMs === undefined ? undefined : limitTotal(abort, totalTimeoutMs)
  const deadline = new Deadline(provider.firstByteTimeoutMs, giveUp, abort)
  try {
    // A connection of our own has its time-out itself.
    if (!isFresh && goesByFetch(provider.egress))
      await reachability.connected(hop, provider.connectTimeoutMs, abort)
    const { connectTimeoutMs } = provider
    const request = { method, headers, body, signal: abort, connectTimeoutMs }
    const answer = await sendBy(provider.egress, upstream, request)
    reachability.reached(hop)
    // RFC 9110, section 15.5.8: never the provider's own.
    if (answer.status === 407 && provider.egress.proxy) {
      abort.abort(new Error('egress proxy'))
      throw notSent(undefined, provider, 'the egress proxy wants other credentials')
    }
    // RFC 9110, section 15: there are no others, and the runtime can send none.
    if (answer.status < 200 || answer.status > 599) {
      abort.abort(new Error('no HTTP status'))
      throw new ProxyError('provider_unreachable', {
        detail: `${provider.name} answered with status ${answer.status}.`,
      })
    }
    return total ? total.upToEndOf(answer) : answer
  } catch (cause) {
    total?.stop()
    throw forwardError(cause, abort, provider)
  } finally {
    deadline.end()
  }
}

/**
 * Rejects with a `ProxyError`, `provider_unreachable`, for a name that leads to where no provider is.
 * @returns undefined when there is nothing to look up
 */
export function checkAddress(
  upstream: URL,
  provider: Provider,
  reachability: Reachability,
): Promise<void> | undefined {
  // Behind an egress proxy the names are the proxy's, and an address was judged with the configuration.
  const { proxy, address } = provider.egress
  if (provider.allowLinkLocal || proxy || address !== undefined) return undefined
  const check = reachability.checkName(upstream)
  return check && refusing(check, provider)
}

const refusing = (check: Promise<void>, provider: Provider): Promise<void> =>
  check.catch((cause: unknown) => refuseAddress(cause, provider))

/** @throws {ProxyError} `provider_unreachable` when there are no credentials */
export async function authorize(provider: Provider, request: OutgoingRequest): Promise<void> {
  await provider.authorize?.(request).catch((cause: unknown) => {
    throw notSent(cause, provider, cause instanceof CredentialsError ? cause.code : 'credentials')
  })
}

const refuseAddress = (cause: unknown, provider: Provider): never => {
  throw notSent(cause, provider, 'link-local address')
}

/** As a failure to connect. */
const notSent = (cause: unknown, provider: Provider, what: string) =>
  new UpstreamFailure('provider_unreachable', 'connect', {
    cause,
    detail: `Provider: ${provider.name} (${what}).`,
    fields: { provider: provider.name },
  })

/** Why there is no answer. @param signal aborted when it was us who gave up */
export function forwardError(cause: unknown, signal: Signal, provider: Provider): Error {
  if (cause instanceof ProxyError) return cause
  const { reason } = signal
  if (reason instanceof ExchangeAborted) return reason
  const timeout = timeoutOf(reason)
  if (timeout !== undefined) {
    return new UpstreamFailure('provider_timeout', 'timeout', {
      cause,
      detail: `No answer from ${provider.name} within its ${timeout}.`,
      fields: { provider: provider.name },
    })
  }
  const code = kindOf(cause)
  const isSent = !(cause instanceof ConnectTimeout || cause instanceof NotConnected || NOT_SENT.test(code))
  return new UpstreamFailure('provider_unreachable', isSent ? 'reset' : 'connect', {
    cause,
    detail: `Provider: ${provider.name} (${code}).`,
    fields: { provider: provider.name },
  })
}

/** The configuration's name of the time-out that ended an exchange. */
function timeoutOf(reason: unknown): string | undefined {
  if (reason instanceof FirstByteTimeout) return 'first_byte_timeout'
  if (reason instanceof TotalTimeout) return 'total_timeout'
  return reason instanceof UpstreamSilent ? 'idle_timeout' : undefined
}

/** The runtime's error code, e.g. `ConnectionRefused`; never its message, which holds the URL. */
function kindOf(error: unknown): string {
  if (error instanceof ConnectTimeout) return 'connect time-out'
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.name : 'unknown'
}
