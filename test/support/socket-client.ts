/** A WebSocket client that remembers what it heard, so that a test can ask for it in order. */

import { WebSocket } from 'ws'

export interface Heard {
  readonly text: string
  readonly isBinary: boolean
}

export interface SocketClient extends AsyncDisposable {
  readonly socket: WebSocket
  /** Headers of the 101. */
  readonly headers: Headers
  send(event: unknown): void
  /** The next message that has not been asked for yet. */
  next(): Promise<Heard>
  /** The same as JSON. */
  event(): Promise<Record<string, unknown>>
  /** Messages that nobody has asked for. */
  readonly unread: readonly Heard[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}

export class Refused extends Error {
  readonly status: number
  readonly headers: Headers
  readonly body: string

  constructor(status: number, headers: Headers, body: string) {
    super(`refused with ${status}: ${body}`)
    this.status = status
    this.headers = headers
    this.body = body
  }
}

interface ClientOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocols?: readonly string[]
  /** Whose certificate the server's is signed by, in PEM. */
  readonly ca?: string
}

const headersOf = (given: Readonly<Record<string, unknown>>) =>
  new Headers(Object.entries(given).map(([name, value]): [string, string] => [name, String(value)]))

/** @throws {Refused} when the answer is not 101 */
export async function openSocket(
  url: string,
  { headers = {}, protocols = [], ca }: ClientOptions = {},
): Promise<SocketClient> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], {
    headers,
    perMessageDeflate: false,
    ...(ca !== undefined && { ca }),
  })
  const unread: Heard[] = []
  const askers: ((heard: Heard) => void)[] = []
  let answered = new Headers()
  const { promise: closed, resolve } = Promise.withResolvers<{ code: number; reason: string }>()
  socket.on('upgrade', (answer) => {
    answered = headersOf(answer.headers)
  })
  socket.on('message', (data, isBinary) => {
    const heard = { text: data.toString(), isBinary }
    const asker = askers.shift()
    if (asker) asker(heard)
    else unread.push(heard)
  })
  socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  await new Promise<void>((opened, reject) => {
    socket.on('open', () => opened())
    socket.on('error', reject)
    socket.on('unexpected-response', (_request, answer) => {
      let body = ''
      answer.on('data', (chunk) => {
        body += String(chunk)
      })
      answer.on('end', () => reject(new Refused(answer.statusCode ?? 0, headersOf(answer.headers), body)))
    })
  })
  const next = (): Promise<Heard> => {
    const first = unread.shift()
    return first ? Promise.resolve(first) : new Promise((heard) => askers.push(heard))
  }
  return {
    socket,
    headers: answered,
    send: (event) => socket.send(typeof event === 'string' ? event : JSON.stringify(event)),
    next,
    event: async () => JSON.parse((await next()).text),
    unread,
    closed,
    [Symbol.asyncDispose]: async () => socket.terminate(),
  }
}
