/** The end of the proxy, and its limits, as a session meets them: the compiled binary. */

import { afterAll, expect, test } from 'bun:test'
import { startFakeRealtime } from '../support/fake-realtime.ts'
import { openSocket } from '../support/socket-client.ts'
import { startWorld, type World } from '../support/world.ts'

const realtime = startFakeRealtime()
afterAll(() => realtime[Symbol.asyncDispose]())

const start = (over: Parameters<typeof startWorld>[0] = {}) => {
  realtime.reset()
  return startWorld({ providers: { openai: { base_url: `${realtime.url}/v1` } }, ...over })
}
const open = (world: World) => openSocket(`${world.at('openai')}/realtime?model=gpt-realtime`)
const activeRequests = async (world: World) =>
  /^lockllm_proxy_active_requests (\d+)$/m.exec(
    await (await fetch(`${world.proxy.adminUrl}/metrics`)).text(),
  )?.[1]

test('a drain waits for a session, then closes both sides', async () => {
  await using world = await start({ server: { drain_timeout: '400ms' } })
  await using client = await open(world)
  await client.event()
  expect(await activeRequests(world)).toBe('1')
  const exited = world.proxy.stop('SIGTERM')
  await world.proxy.logged((line) => String(line.msg).startsWith('drain'))
  // Still there while it drains.
  client.send({ type: 'session.update', session: { instructions: 'Be brief' } })
  expect(await client.event()).toMatchObject({ type: 'session.updated' })
  expect(await client.closed).toEqual({ code: 1012, reason: 'the proxy is shutting down' })
  expect((await (await realtime.session()).closed).code).toBe(1001)
  await exited
  expect(world.proxy.logs.find((line) => line.msg === 'request')).toMatchObject({
    status: 101,
    outcome: 'cut',
  })
})

test('a drain is over when the session is', async () => {
  await using world = await start({ server: { drain_timeout: '60s' } })
  await using client = await open(world)
  await client.event()
  const exited = world.proxy.stop('SIGTERM')
  await world.proxy.logged((line) => String(line.msg).startsWith('drain'))
  client.socket.close(1000)
  expect(await exited).toBe(0)
})

test('silence of both sides', async () => {
  await using world = await start({
    providers: { openai: { base_url: `${realtime.url}/v1`, idle_timeout: '300ms' } },
  })
  await using client = await open(world)
  await client.event()
  expect(await client.closed).toEqual({ code: 1001, reason: 'silent for too long' })
})

test('a message over max_body', async () => {
  await using world = await start({ server: { max_body: '64KiB' } })
  await using client = await open(world)
  await client.event()
  client.send('{"type":"response.cancel"}')
  client.send('x'.repeat(65_537))
  expect((await client.closed).code).toBe(1009)
  const session = await realtime.session()
  await session.closed
  expect(session.events.map(({ text }) => text)).toEqual(['{"type":"response.cancel"}'])
})

test('fail-open relays, and each event is in the audit log', async () => {
  await using world = await start({ scan: { on_error: 'allow' } })
  world.lockllm.failAlways((reply) => reply.json(401, { error: { code: 'unauthorized' } }))
  await using client = await open(world)
  await client.event()
  client.send({ type: 'session.update', session: { instructions: 'Be brief' } })
  expect(await client.event()).toMatchObject({ type: 'session.updated' })
  await world.proxy.logged((line) => line.event === 'unscanned')
})

test('a client’s list of models holds for the URL and for each event', async () => {
  const key = 'llp_0123456789012345678901234567890123456789abc'
  const hash = new Bun.CryptoHasher('sha256').update(key).digest('hex')
  await using world = await start({
    clients: [{ name: 'voice', keys: [{ hash: `sha256:${hash}` }], models: ['gpt-realtime*'] }],
  })
  const protocols = ['realtime', `openai-insecure-api-key.${key}`]
  const at = (model: string) => `${world.at('openai')}/realtime?model=${model}`
  expect(openSocket(at('gpt-realtime'))).rejects.toMatchObject({ status: 401 })
  expect(openSocket(at('o3'), { protocols })).rejects.toMatchObject({ status: 403 })
  await using client = await openSocket(at('gpt-realtime'), { protocols })
  await client.event()
  client.send({ type: 'session.update', session: { model: 'o3' } })
  expect(await client.event()).toMatchObject({ type: 'error', error: { code: 'forbidden' } })
  client.send({ type: 'session.update', session: { model: 'gpt-realtime-mini' } })
  expect(await client.event()).toMatchObject({ type: 'session.updated' })
  const session = await realtime.session()
  expect([...session.headers.values()].join(' ')).not.toContain(key)
})

test('limits hold for the events of a session', async () => {
  await using world = await start({
    limits: { rules: [{ name: 'few', per: ['address'], requests: 3, concurrent: 1, window: '10m' }] },
  })
  await using client = await open(world)
  await client.event()
  expect(open(world)).rejects.toMatchObject({ status: 429 })
  const update = (instructions: string) => client.send({ type: 'session.update', session: { instructions } })
  for (const text of ['Be brief', 'Be kind', 'Be quick']) update(text)
  const heard = await Promise.all([client.event(), client.event(), client.event()])
  const errors = heard.flatMap(({ error }) => error ?? [])
  expect(errors).toMatchObject([{ code: 'rate_limited', limit: 'few-requests' }])
  expect((await realtime.session()).events).toHaveLength(2)
})

test('a route holds for the model of an event, too', async () => {
  await using world = await start({
    routes: [{ name: 'no-o3', models: ['o3*'], deny: 'Not here.' }],
  })
  const at = (model: string) => openSocket(`${world.at('openai')}/realtime?model=${model}`)
  expect(at('o3')).rejects.toMatchObject({ status: 403 })
  await using client = await at('gpt-realtime')
  await client.event()
  client.send({ type: 'session.update', session: { model: 'o3-mini' } })
  expect(await client.event()).toMatchObject({ type: 'error', error: { code: 'forbidden' } })
  client.send({ type: 'session.update', session: { model: 'gpt-realtime' } })
  expect(await client.event()).toMatchObject({ type: 'session.updated' })
})
