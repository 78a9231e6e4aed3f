/** A small egress proxy: CONNECT tunnels and absolute-form requests (RFC 9110, 9.3.6), over TCP or TLS, with a password or without. */

import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export interface EgressProxy extends AsyncDisposable {
  readonly url: string
  /** First line and credentials of each request, as they came. */
  readonly requests: readonly { readonly line: string; readonly authorization: string | undefined }[]
  /** Bytes from us through tunnels. */
  sent(): number
  clear(): void
}

interface Options {
  /** `user:password` that is asked for. */
  readonly credentials?: string
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer }
  readonly host?: string
  /** Answer to everything instead of serving it. */
  readonly refusal?: string
}

export async function startEgressProxy({
  credentials,
  tls,
  host = '127.0.0.1',
  refusal,
}: Options = {}): Promise<EgressProxy> {
  const requests: { line: string; authorization: string | undefined }[] = []
  const sockets = new Set<Socket>()
  let sent = 0
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  const serve = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let head = Buffer.alloc(0)
    const onData = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end === -1) return
      socket.off('data', onData)
      const text = head.subarray(0, end).toString('latin1')
      const [line = '', ...fields] = text.split('\r\n')
      const authorization = fields
        .map((field) => /^proxy-authorization: (.*)$/i.exec(field)?.[1])
        .find((value) => value !== undefined)
      requests.push({ line, authorization })
      if (refusal !== undefined) return void socket.end(refusal)
      if (wanted !== undefined && authorization !== wanted) {
        return void socket.end(
          'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="egress"\r\ncontent-length: 0\r\n\r\n',
        )
      }
      const [method, target = ''] = line.split(' ')
      const isTunnel = method === 'CONNECT'
      const url = new URL(isTunnel ? `tunnel://${target}` : target)
      const upstream = connect(Number(url.port || 80), url.hostname.replace(/^\[|\]$/g, ''), () => {
        if (isTunnel) socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        else {
          const kept = fields.filter((field) => !/^(proxy-|connection:)/i.test(field))
          upstream.write(
            [`${method} ${url.pathname}${url.search} HTTP/1.1`, ...kept, 'connection: close', '', ''].join(
              '\r\n',
            ),
          )
        }
        upstream.write(head.subarray(end + 4))
        socket.on('data', (bytes) => {
          sent += bytes.length
        })
        socket.pipe(upstream)
        // One request a connection, as the next one may be for another host.
        if (isTunnel) return void upstream.pipe(socket)
        upstream.once('data', (bytes: Buffer) => {
          const start = bytes.indexOf('\r\n') + 2
          socket.write(bytes.subarray(0, start))
          socket.write('connection: close\r\n')
          socket.write(bytes.subarray(start))
          upstream.pipe(socket)
        })
      })
      upstream.on('error', () =>
        isTunnel ? socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n') : socket.destroy(),
      )
      socket.on('close', () => upstream.destroy())
    }
    socket.on('data', onData)
  }
  const server = tls ? createTlsServer(tls, serve) : createServer(serve)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    requests,
    sent: () => sent,
    clear: () => {
      requests.length = 0
      sent = 0
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
