/**
 * The session's leg to the provider. `ws` is the runtime's own client under that name (nothing of the npm package gets
 * into the executable): unlike the global WebSocket it tells with which answer a provider refused, and it can pause.
 */

import { WebSocket } from 'ws'
import { dialled, headersFor, hopOf } from '../../egress/egress.ts'
import type { Signal } from '../../egress/http/abort.ts'
import { ConnectTimeout } from '../../egress/http/connection.ts'
import { ProxyError } from '../errors.ts'
import { authorize, checkAddress } from '../forward.ts'
import type { Reachability } from '../reachability.ts'
import type { Provider } from '../route.ts'
import type { Frame } from './event.ts'

export interface UpstreamListener {
  message(frame: Frame): void
  ping(): void
  /** Exactly once. 1006 when the connection broke, 1005 when there was no code. */
  close(code: number, reason: string): void
}

export interface UpstreamLeg {
  /** The subprotocol that the provider selected; empty for none. */
  readonly protocol: string
  /** Of the provider's 101. */
  readonly headers: Headers
  /** Begins to deliver, with what has come already. */
  listen(listener: UpstreamListener): void
  /** @param sent called when the system has taken it, or never will */
  send(frame: Frame, sent: () => void): void
  /** Bytes that the system has not taken yet. */
  buffered(): number
  pause(): void
  resume(): void
  ping(): void
  close(code: number, reason: string): void
  terminate(): void
}

interface ConnectOptions {
  readonly upstream: URL
  readonly headers: Headers
  readonly protocols: readonly string[]
  readonly provider: Provider
  readonly abort: Signal
  readonly reachability: Reachability
}

/** An answer that refuses is a page of text at most. */
const MAX_REFUSAL_BYTES = 1024 * 1024

/**
 * @returns the open leg, or the provider's answer when it refused to switch
 * @throws {ProxyError} `provider_unreachable`, `provider_timeout`
 * @throws {ExchangeAborted} when the client left before
 */
export async function connectUpstream(options: ConnectOptions): Promise<UpstreamLeg | Response> {
  const { upstream, protocols, provider, abort, reachability } = options
  await checkAddress(upstream, provider, reachability)
  if (provider.authorize) {
    await authorize(provider, { method: 'GET', url: upstream, headers: options.headers, body: undefined })
  }
  abort.throwIfAborted()
  const { egress } = provider
  const unreachable = (cause: unknown, what: string) =>
    new ProxyError('provider_unreachable', {
      cause,
      detail: `Provider: ${provider.name} (${what}).`,
      fields: { provider: provider.name },
    })
  const hop = hopOf(egress, upstream)
  await reachability.connected(hop, provider.connectTimeoutMs, abort)?.catch((cause: unknown) => {
    throw cause instanceof ConnectTimeout ? unreachable(cause, 'connect time-out') : cause
  })
  const { promise, resolve, reject } = Promise.withResolvers<UpstreamLeg | Response>()
  const url = new URL(dialled(egress, upstream))
  url.protocol = upstream.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url, [...protocols], {
    headers: Object.fromEntries(headersFor(egress, upstream, options.headers)),
    perMessageDeflate: false,
    ...egress.init,
  })
  const fail = (error: unknown) => {
    reject(error)
    socket.terminate()
  }
  const timer = setTimeout(() => {
    const detail = `No answer from ${provider.name} within its first_byte_timeout.`
    fail(new ProxyError('provider_timeout', { detail, fields: { provider: provider.name } }))
  }, provider.firstByteTimeoutMs)
  const onAbort = () => fail(abort.reason)
  abort.addEventListener('abort', onAbort)

  let headers = new Headers()
  const leg = legOf(socket, () => headers)
  socket.on('upgrade', ({ headers: given }) => {
    headers = headersOf(given)
  })
  socket.on('open', () => resolve(leg))
  // After the opening the close event tells all that there is to know.
  socket.on('error', (cause) => reject(unreachable(cause, kindOf(cause))))
  socket.on('close', () => reject(unreachable(undefined, 'closed')))
  socket.on('unexpected-response', (_request, answer) => {
    const chunks: Buffer[] = []
    let length = 0
    answer.on('data', (chunk: Buffer) => {
      length += chunk.byteLength
      if (length <= MAX_REFUSAL_BYTES) chunks.push(chunk)
    })
    answer.on('error', (cause: Error) => fail(unreachable(cause, kindOf(cause))))
    answer.on('end', () => {
      const status = answer.statusCode ?? 0
      // A 101 without a switch is no HTTP answer, and other numbers below 200 or above 599 are none either.
      if (status < 200 || status > 599) return fail(unreachable(undefined, `status ${status}`))
      const bodiless = status === 204 || status === 205 || status === 304
      resolve(
        new Response(bodiless ? null : Buffer.concat(chunks), { status, headers: headersOf(answer.headers) }),
      )
    })
  })
  try {
    const result = await promise
    reachability.reached(hop)
    return result
  } finally {
    clearTimeout(timer)
    abort.removeEventListener('abort', onAbort)
  }
}

/** What comes before there is a listener waits: it is one read of the socket at most. */
function legOf(socket: WebSocket, headers: () => Headers): UpstreamLeg {
  let listener: UpstreamListener | undefined
  const early: ((to: UpstreamListener) => void)[] = []
  const deliver = (what: (to: UpstreamListener) => void) => {
    if (listener) what(listener)
    else early.push(what)
  }
  socket.on('open', () => socket.pause())
  socket.on('message', (data, isBinary) => {
    const bytes = Buffer.isBuffer(data)
      ? data
      : Buffer.concat([data].flat().map((part) => new Uint8Array(part)))
    const frame = isBinary ? new Uint8Array(bytes) : bytes.toString()
    deliver((to) => to.message(frame))
  })
  socket.on('ping', () => deliver((to) => to.ping()))
  socket.on('close', (code, reason) => deliver((to) => to.close(code, reason.toString())))
  return {
    get protocol() {
      return socket.protocol
    },
    get headers() {
      return headers()
    },
    listen(to) {
      listener = to
      for (const what of early.splice(0)) what(to)
      if (socket.isPaused) socket.resume()
    },
    send: (frame, sent) => socket.send(frame, { binary: typeof frame !== 'string' }, () => sent()),
    buffered: () => socket.bufferedAmount,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    ping: () => socket.ping(),
    close: (code, reason) => (mayBeSent(code) ? socket.close(code, reason) : socket.close()),
    terminate: () => socket.terminate(),
  }
}

/** RFC 6455, section 7.4: these say what happened and are never sent. */
export const mayBeSent = (code: number): boolean =>
  code >= 1000 && code <= 4999 && ![1004, 1005, 1006, 1015].includes(code)

function headersOf(given: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  return headers
}

/** The runtime's error code; never its message, which holds the URL. */
const kindOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name
