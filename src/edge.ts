/** The edge: Elysia in front of the request path and of the operators' routes. Nothing behind it knows Elysia. */

import { Elysia } from 'elysia'
import { UNIX } from './config/cidr.ts'
import type { ListenOptions } from './os/listen.ts'
import type { Handler, Peer } from './proxy/handler.ts'
import type { SocketListener } from './proxy/websocket/session.ts'

export type Server = NonNullable<Elysia['server']>

/** Seconds after which a silent connection is closed while a request is read or none is under way. */
export const IDLE_SECONDS = 60
/** Every option that has a harmful default is given: development mode, 128 MB bodies, 10 s of silence. */
const SERVE = { development: false, maxRequestBodySize: Number.MAX_SAFE_INTEGER } as const

/** What a frame's length can say in the runtime. */
const LARGEST_MESSAGE = 2 ** 31 - 1
/**
 * The session stops its provider when the runtime begins to buffer, so that no limit of the buffer may drop a message.
 * The runtime pings a client that is silent, and closes when it stays so.
 */
const WEBSOCKET = {
  idleTimeout: 240,
  sendPings: true,
  perMessageDeflate: false,
  backpressureLimit: 2 ** 31 - 1,
  closeOnBackpressureLimit: false,
} as const

/** Unix sockets have no idle time-out: their clients are on this host, and the kernel tells when one ends. */
const serveOptions = (options: ListenOptions, tls?: Bun.TLSOptions) =>
  'unix' in options
    ? { ...SERVE, ...options, ...(tls && { tls }) }
    : { ...SERVE, ...options, ...(tls && { tls }), idleTimeout: IDLE_SECONDS }

/** Whether a listener is on its way out: answers then ask clients to come back on a new connection. */
export interface Gate {
  closing: boolean
}

interface ProxyListenerOptions {
  readonly tls?: Bun.TLSOptions | undefined
  readonly gate?: Gate
  /** Answered by the listener itself; a path that nobody guesses. */
  readonly selfCheckPath?: string | undefined
  /** Of one WebSocket message. */
  readonly maxMessageBytes?: number
}

/**
 * Applications' listener: the request path does its own routing on a URL that it has validated. It stands before Elysia's
 * routes, since a handler of one costs a small request a twentieth of its CPU time: two look-ups of the path, and a context
 * that is given a shape of its own each time.
 */
export function listenProxy(
  handler: Handler,
  options: ListenOptions,
  {
    tls,
    gate = { closing: false },
    selfCheckPath,
    maxMessageBytes = LARGEST_MESSAGE,
  }: ProxyListenerOptions = {},
): Server {
  const websocket = { ...WEBSOCKET, maxPayloadLength: Math.min(maxMessageBytes, LARGEST_MESSAGE) }
  const routes = selfCheckPath === undefined ? {} : { [selfCheckPath]: () => new Response('ok\n') }
  const app = new Elysia({ websocket, serve: { routes } })
  const answer = (request: Request) => {
    const answered = handler(request, new RequestPeer(request, app.server))
    return gate.closing ? answered.then(asLast) : answered
  }
  app.wrap(() => answer)
  return started(app.listen(serveOptions(options, tls)))
}

/** RFC 9112, section 9.6. */
function asLast(answer: Response): Response {
  answer.headers.set('connection', 'close')
  return answer
}

class RequestPeer implements Peer {
  readonly #request: Request
  readonly #server: Server | null

  constructor(request: Request, server: Server | null) {
    this.#request = request
    this.#server = server
  }

  get address(): string {
    return this.#server?.requestIP(this.#request)?.address ?? UNIX
  }

  holdOpen(): void {
    this.#server?.timeout(this.#request, 0)
  }

  release(): void {
    this.#server?.timeout(this.#request, IDLE_SECONDS)
  }

  upgrade(headers: Headers, listener: SocketListener): boolean {
    return this.#server?.upgrade(this.#request, { headers, data: socketData(listener) }) ?? false
  }
}

/** Elysia's handlers call these members of a socket's data. */
const socketData = (listener: SocketListener) => ({
  open: (socket: Bun.ServerWebSocket<unknown>) => listener.open(socket),
  message: (_socket: unknown, message: string | Buffer) =>
    listener.message(typeof message === 'string' ? message : new Uint8Array(message)),
  ping: () => listener.ping(),
  drain: () => listener.drain(),
  close: (_socket: unknown, code: number, reason: string) => listener.close(code, reason),
})

export interface AdminParts {
  /** Why new requests are not welcome; undefined while they are. */
  readonly unready: () => string | undefined
  readonly metrics: () => Promise<{ text: string; contentType: string }>
}

/** Operators' listener. */
export function listenAdmin({ unready, metrics }: AdminParts, options: ListenOptions): Server {
  const text = (body: string, status = 200, contentType = 'text/plain; charset=utf-8') =>
    new Response(body, { status, headers: { 'content-type': contentType, 'cache-control': 'no-store' } })
  const app = new Elysia()
    .get('/healthz', () => text('ok\n'))
    .get('/readyz', () => {
      const reason = unready()
      return reason === undefined ? text('ready\n') : text(`${reason}\n`, 503)
    })
    .get('/metrics', async () => {
      const { text: body, contentType } = await metrics()
      return text(body, 200, contentType)
    })
    .all('/*', () => text('not found; here are /healthz, /readyz and /metrics\n', 404))
  return started(app.listen(serveOptions(options)))
}

function started({ server }: Pick<Elysia, 'server'>): Server {
  if (!server) throw new Error('the listener did not start')
  return server
}
