/**
 * Realtime providers on one loopback port that speak the vendors' wire formats: OpenAI realtime and responses in text
 * frames, Gemini Live in binary ones as Google's server does. They record what reaches them.
 */

/** A client's event as it came. */
export interface ReceivedEvent {
  readonly text: string
  readonly isBinary: boolean
}

export interface RealtimeSession {
  readonly url: URL
  readonly headers: Headers
  readonly events: readonly ReceivedEvent[]
  /** Code and reason, once the proxy has closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  /** The first n events, waiting for them if needed. */
  received(count: number): Promise<readonly ReceivedEvent[]>
  send(frame: string | Uint8Array<ArrayBuffer>): number
  close(code?: number, reason?: string): void
  /** Breaks the connection off. */
  terminate(): void
  pause(): void
  resume(): void
}

export interface FakeRealtime extends AsyncDisposable {
  readonly url: string
  readonly sessions: readonly RealtimeSession[]
  /** The n-th (from 1) session since the last reset, waiting for it if needed. */
  session(count?: number): Promise<RealtimeSession>
  /** The next attempt to switch is answered like this. */
  refuseNext(answer: Response): void
  reset(): void
}

interface Data {
  readonly url: URL
  readonly headers: Headers
  session?: OpenSession
}
interface OpenSession extends RealtimeSession {
  readonly events: ReceivedEvent[]
  changed(): void
  ended(code: number, reason: string): void
}

const parse = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
const json = (value: unknown) => JSON.stringify(value)
const bytes = (value: unknown) => new TextEncoder().encode(json(value))

/** What the models answer. */
export const SPOKEN = ['Guten ', 'Tag — ', '你好']

/** @returns what the vendor's server sends for an event */
function answersTo(path: string, event: Record<string, unknown>): (string | Uint8Array<ArrayBuffer>)[] {
  if (path.includes('BidiGenerateContent')) {
    if (event.setup) return [bytes({ setupComplete: {} })]
    if (event.clientContent ?? event.toolResponse) {
      const pieces = SPOKEN.map((text) => bytes({ serverContent: { modelTurn: { parts: [{ text }] } } }))
      return [...pieces, bytes({ serverContent: { turnComplete: true } })]
    }
    return []
  }
  if (path.endsWith('/responses')) {
    if (event.type !== 'response.create') return []
    const id = 'resp_1'
    return [
      json({ type: 'response.created', sequence_number: 0, response: { id } }),
      ...SPOKEN.map((delta) => json({ type: 'response.output_text.delta', sequence_number: 1, delta })),
      json({ type: 'response.completed', sequence_number: 2, response: { id, status: 'completed' } }),
    ]
  }
  switch (event.type) {
    case 'session.update':
      return [json({ type: 'session.updated', event_id: 'event_u', session: event.session })]
    case 'conversation.item.create':
      return [json({ type: 'conversation.item.added', event_id: 'event_a', item: event.item })]
    case 'response.create':
      return [
        json({ type: 'response.created', event_id: 'event_c', response: { id: 'resp_1' } }),
        ...SPOKEN.map((delta) => json({ type: 'response.output_text.delta', event_id: 'event_d', delta })),
        json({ type: 'response.done', event_id: 'event_e', response: { id: 'resp_1', status: 'completed' } }),
      ]
    default:
      return []
  }
}

export function startFakeRealtime(): FakeRealtime {
  const sessions: OpenSession[] = []
  const waiters = new Set<() => void>()
  const refusals: Response[] = []
  const wakeAll = () => {
    for (const wake of waiters) wake()
  }
  const until = <T>(read: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = () => {
        const value = read()
        if (value === undefined) return
        waiters.delete(check)
        resolve(value)
      }
      waiters.add(check)
      check()
    })

  const server = Bun.serve<Data>({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request, self) {
      const refusal = refusals.shift()
      if (refusal) return refusal
      const offered = request.headers.get('sec-websocket-protocol')?.split(',')[0]?.trim()
      const headers: Record<string, string> = { 'x-request-id': 'req_realtime_1' }
      if (offered) headers['sec-websocket-protocol'] = offered
      const data = { url: new URL(request.url), headers: request.headers }
      return self.upgrade(request, { headers, data }) ? undefined : new Response('no', { status: 400 })
    },
    websocket: {
      maxPayloadLength: 2 ** 30,
      backpressureLimit: 2 ** 30,
      open(socket) {
        const { promise: closed, resolve } = Promise.withResolvers<{ code: number; reason: string }>()
        const events: ReceivedEvent[] = []
        socket.data.session = {
          url: socket.data.url,
          headers: socket.data.headers,
          events,
          closed,
          received: (count) => until(() => (events.length >= count ? events.slice(0, count) : undefined)),
          send: (frame) => socket.send(frame),
          close: (code, reason) => socket.close(code, reason),
          terminate: () => socket.terminate(),
          pause: () => socket.pause(),
          resume: () => socket.resume(),
          changed: wakeAll,
          ended: (code, reason) => resolve({ code, reason }),
        }
        sessions.push(socket.data.session)
        const { pathname } = socket.data.url
        if (pathname.endsWith('/realtime')) {
          socket.send(json({ type: 'session.created', event_id: 'event_0', session: { id: 'sess_1' } }))
        }
        wakeAll()
      },
      message(socket, message) {
        const text = message.toString()
        socket.data.session?.events.push({ text, isBinary: typeof message !== 'string' })
        for (const answer of answersTo(socket.data.url.pathname, parse(text))) socket.send(answer)
        wakeAll()
      },
      close: (socket, code, reason) => socket.data.session?.ended(code, reason),
    },
  })

  return {
    url: `http://127.0.0.1:${server.port}`,
    sessions,
    session: (count = 1) => until(() => sessions[count - 1]),
    refuseNext: (answer) => {
      refusals.push(answer)
    },
    reset: () => {
      sessions.length = 0
      refusals.length = 0
    },
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}
