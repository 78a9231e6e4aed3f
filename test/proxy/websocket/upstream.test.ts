/** The leg to the provider by itself: what it says of a provider that does not open, and what came early. */

import { afterAll, describe, expect, test } from 'bun:test'
import { Abort } from '../../../src/egress/http/abort.ts'
import { createReachability, type Reachability } from '../../../src/proxy/reachability.ts'
import { createProviders, type Provider } from '../../../src/proxy/route.ts'
import { ExchangeAborted } from '../../../src/proxy/stream.ts'
import { connectUpstream } from '../../../src/proxy/websocket/upstream.ts'
import { rejection } from '../../support/client.ts'
import { startWireServer } from '../../support/wire/wire-server.ts'
import { configOf } from '../config.ts'

const silent = await startWireServer(() => new Promise(() => {}))
const talkative = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('no', { status: 400 })),
  websocket: {
    open(socket) {
      for (const word of ['one', 'two']) socket.send(word)
      socket.close(4000, 'enough')
    },
    message: () => {},
  },
})
afterAll(() => Promise.all([silent.close(), talkative.stop(true)]))

const named = createProviders(
  configOf({ providers: { quick: { base_url: silent.url, first_byte_timeout: '100ms' } } }),
).get('quick')
if (!named) throw new Error('no provider')
const provider: Provider = named
const reachable = createReachability()
const connect = (url: string, abort = new Abort(), reachability: Reachability = reachable) =>
  connectUpstream({
    upstream: new URL(url),
    headers: new Headers(),
    protocols: [],
    provider,
    abort,
    reachability,
  })

describe('a provider that does not open', () => {
  test('silent: its first_byte_timeout', async () => {
    expect(await rejection(connect(silent.url))).toMatchObject({ code: 'provider_timeout' })
  })

  test('not there', async () => {
    const error = await rejection(connect('http://127.0.0.1:1/'))
    expect(error).toMatchObject({ code: 'provider_unreachable' })
    expect(String(error)).not.toContain('127.0.0.1')
  })

  test('behind a name that leads to a link-local address', async () => {
    const inner: Reachability = { ...reachable, checkName: () => Promise.reject(new Error('inner')) }
    const error = await rejection(connect(`http://127.0.0.1:${talkative.port}/`, undefined, inner))
    expect(error).toMatchObject({ code: 'provider_unreachable' })
  })

  test('while the client leaves', async () => {
    const abort = new Abort()
    const outcome = rejection(connect(silent.url, abort))
    await silent.received()
    abort.abort(new ExchangeAborted('client_gone'))
    expect(await outcome).toBeInstanceOf(ExchangeAborted)
  })
})

test('what came before anybody listened is not lost', async () => {
  const leg = await connect(`http://127.0.0.1:${talkative.port}/`)
  if (leg instanceof Response) throw new Error(`refused with ${leg.status}`)
  await Bun.sleep(0)
  const heard: unknown[] = []
  const { promise: closed, resolve } = Promise.withResolvers<number>()
  leg.listen({ message: (frame) => void heard.push(frame), ping: () => {}, close: resolve })
  expect(await closed).toBe(4000)
  expect(heard).toEqual(['one', 'two'])
})
