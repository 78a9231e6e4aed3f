/** Routes against the compiled binary: failures in each phase, what is sent twice and what is not, names and roots. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import OpenAI from 'openai'
import { buildOnce } from '../support/build-once.ts'
import { chat, collect, envelopeOf, freshPrompt, post, rejection } from '../support/client.ts'
import type { WireHandler } from '../support/wire/wire-server.ts'
import { startWorld } from '../support/world.ts'

/** Speaks no TLS and takes everything: a handshake with it fails, a request is never answered. */
const mute = createServer((socket) => {
  socket.on('error', () => {})
  socket.once('data', () => socket.end('no TLS here\r\n'))
})
await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
const mutePort = String((mute.address() as { port: number }).port)

const routeTo = (name: string, first: string, more: object = {}) => ({
  name,
  headers: { 'x-case': name },
  targets: [{ provider: first }],
  fallbacks: [{ provider: 'backup' }],
  ...more,
})
const ALL = ['connect', '429', '5xx', 'reset', 'timeout'] as const
const world = await startWorld((provider) => ({
  providers: {
    main: { base_url: `${provider.url}/main/v1`, first_byte_timeout: '300ms', api_key: 'sk-main' },
    backup: { base_url: `${provider.url}/backup/v1`, api_key: 'sk-backup' },
    refusing: { base_url: 'http://127.0.0.1:1/v1' },
    nowhere: { base_url: 'https://no-such-host.invalid/v1' },
    'no-tls': { base_url: `https://127.0.0.1:${mutePort}/v1` },
  },
  routing: { retry_budget: 1, eject_after: 1000 },
  routes: [
    { name: 'denied', paths: ['/v1/files/**', '/v1/proxy/*/files/**'], deny: 'no files here' },
    routeTo('refusing', 'refusing'),
    routeTo('nowhere', 'nowhere'),
    routeTo('no-tls', 'no-tls'),
    routeTo('careful', 'main'),
    routeTo('eager', 'main', { fallback_on: ALL }),
    routeTo('again', 'main', { fallback_on: ['429', '5xx'], retries: 2, fallbacks: [] }),
    { name: 'named', headers: { 'x-case': 'named' }, targets: [{ provider: 'echo', model: 'other' }] },
    {
      name: 'sticky',
      headers: { 'x-case': 'sticky' },
      sticky: 'header:x-session',
      targets: [{ provider: 'main' }, { provider: 'backup' }],
    },
    {
      name: 'root',
      paths: ['/v1/chat/completions', '/v1/models'],
      provider_from_model: true,
      targets: [{ provider: 'openai' }],
    },
  ],
}))
beforeEach(() => world.reset())
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  mute.close()
})

const send = (name: string, body: unknown = chat(freshPrompt()), headers: Record<string, string> = {}) =>
  post(`${world.at('openai')}/chat/completions`, body, {
    'x-case': name,
    'x-lockllm-route': '1',
    ...headers,
  })
/** Which provider each request that was sent went to. */
const sent = () => world.provider.requests.map(({ path }) => path.split('/')[1])
const status =
  (code: number): WireHandler =>
  (_request, reply) =>
    reply.json(code, { error: { message: 'from the provider' } })
const reset: WireHandler = (_request, reply) => reply.reset()
const silence: WireHandler = async (request) => request.peerGone

describe('a connection that cannot be made is never a request twice', () => {
  test.each(['refusing', 'nowhere', 'no-tls'])('%s', async (name) => {
    const response = await send(name)
    expect(response.status).toBe(200)
    expect(response.headers.get('x-lockllm-route')).toBe(`${name}; provider=backup; tried=${name}:connect`)
    expect(response.headers.get('x-lockllm-provider')).toBe('backup')
    expect(sent()).toEqual(['backup'])
    expect(world.provider.requests[0]?.header('authorization')).toBe('Bearer sk-backup')
    expect(
      await world.proxy.logged(({ route, tried }) => route === name && tried !== undefined),
    ).toMatchObject({
      provider: 'backup',
      tried: [`${name}:connect`],
    })
  })
})

describe.each<[string, string, WireHandler, number]>([
  ['a 429', '429', status(429), 429],
  ['a 500', '5xx', status(500), 500],
  ['a reset before the answer', 'reset', reset, 502],
  ['silence', 'timeout', silence, 504],
])('%s', (_, kind, handler, code) => {
  test('goes to the next target where the route says so', async () => {
    world.provider.answerNext(handler)
    const response = await send('eager')
    expect(response.status).toBe(200)
    expect(response.headers.get('x-lockllm-route')).toBe(`eager; provider=backup; tried=main:${kind}`)
    expect(sent()).toEqual(['main', 'backup'])
    const [first, second] = world.provider.requests
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true)
  })

  test.if(kind !== '429')('is the answer otherwise: what may be billed is sent once', async () => {
    world.provider.answerNext(handler)
    const response = await send('careful')
    expect(response.status).toBe(code)
    expect(sent()).toEqual(['main'])
  })
})

test('a 429 goes to the next target without being told to: nothing was billed', async () => {
  world.provider.answerNext(status(429))
  expect((await send('careful')).status).toBe(200)
  expect(sent()).toEqual(['main', 'backup'])
})

test('when all fail the last answer counts, byte for byte', async () => {
  world.provider.answerNext(status(500), (_request, reply) => reply.send(429, [['X-Own', '1']], 'slow down'))
  const response = await send('eager')
  expect([response.status, response.headers.get('x-own'), await response.text()]).toEqual([
    429,
    '1',
    'slow down',
  ])
  expect(sent()).toEqual(['main', 'backup'])
})

test('an answer that breaks off in its middle is not begun anew', async () => {
  world.provider.answerNext(async (_request, reply) => {
    await reply.stream(200, [['Content-Type', 'text/event-stream']])
    await reply.write('data: 1\n\n')
    await Bun.sleep(50)
    reply.reset()
  })
  const response = await send('eager')
  expect(response.status).toBe(200)
  expect(await rejection(response.text())).toBeInstanceOf(Error)
  expect(sent()).toEqual(['main'])
})

test('a client that leaves ends the tries', async () => {
  world.provider.answerNext(silence)
  const abort = new AbortController()
  const response = fetch(`${world.at('openai')}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-case': 'eager' },
    body: JSON.stringify(chat(freshPrompt())),
    signal: abort.signal,
  })
  await world.provider.received()
  abort.abort()
  expect(await rejection(response)).toBeInstanceOf(Error)
  await world.proxy.logged(({ route, outcome }) => route === 'eager' && outcome === 'client_gone')
  await Bun.sleep(400)
  expect(sent()).toEqual(['main'])
})

test('retries at one target, as long as the provider asks for no long pause', async () => {
  // The budget is a part of the requests, and other tests have spent of it.
  for (let i = 0; i < 4; i++) await (await send('careful')).text()
  world.reset()
  world.provider.answerNext(status(500), status(429))
  expect((await send('again')).status).toBe(200)
  expect(sent()).toEqual(['main', 'main', 'main'])
  world.reset()
  world.provider.answerNext((_request, reply) => reply.send(429, [['Retry-After', '60']], '{}'))
  expect((await send('again')).status).toBe(429)
  expect(sent()).toEqual(['main'])
})

test('another name for the model changes its value alone, in plain and in compressed bodies', async () => {
  const body = `{ "model" : "gpt-4o","n":12345678901234567890,"messages":[{"role":"user","content":"${freshPrompt()}"}]}`
  const expected = body.replace('gpt-4o', 'other')
  const response = await send('named', body)
  expect(response.headers.get('x-lockllm-route')).toBe('named; provider=echo; model=other')
  expect(world.provider.requests[0]?.body.toString()).toBe(expected)
  await fetch(`${world.at('openai')}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-case': 'named' },
    body: Bun.gzipSync(Buffer.from(body)),
  })
  const second = world.provider.requests[1]
  expect(second?.body.toString()).toBe(expected)
  expect(second?.header('content-encoding')).toBeUndefined()
})

test('a session keeps its target', async () => {
  for (const session of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
    world.reset()
    for (let i = 0; i < 3; i++) await (await send('sticky', undefined, { 'x-session': session })).text()
    expect(new Set(sent()).size).toBe(1)
  }
})

describe("a plain root of OpenAI's kind", () => {
  const client = new OpenAI({ apiKey: 'sk-client', baseURL: `${world.proxy.url}/v1`, maxRetries: 0 })
  const messages = () => [{ role: 'user' as const, content: freshPrompt() }]

  test('for the SDK', async () => {
    const answer = await client.chat.completions.create({ model: 'gpt-4o', messages: messages() })
    expect(answer.choices).toHaveLength(1)
    const stream = await client.chat.completions.create({ model: 'm', messages: messages(), stream: true })
    expect((await collect(stream)).length).toBeGreaterThan(1)
    expect(world.provider.requests.map(({ path }) => path)).toEqual(
      Array(2).fill('/openai/v1/chat/completions'),
    )
  })

  test('with the provider in the model', async () => {
    await client.chat.completions.create({ model: 'backup/gpt-4o', messages: messages() }).catch(() => {})
    expect(world.provider.requests[0]?.path).toBe('/backup/v1/chat/completions')
    expect(JSON.parse(world.provider.requests[0]?.body.toString() ?? '')).toMatchObject({ model: 'gpt-4o' })
  })

  test('is scanned as every other', async () => {
    const error = await rejection(
      client.chat.completions.create({
        model: 'm',
        messages: [{ role: 'user', content: freshPrompt('INJECT-ME') }],
      }) as Promise<unknown>,
    )
    expect(error).toMatchObject({ status: 400, code: 'prompt_injection_detected' })
    expect(world.provider.requests).toEqual([])
  })
})

test('a deny rule', async () => {
  for (const path of ['/v1/files/x', '/v1/proxy/openai/files', '/v1/proxy/openai/%66iles/x']) {
    const response = await fetch(world.proxy.url + path)
    expect([path, response.status, (await envelopeOf(response)).error]).toMatchObject([
      path,
      403,
      { code: 'forbidden', route: 'denied', message: 'This is not allowed. no files here' },
    ])
  }
  expect(world.provider.requests).toEqual([])
})

test('`route` explains the same without sending anything', async () => {
  const explain = async (...args: string[]) => {
    const words = ['route', '--config', `${world.proxy.folder}/config.toml`, ...args]
    const child = Bun.spawn([await buildOnce(), ...words], { stdout: 'pipe', stderr: 'pipe', env: {} })
    return { code: await child.exited, lines: (await child.stdout.text()).trimEnd().split('\n') }
  }
  const { code, lines } = await explain('POST', '/v1/chat/completions?key=canary', '--model', 'backup/gpt-4o')
  expect(code).toBe(0)
  expect(lines).toContain('route careful: does not fit: header x-case')
  expect(lines).toContain('route root: fits')
  expect(lines).toContain(`1. backup: ${world.provider.url}/backup/v1/chat/completions, model gpt-4o`)
  expect(lines.join('\n')).not.toContain('canary')
  const eager = await explain('POST', '/v1/proxy/openai/chat/completions', '--header', 'X-Case: eager')
  expect(eager.lines.slice(-4)).toEqual([
    `1. main: ${world.provider.url}/main/v1/chat/completions`,
    `2. backup: ${world.provider.url}/backup/v1/chat/completions`,
    `the next after: ${ALL.join(', ')}`,
    'targets of one route are drawn by weight',
  ])
  const denied = await explain('GET', '/v1/files/x')
  expect(denied).toEqual({
    code: 1,
    lines: ['route denied: fits', 'refused: forbidden: This is not allowed. no files here'],
  })
  expect((await explain('GET')).code).toBe(64)
  expect(world.provider.requests).toEqual([])
})
