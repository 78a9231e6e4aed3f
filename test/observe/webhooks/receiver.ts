/** A receiver of webhooks: a real HTTP server that answers as it is told, and remembers what it got. */

export interface Received {
  readonly headers: Headers
  readonly body: string
}

type Answer = (request: Request) => Response | Promise<Response>

export function startReceiver(answer: Answer = () => new Response(null, { status: 204 })) {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const scene = { answer }
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      received.push({ headers: request.headers, body: await request.text() })
      for (const wake of waiting) wake()
      return scene.answer(request)
    },
  })
  return {
    url: server.url.href,
    received,
    scene,
    /** Resolves when so many messages have come. */
    async count(messages: number): Promise<readonly Received[]> {
      while (received.length < messages) {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.add(resolve)
        await promise
        waiting.delete(resolve)
      }
      return received
    },
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}
