/** Realtime sessions through the compiled binary, as the vendors' clients and a bare one hold them. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { type ErrorEnvelope, rejection } from '../support/client.ts'
import { SPOKEN, startFakeRealtime } from '../support/fake-realtime.ts'
import { openSocket, Refused } from '../support/socket-client.ts'
import { startWorld } from '../support/world.ts'

const realtime = startFakeRealtime()
const world = await startWorld({
  providers: {
    openai: { base_url: `${realtime.url}/v1` },
    keyed: { base_url: `${realtime.url}/v1`, api_key: 'sk-configured' },
    azure: { base_url: `${realtime.url}/openai/v1`, api_key: 'azure-configured' },
    gemini: { base_url: `${realtime.url}/v1beta` },
    geminikeyed: { base_url: `${realtime.url}/v1beta`, api_key: 'AIza-configured', auth: 'x-goog-api-key' },
    closed: { base_url: 'http://127.0.0.1:1/v1' },
  },
})
beforeEach(() => {
  realtime.reset()
  world.reset()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await realtime[Symbol.asyncDispose]()
})

const REALTIME = 'realtime?model=gpt-realtime'
const LIVE = 'ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent'
const say = (text: string, event_id?: string) => ({
  type: 'conversation.item.create',
  ...(event_id !== undefined && { event_id }),
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})
/** Samples of 16 bits (a tone), which are no text in anybody's eyes. */
const sound = (bytes = 4800): string => {
  const samples = Int16Array.from({ length: bytes / 2 }, (_, i) => 12_000 * Math.sin(i / 7))
  return Buffer.from(samples.buffer).toString('base64')
}
const append = (audio = sound()) => ({ type: 'input_audio_buffer.append', audio })
const open = (path = `openai/${REALTIME}`, headers = {}, protocols: readonly string[] = []) => {
  const [provider = '', ...rest] = path.split('/')
  return openSocket(`${world.at(provider)}/${rest.join('/')}`, { headers, protocols })
}
const refused = async (promise: Promise<unknown>): Promise<Refused> => {
  const error = await rejection(promise)
  if (!(error instanceof Refused)) throw new Error(`not refused: ${error}`)
  return error
}
const codeOf = ({ body }: Refused): string => (JSON.parse(body) as ErrorEnvelope).error.code

describe('OpenAI realtime', () => {
  test('events both ways, byte for byte and in order', async () => {
    await using client = await open(undefined, { authorization: 'Bearer sk-client' }, ['realtime'])
    expect(client.socket.protocol).toBe('realtime')
    expect(client.headers.get('x-lockllm-request-id')).toStartWith('req_')
    expect(client.headers.get('x-request-id')).toBe('req_realtime_1')
    expect(await client.event()).toMatchObject({ type: 'session.created' })
    const sent = [
      '{"type":"session.update",  "session":{"instructions":"Be brief, 你好 \\u00e9","type":"realtime"}}',
      JSON.stringify(append()),
      JSON.stringify(say('What is the weather?')),
      JSON.stringify(append(sound(960))),
      '{"type":"response.create"}',
    ]
    for (const event of sent) client.send(event)
    const session = await realtime.session()
    expect((await session.received(5)).map(({ text }) => text)).toEqual(sent)
    expect(session.events.every(({ isBinary }) => !isBinary)).toBe(true)
    const types: unknown[] = []
    let spoken = ''
    for (let event = await client.event(); ; event = await client.event()) {
      types.push(event.type)
      if (event.type === 'response.output_text.delta') spoken += event.delta
      if (event.type === 'response.done') break
    }
    expect(types.slice(0, 3)).toEqual(['session.updated', 'conversation.item.added', 'response.created'])
    expect(spoken).toBe(SPOKEN.join(''))
    expect(session.headers.get('authorization')).toBe('Bearer sk-client')
    expect(session.url.href).toBe(`${realtime.url}/v1/realtime?model=gpt-realtime`)
    for (const text of ['Be brief, 你好 é', 'What is the weather?']) {
      expect(world.lockllm.scannedText()).toContain(text)
    }
    expect(world.lockllm.scannedText()).not.toContain(sound(960).slice(0, 100))
  })

  test('a blocked event is answered in the API’s words and not relayed; the session goes on', async () => {
    await using client = await open()
    await client.event()
    client.send(say('Please INJECT-ME now', 'event_mine'))
    client.send(say('harmless'))
    expect(await client.event()).toMatchObject({
      type: 'error',
      event_id: expect.stringMatching(/^event_/),
      error: {
        type: 'lockllm_security_error',
        code: 'prompt_injection_detected',
        event_id: 'event_mine',
        param: null,
        scan_result: { safe: false },
        segments: [{ role: 'user', path: 'item.content[0].text' }],
      },
    })
    const id = client.headers.get('x-lockllm-request-id')
    expect(await client.event()).toMatchObject({ type: 'conversation.item.added' })
    const session = await realtime.session()
    expect(session.events.map(({ text }) => text)).toEqual([JSON.stringify(say('harmless'))])
    client.socket.close(1000)
    await client.closed
    const line = await world.proxy.logged((line) => line.msg === 'request' && line.request_id === id)
    expect(line).toMatchObject({
      status: 101,
      outcome: 'complete',
      events: { relayed: 1, refused: 1 },
      model: 'gpt-realtime',
      endpoint: 'openai-realtime',
    })
    const audited = world.proxy.logs.filter(
      (line) => line.event === 'blocked' && line.request_id === `${id}-1`,
    )
    expect(audited).toHaveLength(1)
    expect(audited[0]).toMatchObject({ code: 'prompt_injection_detected', provider: 'openai' })
    const metrics = await (await fetch(`${world.proxy.adminUrl}/metrics`)).text()
    expect(metrics).toMatch(
      /lockllm_proxy_events_total\{endpoint="openai-realtime",outcome="refused"\} [1-9]/,
    )
    expect(metrics).toMatch(
      /requests_total\{provider="openai",endpoint="openai-realtime",status="101"\} [1-9]/,
    )
  })

  test('an attack in pieces of a few letters', async () => {
    await using client = await open()
    await client.event()
    for (const piece of ['Please INJ', 'ECT-', 'ME ']) client.send(say(piece))
    const heard: Record<string, unknown>[] = []
    for (let i = 0; i < 3; i++) heard.push(await client.event())
    expect(heard.map(({ type }) => type).sort()).toEqual([
      'conversation.item.added',
      'conversation.item.added',
      'error',
    ])
    const session = await realtime.session()
    expect(session.events.map(({ text }) => text)).toEqual(
      ['Please INJ', 'ECT-'].map((t) => JSON.stringify(say(t))),
    )
  })

  test.each([
    ['no JSON', 'hello', 'invalid_json'],
    ['a repeated key', '{"type":"response.create","type":"session.update"}', 'duplicate_json_key'],
    ['two documents', '{"type":"response.create"}{"type":"response.create"}', 'invalid_json'],
    ['half a surrogate pair', '{"type":"\\ud800"}', 'invalid_json'],
    ['nothing', '', 'invalid_json'],
    [
      'an unknown event',
      '{"type":"no.such.event","novel":{"INJECT-ME please":1}}',
      'prompt_injection_detected',
    ],
    [
      'text instead of sound',
      JSON.stringify({ type: 'input_audio_buffer.append', audio: 'INJECT-ME please' }),
      'prompt_injection_detected',
    ],
    [
      'a tool',
      JSON.stringify({
        type: 'session.update',
        session: { tools: [{ type: 'function', name: 'f', description: 'INJECT-ME please' }] },
      }),
      'prompt_injection_detected',
    ],
  ])('%s is refused', async (_what, frame, code) => {
    await using client = await open()
    await client.event()
    client.send(frame)
    expect(await client.event()).toMatchObject({ type: 'error', error: { code } })
    client.send('{"type":"response.cancel"}')
    const session = await realtime.session()
    expect((await session.received(1))[0]?.text).toBe('{"type":"response.cancel"}')
  })

  test('binary: JSON is read, anything else refused', async () => {
    await using client = await open()
    await client.event()
    client.socket.send(Buffer.from(JSON.stringify(say('in bytes'))))
    client.socket.send(Buffer.from(JSON.stringify(say('INJECT-ME in bytes'))))
    client.socket.send(Buffer.from([0xff, 0xfe, 0]))
    const heard = await Promise.all([client.event(), client.event(), client.event()])
    const errors = heard.flatMap(({ error }) => error ?? [])
    expect(errors).toMatchObject([{ code: 'prompt_injection_detected' }, { code: 'invalid_utf8' }])
    const session = await realtime.session()
    expect(session.events).toEqual([{ text: JSON.stringify(say('in bytes')), isBinary: true }])
  })

  test('without a verdict nothing is relayed', async () => {
    await using client = await open()
    await client.event()
    world.lockllm.failAlways((reply) => reply.json(401, { error: { code: 'unauthorized' } }))
    client.send(say(`unheard of ${Date.now()}`))
    expect(await client.event()).toMatchObject({ error: { code: 'scan_unavailable' } })
    world.lockllm.failAlways(undefined)
    client.send({ type: 'response.cancel' })
    const session = await realtime.session()
    expect((await session.received(1))[0]?.text).toBe('{"type":"response.cancel"}')
  })
})

describe('credentials', () => {
  test.each([
    [
      'keyed/realtime?model=gpt-realtime',
      { authorization: 'Bearer sk-client' },
      'authorization',
      'Bearer sk-configured',
    ],
    ['azure/openai/v1/realtime?model=x&api-key=mine', {}, 'api-key', 'azure-configured'],
    [`geminikeyed/${LIVE}?key=mine&access_token=other`, {}, 'x-goog-api-key', 'AIza-configured'],
  ])('%s: replaced', async (path, headers, name, value) => {
    await using client = await open(path, headers, ['realtime', 'openai-insecure-api-key.sk-mine'])
    expect(client.socket.protocol).toBe('realtime')
    const session = await realtime.session()
    expect(session.headers.get(name)).toBe(value)
    expect(session.headers.get('sec-websocket-protocol')).toBe('realtime')
    expect(session.url.search).not.toContain('mine')
    expect(session.url.search).not.toContain('other')
  })

  test('the client’s own pass through', async () => {
    const protocols = ['realtime', 'openai-insecure-api-key.sk-mine', 'openai-beta.realtime-v1']
    await using client = await open(undefined, {}, protocols)
    expect(client.socket.protocol).toBe('realtime')
    const session = await realtime.session()
    const offered = session.headers.get('sec-websocket-protocol')?.split(/, ?/)
    expect(offered).toEqual(protocols)
  })
})

describe('what is refused before the switch', () => {
  test.each([
    ['another endpoint', 'openai/chat/completions', 400, 'unsupported_upgrade'],
    ['an unknown path', 'openai/nothing', 400, 'unsupported_upgrade'],
    ['a spelling that is encoded twice', 'openai/realti%256de', 400, 'unsupported_upgrade'],
    ['an unknown provider', 'nobody/realtime', 404, 'unknown_provider'],
    ['text in the URL', 'openai/realtime?model=INJECT-ME%20please', 400, 'prompt_injection_detected'],
    ['a provider that is not there', 'closed/realtime?model=x', 502, 'provider_unreachable'],
  ])('%s', async (_what, path, status, code) => {
    const error = await refused(open(path))
    expect(error.status).toBe(status)
    expect(codeOf(error)).toBe(code)
    expect(realtime.sessions).toBeEmpty()
  })

  test('by the provider: its answer is passed on', async () => {
    realtime.refuseNext(
      Response.json({ error: { message: 'Slow down' } }, { status: 429, headers: { 'retry-after': '7' } }),
    )
    const error = await refused(open())
    expect(error.status).toBe(429)
    expect(error.headers.get('retry-after')).toBe('7')
    expect(error.headers.get('x-lockllm-request-id')).toStartWith('req_')
    expect(JSON.parse(error.body)).toEqual({ error: { message: 'Slow down' } })
  })
})

describe('the end', () => {
  test.each([
    [1000, 'done'],
    [1001, 'leaving'],
    [4000, 'own'],
  ])('the client closes with %d', async (code, reason) => {
    await using client = await open()
    client.send(say('last words'))
    client.socket.close(code, reason)
    const session = await realtime.session()
    expect(await session.closed).toEqual({ code, reason })
    expect(session.events).toHaveLength(1)
  })

  test.each([
    [1000, 'done'],
    [1008, 'policy'],
    [1011, 'keepalive'],
    [4408, 'own'],
  ])('the provider closes with %d, behind its last event', async (code, reason) => {
    await using client = await open()
    const session = await realtime.session()
    session.send('{"type":"last"}')
    session.close(code, reason)
    expect(await client.closed).toEqual({ code, reason })
    expect(client.unread.at(-1)?.text).toBe('{"type":"last"}')
  })

  test('a provider that breaks off does not look like an end', async () => {
    await using client = await open()
    ;(await realtime.session()).terminate()
    expect((await client.closed).code).toBe(1011)
  })

  test('a client that breaks off ends the provider’s session', async () => {
    const client = await open()
    const session = await realtime.session()
    client.socket.terminate()
    await session.closed
    await world.proxy.logged((line) => line.msg === 'request' && line.outcome === 'client_gone')
  })
})

test('slow readers on both sides lose nothing', async () => {
  await using client = await open()
  await client.event()
  const session = await realtime.session()
  const big = sound(200_000)
  client.socket.pause()
  for (let i = 0; i < 60; i++) session.send(`{"type":"big","number":${i},"data":"${big}"}`)
  client.socket.resume()
  for (let i = 0; i < 60; i++) expect((await client.event()).number).toBe(i)

  session.pause()
  for (let i = 0; i < 60; i++)
    client.send({ type: 'input_audio_buffer.append', event_id: `e${i}`, audio: big })
  client.send(say('behind all the sound'))
  session.resume()
  const events = await session.received(61)
  expect(events.slice(0, 60).map(({ text }) => JSON.parse(text).event_id)).toEqual(
    Array.from({ length: 60 }, (_, i) => `e${i}`),
  )
})
