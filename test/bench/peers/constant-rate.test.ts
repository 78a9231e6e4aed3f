import { expect, test } from 'bun:test'
import { atConstantRate } from './constant-rate.ts'

const RATE = 500
const COUNT = 500
const STALL_MS = 300

/** Answers at once, but for the request of that number, during which the whole server stands still. */
const server = (stallAt: number, answer: () => Response) => {
  let seen = 0
  return Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      await request.arrayBuffer()
      seen += 1
      if (seen === stallAt) Bun.sleepSync(STALL_MS)
      return answer()
    },
  })
}
const ask = (port: number | undefined, body: string, connections: number) =>
  atConstantRate({
    endpoint: { url: `http://127.0.0.1:${port}/json/chat/completions` },
    body,
    rate: RATE,
    count: COUNT,
    warmUp: 0,
    connections,
  })

test.each([1, 16])(
  'what was to be sent while a server stood still has waited for it, with %p connections',
  async (connections) => {
    await using slow = server(200, () => Response.json({}))
    const { requests, errors, seconds, p99 } = await ask(slow.port, '{}', connections)
    expect({ requests, errors }).toEqual({ requests: COUNT, errors: 0 })
    expect(seconds).toBeGreaterThan(((COUNT - 1) / RATE) * 0.99)
    // A client that waited with its next requests would have one late answer in 500: 0.2 %.
    expect(p99).toBeGreaterThan(STALL_MS * 0.8)
  },
)

test('bodies of megabytes, answers in chunks, and statuses that are errors', async () => {
  const chunks = () =>
    new Response(
      (async function* () {
        yield 'a'.repeat(1000)
        yield 'b'
      })(),
    )
  await using good = server(0, chunks)
  const options = { rate: 0, count: 8, warmUp: 0, connections: 4, body: 'x'.repeat(16e6) }
  const at = ({ port }: { port: number | undefined }) => ({ url: `http://127.0.0.1:${port}/` })
  expect(await atConstantRate({ ...options, endpoint: at(good) })).toMatchObject({ requests: 8, errors: 0 })
  await using bad = server(0, () => new Response('no', { status: 502 }))
  expect(await atConstantRate({ ...options, endpoint: at(bad) })).toMatchObject({ requests: 8, errors: 8 })
})

test('connections that break are errors, and others take their place', async () => {
  let left = 3
  await using breaking = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data(socket) {
        if (left-- > 0) socket.terminate()
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
      },
    },
  })
  const { requests, errors } = await ask(breaking.port, '{}', 2)
  expect({ requests, errors }).toEqual({ requests: COUNT, errors: 3 })
})
