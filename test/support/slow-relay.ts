/** A TCP relay on loopback whose answers are late, for a server that is slow. */

import { connect, createServer, type Socket } from 'node:net'

export interface SlowRelay extends AsyncDisposable {
  readonly port: number
  /** Answers that come from now on are this late, in milliseconds. */
  delay(milliseconds: number): void
}

export async function startSlowRelay(targetPort: number): Promise<SlowRelay> {
  const sockets = new Set<Socket>()
  let late = 0
  const keep = (socket: Socket, other: () => Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      other().destroy()
    })
  }
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    keep(client, () => target)
    keep(target, () => client)
    client.on('data', (bytes) => target.write(bytes))
    target.on('data', (bytes) => {
      if (late === 0) client.write(bytes)
      else setTimeout(() => client.write(bytes), late)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the relay has no port')
  return {
    port: address.port,
    delay(milliseconds) {
      late = milliseconds
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
