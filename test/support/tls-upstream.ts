/** An HTTPS upstream that notes of every connection what TLS told it, and of every byte that it came. */

import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'

interface Seen {
  readonly sni: string
  /** Common name of the certificate that we showed. */
  readonly client: string | undefined
  /** Everything that came after the handshake. */
  text: string
}

export interface TlsUpstream extends AsyncDisposable {
  readonly port: number
  readonly seen: readonly Seen[]
  /** All that came, of all connections. */
  received(): string
  clear(): void
}

const ANSWER = '{"choices":[]}'

export async function startTlsUpstream(options: TlsOptions): Promise<TlsUpstream> {
  const seen: Seen[] = []
  const sockets = new Set<TLSSocket>()
  const server = createServer({ requestCert: true, rejectUnauthorized: false, ...options }, (socket) => {
    sockets.add(socket)
    const subject = socket.getPeerCertificate().subject
    const entry: Seen = {
      sni: String(Object(socket).servername || ''),
      client: subject && String(subject.CN),
      text: '',
    }
    seen.push(entry)
    let whole = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      entry.text += chunk
      whole += chunk
      const [head = '', body = ''] = whole.split('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (!whole.includes('\r\n\r\n') || body.length < length) return
      whole = ''
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${ANSWER.length}\r\n\r\n${ANSWER}`,
      )
    })
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    seen,
    received: () => seen.map(({ text }) => text).join(''),
    clear: () => {
      seen.length = 0
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
