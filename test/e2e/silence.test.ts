/** A model may think for long: silence ends neither side of a stream. test/bench/silent-streams.ts is the long form. */

import { afterAll, expect, test } from 'bun:test'
import type { HeaderList } from '../support/wire/http-message.ts'
import { openRaw, rawRequest } from '../support/wire/raw-client.ts'
import type { WireHandler } from '../support/wire/wire-server.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
afterAll(() => world[Symbol.asyncDispose]())

const EVENTS: HeaderList = [['Content-Type', 'text/event-stream']]
const REQUEST = rawRequest(
  'POST',
  '/v1/proxy/echo/stream',
  [
    ['Host', '127.0.0.1'],
    ['Content-Type', 'application/json'],
  ],
  '{"input":"hello","stream":true}',
)

test('50 streams at once may be silent for longer than a server usually waits', async () => {
  const release = Promise.withResolvers<void>()
  const silent: WireHandler = async (_request, reply) => {
    await reply.stream(200, EVENTS)
    await reply.write('data: before\n\n')
    await release.promise
    await reply.write('data: after\n\n')
    await reply.end()
  }
  world.provider.answerNext(...Array.from({ length: 50 }, () => silent))
  const streams = Array.from({ length: 50 }, async () => {
    await using connection = await openRaw(world.proxy.target)
    await connection.write(REQUEST)
    return await connection.answer()
  })
  await world.provider.received(50)
  await Bun.sleep(13_000)
  release.resolve()
  for (const answer of await Promise.all(streams)) {
    expect(answer?.complete).toBe(true)
    expect(answer?.bytes.toString()).toBe('data: before\n\ndata: after\n\n')
  }
}, 30_000)
