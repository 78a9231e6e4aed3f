/** Reads streams of stamped events (stub-process.ts) over plain sockets: how late each event is, in milliseconds. */

import type { Endpoint } from '../peers/peer.ts'

const STAMP = /"at":([\d.]+)\}/g

const delaysOf = (text: string): number[] => {
  const now = performance.timeOrigin + performance.now()
  return [...text.matchAll(STAMP)].map(([, at]) => now - Number(at))
}

const BEGIN_WITHIN_MS = 30_000

/** One stream to its end. @returns the delays, and how many events came together with another one in one piece */
export async function readStamps(
  endpoint: Endpoint,
  body: string,
): Promise<{ delays: number[]; together: number }> {
  const delays: number[] = []
  let together = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const socket = await send(endpoint, body, {
    data(text) {
      const late = delaysOf(text)
      delays.push(...late)
      together += Math.max(0, late.length - 1)
      if (text.endsWith('0\r\n\r\n')) resolve()
    },
    close: resolve,
  })
  await promise
  socket.end()
  return { delays, together }
}

export interface Streams extends AsyncDisposable {
  /** The delays since the last call. */
  take(): number[]
  /** Streams that ended by themselves. */
  broken(): number
}

/** @returns when each of them has had its first event, or broke @throws when one has neither for 30 seconds */
export async function openStreams(endpoint: Endpoint, body: string, count: number): Promise<Streams> {
  let delays: number[] = []
  let broken = 0
  let closing = false
  const begun = Promise.withResolvers<void>()
  let waiting = count
  const first = () => {
    waiting -= 1
    if (waiting === 0) begun.resolve()
  }
  const sockets: Bun.Socket[] = []
  for (let index = 0; index < count; index += 1) {
    let isFirst = true
    const socket = await send(endpoint, body, {
      data(text) {
        delays.push(...delaysOf(text))
        if (!isFirst || !text.includes('"at":')) return
        isFirst = false
        first()
      },
      close() {
        if (closing) return
        broken += 1
        if (isFirst) first()
      },
    })
    sockets.push(socket)
  }
  const late = setTimeout(
    () => begun.reject(new Error(`${waiting} of ${count} streams have not begun`)),
    BEGIN_WITHIN_MS,
  )
  await begun.promise.finally(() => clearTimeout(late))
  return {
    take() {
      const taken = delays
      delays = []
      return taken
    },
    broken: () => broken,
    async [Symbol.asyncDispose]() {
      closing = true
      for (const socket of sockets) socket.end()
    },
  }
}

interface Listener {
  data(text: string): void
  close(): void
}

async function send({ url, headers }: Endpoint, body: string, listener: Listener): Promise<Bun.Socket> {
  const { hostname, port, pathname, host } = new URL(url)
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data: (_socket, bytes) => listener.data(bytes.toString()),
      close: () => listener.close(),
    },
  })
  const fields = Object.entries({ Host: host, 'Content-Type': 'application/json', ...headers })
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(
    `POST ${pathname} HTTP/1.1\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  return socket
}
