/**
 * Whether the listeners of applications would still answer: a connection and a request to each, as a client's. Plain
 * sockets, so that no egress proxy of the environment and no limit of the HTTP client comes between.
 */

import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { RunningListener } from './listeners.ts'

interface SelfCheckParts {
  readonly listeners: () => readonly RunningListener[]
  /** A path of a listener of applications that answers by itself; known to nobody else. */
  readonly path: string
}

/** @returns a check that rejects when a listener does not answer before the signal */
export const createSelfCheck =
  ({ listeners, path }: SelfCheckParts): ((signal: AbortSignal) => Promise<void>) =>
  async (signal) => {
    const proxies = listeners().filter(({ listener }) => listener === 'proxy')
    await Promise.all(proxies.map((listener) => ask(listener, path, signal)))
  }

function ask({ address, url }: RunningListener, path: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const isTls = url.startsWith('https:')
  const target = targetOf(address)
  // Who asks for client certificates gets none from us: that it has come so far is answer enough.
  const socket = isTls
    ? connectTls({ ...target, rejectUnauthorized: false }, () => socket.write(request(path)))
    : connect(target, () => socket.write(request(path)))
  let connected = false
  socket.once(isTls ? 'secureConnect' : 'connect', () => {
    connected = true
  })
  const give = () => socket.destroy(new Error(`no answer on ${address} in time`))
  signal.addEventListener('abort', give, { once: true })
  socket
    .once('data', () => resolve())
    .once('error', (error) => (isTls && connected ? resolve() : reject(error)))
    .once('close', () =>
      isTls && connected && !signal.aborted ? resolve() : reject(new Error(`${address} hangs up`)),
    )
  return promise.finally(() => {
    signal.removeEventListener('abort', give)
    socket.destroy()
  })
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`

/** A wildcard address is reached over loopback. */
function targetOf(address: string): { path: string } | { host: string; port: number } {
  if (address.startsWith('unix:')) return { path: address.slice('unix:'.length) }
  const [, host = '', port] = /^\[?([^\]]*)\]?:(\d+)$/.exec(address) ?? []
  const local = host === '0.0.0.0' ? '127.0.0.1' : host
  return { host: local === '::' ? '::1' : local, port: Number(port) }
}
