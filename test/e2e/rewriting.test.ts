/** What routes change, in the executable: the exact bytes and headers at the provider and at the client. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { buildOnce } from '../support/build-once.ts'
import { chat, collect, envelopeOf, freshPrompt, post, rejection } from '../support/client.ts'
import { startFakeRealtime } from '../support/fake-realtime.ts'
import { openSocket, Refused } from '../support/socket-client.ts'
import { startWorld } from '../support/world.ts'

const SYSTEM = 'Answer in "English". ä'
const route = (name: string, changes: object) => ({ name, headers: { 'x-case': name }, ...changes })

const realtime = startFakeRealtime()
const world = await startWorld(
  (provider) => ({
    providers: {
      keyed: { base_url: `${provider.url}/keyed`, api_key: 'sk-of-the-provider' },
      realtime: { base_url: `${realtime.url}/v1` },
    },
    routes: [
      route('headers', {
        request_headers: {
          set: { 'X-Team': '${client}', 'x-id': '${request_id}', 'x-key': 'a ${env:CANARY} $${b}' },
          add: { 'x-tags': '${route}/${model}' },
          remove: ['X-Debug', 'x-forwarded-tag'],
        },
        response_headers: {
          set: { 'x-route': '${route}', 'x-echo-method': 'changed' },
          add: { 'set-cookie': 'b=2', 'x-model': '${model}' },
          remove: ['x-echo-target'],
        },
      }),
      route('fields', {
        body: {
          set: { store: false, user: 'u-${client}${request_id}', metadata: { team: 'a', 'b/c': 2 } },
          default: { temperature: 0.5, '/options/seed': 7 },
          cap: { max_tokens: 100, temperature: 1 },
          floor: { n: 1 },
          remove: ['logit_bias', 'extra.deep'],
        },
      }),
      route('forced', {
        force_model: 'small',
        forbid_models: ['*-Preview'],
        targets: [{ provider: 'echo' }],
      }),
      route('system', { system: SYSTEM }),
      route('early', { body: { cap: { max_tokens: 9 } }, scan: { timing: 'during' } }),
      route('strip', { system: SYSTEM, scan: { lockllm: { pii_action: 'strip' } } }),
      route('all', {
        system: SYSTEM,
        body: { cap: { max_tokens: 10 } },
        rename: { old: 'new' },
        fallbacks: [{ provider: 'keyed', model: 'other' }],
        fallback_on: ['429'],
      }),
    ],
  }),
  { CANARY: 'from-the-environment' },
)
beforeEach(() => world.reset())
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await realtime[Symbol.asyncDispose]()
})

const send = (name: string, body: unknown, path = 'echo/chat/completions', headers = {}) =>
  post(`${world.proxy.url}/v1/proxy/${path}`, body, { 'x-case': name, ...headers })
const received = () => world.provider.requests.at(-1)?.body.toString()

describe('headers', () => {
  test('of the request and of the answer', async () => {
    const response = await send('headers', chat(freshPrompt()), undefined, {
      'x-debug': '1',
      'x-team': 'forged',
      'x-tags': 'own',
      authorization: 'Bearer sk-own',
    })
    const [request] = world.provider.requests
    // Nobody has a name here, so that nobody can claim one.
    expect(request?.header('x-team')).toBeUndefined()
    expect(request?.header('x-id')).toBe(response.headers.get('x-lockllm-request-id') ?? '')
    expect(request?.header('x-key')).toBe('a from-the-environment ${b}')
    expect(request?.header('x-tags')).toBe('own, headers/gpt-4o-mini')
    expect(request?.header('x-debug')).toBeUndefined()
    expect(request?.header('authorization')).toBe('Bearer sk-own')
    const { headers } = response
    expect(['x-route', 'x-echo-method', 'x-model', 'x-echo-target'].map((name) => headers.get(name))).toEqual(
      ['headers', 'changed', 'gpt-4o-mini', null],
    )
    expect(headers.getSetCookie()).toEqual(['b=2'])
    expect(await response.json()).toEqual(JSON.parse(received() ?? ''))
  })

  test('of errors of our own, whose body they leave alone', async () => {
    const response = await send('headers', chat(freshPrompt('INJECT-ME')))
    expect([response.status, response.headers.get('x-route')]).toEqual([400, 'headers'])
    expect((await envelopeOf(response)).error.code).toBe('prompt_injection_detected')
  })

  test('of a stream, whose events come as they are', async () => {
    const response = await send('headers', chat(freshPrompt(), { stream: true }), 'openai/chat/completions')
    expect(response.headers.get('x-route')).toBe('headers')
    expect(response.headers.get('content-type')).toStartWith('text/event-stream')
    expect(await response.text()).toEndWith('data: [DONE]\n\n')
  })

  test('other requests keep theirs', async () => {
    const response = await send('none', chat(freshPrompt()), undefined, { 'x-debug': '1' })
    expect(world.provider.requests[0]?.header('x-debug')).toBe('1')
    expect(response.headers.get('x-route')).toBeNull()
  })
})

describe('fields of the body', () => {
  const field = (text: string) => text.replace('PROMPT', freshPrompt())
  test.each([
    [
      'absent ones come at the end',
      '{ "messages" : ["PROMPT"] }',
      '{ "messages" : ["PROMPT"],"store":false,"user":"u-ID","metadata":{"team":"a","b/c":2},"temperature":0.5,"options":{"seed":7} }',
    ],
    [
      'present ones keep their place, all else its spelling',
      '{"store" : true,"user":null,"seed":12345678901234567890,"metadata":{ "x":1.0 },"max_tokens":1e3, "n":-1,"temperature" :0.70,"options":{"seed":1},"messages":["PROMPT"]}',
      '{"store" : false,"user":"u-ID","seed":12345678901234567890,"metadata":{ "x":1.0,"team":"a","b/c":2 },"max_tokens":100, "n":1,"temperature" :0.70,"options":{"seed":1},"messages":["PROMPT"]}',
    ],
    [
      'removed ones go with their comma',
      '{"logit_bias":{"a":[1,"}"]} , "store":false,"user":"", "extra":{"deep":[ ]},"temperature":9,"options":null,"metadata":{"team":"z","b/c":3},"prompt":"PROMPT", "max_tokens":null}',
      '{"store":false,"user":"u-ID", "extra":{},"temperature":1,"options":{"seed":7},"metadata":{"team":"a","b/c":2},"prompt":"PROMPT", "max_tokens":null}',
    ],
  ])('%s', async (_, body, expected) => {
    const sent = field(body)
    const response = await send('fields', sent)
    const id = response.headers.get('x-lockllm-request-id') ?? ''
    const prompt = /What[^"]*/.exec(sent)?.[0] ?? ''
    expect(received()).toBe(expected.replace('PROMPT', prompt).replace('u-ID', `u-${id}`))
    expect(world.provider.requests[0]?.header('content-length')).toBe(String(received()?.length))
  })

  test('a compressed body leaves plain', async () => {
    const body = JSON.stringify({ prompt: freshPrompt(), max_tokens: 1000 })
    const response = await fetch(`${world.at('echo')}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        digest: 'sha-256=x',
        'x-case': 'fields',
      },
      body: Bun.gzipSync(Buffer.from(body)),
    })
    expect(response.status).toBe(200)
    expect(received()).toStartWith(body.replace('1000}', '100,"store":false,'))
    const [request] = world.provider.requests
    expect([request?.header('content-encoding'), request?.header('digest')]).toEqual([undefined, undefined])
  })

  test.each([
    ['a number that is none', { max_tokens: '9999' }, 422, 'unrewritable_request'],
    ['no object where one is needed', { metadata: 'x' }, 422, 'unrewritable_request'],
    ['another case', { Max_Tokens: 9999 }, 400, 'duplicate_json_key'],
    ['no object at all', [{ max_tokens: 9999 }], 422, 'unrewritable_request'],
  ])('refused: %s', async (_, body, status, code) => {
    const response = await send('fields', body)
    expect([response.status, (await envelopeOf(response)).error.code]).toEqual([status, code])
    expect(world.provider.requests).toEqual([])
  })

  test.each([
    [
      'multipart',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="max_tokens"\r\n\r\n9999\r\n--b--\r\n',
    ],
    ['a form', 'application/x-www-form-urlencoded', 'max_tokens=9999'],
    ['a form that is JSON', 'application/x-www-form-urlencoded', '{"max_tokens":9999}'],
    ['two values in one text', 'text/plain', '{"max_tokens":9999} {"max_tokens":1}'],
    ['JSON lines', 'application/jsonl', '{"max_tokens":9999}\n{"max_tokens":9999}'],
  ])('refused: %s', async (_, type, body) => {
    const response = await send('fields', body, undefined, { 'content-type': type })
    expect([response.status, (await envelopeOf(response)).error.code]).toEqual([422, 'unrewritable_request'])
    expect(world.provider.requests).toEqual([])
  })

  test('a request without a body has none to change', async () => {
    const response = await fetch(`${world.at('echo')}/models`, { headers: { 'x-case': 'fields' } })
    expect(response.status).toBe(200)
  })
})

describe('models', () => {
  test('one for all, without a list of others', async () => {
    await send('forced', '{"models":["big","bigger"],"model":"x" ,"prompt":"hi"}')
    expect(received()).toBe('{"model":"small" ,"prompt":"hi"}')
    await send('forced', '{"contents":[]}', 'gemini/models/big:generateContent')
    expect(world.provider.requests.at(-1)?.path).toEndWith('/models/small:generateContent')
  })

  test('in a multipart form', async () => {
    const part = (head: string, content: string) =>
      `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`
    const form = (model: string) =>
      `${part('name="file"; filename="a.wav"', 'RIFF\0\0\0\0WAVE')}${part('name="model"', model)}--b--\r\n`
    const type = { 'content-type': 'multipart/form-data; boundary=b' }
    const response = await send('forced', form('whisper-1'), 'echo/audio/transcriptions', type)
    expect([response.status, received()]).toEqual([200, form('small')])
    const without = await send('forced', `${part('name="prompt"', 'x')}--b--\r\n`, 'echo/audio/speech', type)
    const text = await send('forced', '{"mod', 'echo/completions', { 'content-type': 'text/plain' })
    expect(text.status).toBe(422)
    expect([without.status, (await envelopeOf(without)).error.code]).toEqual([422, 'unrewritable_request'])
  })

  test.each(['gpt-preview', 'GPT-PREVIEW', 'models/x-preview'])('%s is forbidden', async (model) => {
    const response = await send('forced', chat(freshPrompt(), { model }))
    expect([response.status, (await envelopeOf(response)).error.code]).toEqual([403, 'forbidden'])
    expect((await send('forced', { models: ['a', model], messages: [] })).status).toBe(403)
    expect(world.provider.requests).toEqual([])
  })
})

describe('a system instruction through the SDKs', () => {
  test('of OpenAI', async () => {
    const client = new OpenAI({
      apiKey: 'sk',
      baseURL: `${world.at('openai')}`,
      maxRetries: 0,
      defaultHeaders: { 'x-case': 'system' },
    })
    const messages = [{ role: 'user' as const, content: freshPrompt() }]
    await client.chat.completions.create({ model: 'm', messages })
    expect(JSON.parse(received() ?? '').messages).toEqual([{ role: 'system', content: SYSTEM }, ...messages])
    const stream = await client.chat.completions.create({ model: 'm', messages, stream: true })
    expect((await collect(stream)).length).toBeGreaterThan(1)
    await client.responses.create({ model: 'm', input: freshPrompt(), instructions: 'Be brief.' })
    expect(JSON.parse(received() ?? '').instructions).toBe(`${SYSTEM}\n\nBe brief.`)
    const error = await rejection(client.embeddings.create({ model: 'm', input: freshPrompt() }))
    expect(error).toMatchObject({ status: 422, code: 'unrewritable_request' })
    expect(String(error)).toContain('openai-embeddings')
  })

  test('of Anthropic', async () => {
    const client = new Anthropic({
      apiKey: 'sk',
      baseURL: world.at('anthropic').replace(/\/v1$/, ''),
      maxRetries: 0,
      defaultHeaders: { 'x-case': 'system' },
    })
    const request = {
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user' as const, content: freshPrompt() }],
    }
    await client.messages.create(request)
    expect(JSON.parse(received() ?? '').system).toBe(SYSTEM)
    await client.messages.create({ ...request, system: [{ type: 'text', text: 'Be brief.' }] })
    expect(JSON.parse(received() ?? '').system.map(({ text }: { text: string }) => text)).toEqual([
      SYSTEM,
      'Be brief.',
    ])
  })

  test('is not scanned; what the client says is', async () => {
    await send('system', chat(freshPrompt()))
    expect(world.lockllm.calls.some(({ input }) => input.includes('Answer in'))).toBe(false)
    const response = await send('system', chat(freshPrompt('INJECT-ME')))
    expect(response.status).toBe(400)
  })
})

test.each(['application/json', 'text/plain', ''])('a repeated key as %p is no way out', async (type) => {
  const body = new Blob([`{"max_tokens":1,"prompt":"${freshPrompt()}","max_tokens":9999}`], { type })
  const response = await fetch(`${world.at('echo')}/completions`, {
    method: 'POST',
    headers: { 'x-case': 'fields' },
    body,
  })
  expect(response.status).toBe(400)
  expect(world.provider.requests).toEqual([])
})

test('before a verdict that comes during the answer', async () => {
  expect((await send('early', chat(freshPrompt(), { max_tokens: 10 }))).status).toBe(200)
  expect(JSON.parse(received() ?? '')).toMatchObject({ max_tokens: 9 })
  expect((await send('early', 'max_tokens=10', undefined, { 'content-type': 'text/plain' })).status).toBe(422)
})

test('what the scan has stripped stays stripped', async () => {
  const mail = 'ann.lee@example.com'
  const response = await send('strip', chat(freshPrompt(`PII-ME ${mail}`)))
  expect(response.status).toBe(200)
  const { messages } = JSON.parse(received() ?? '')
  expect(messages).toHaveLength(2)
  expect(messages[0].content).toBe(SYSTEM)
  expect(messages[1].content).toContain('PII-ME')
  expect(received()).not.toContain(mail)
})

describe('a session over WebSocket', () => {
  const open = (name: string) =>
    openSocket(`${world.at('realtime')}/realtime?model=m`, { headers: { 'x-case': name, 'x-debug': '1' } })

  test('has the headers of its route', async () => {
    await using client = await open('headers')
    expect(client.headers.get('x-route')).toBe('headers')
    const { headers } = await realtime.session()
    expect([headers.get('x-debug'), headers.get('x-tags')]).toEqual([null, 'headers/m'])
  })

  test.each(['fields', 'system', 'forced'])('is refused where its events would pass by: %s', async (name) => {
    const error = await rejection(open(name))
    if (!(error instanceof Refused)) throw new Error('not refused')
    expect(error.body).toContain('unsupported_upgrade')
  })
})

test('everything at once, and again for the fallback', async () => {
  world.provider.answerNext((_request, reply) => reply.json(429, {}))
  const prompt = freshPrompt()
  const body = `{"model":"old","max_tokens" : 99,"messages":[ {"role":"user","content":"${prompt}"}]}`
  const response = await send('all', body, undefined, { authorization: 'Bearer sk-own' })
  expect(response.status).toBe(200)
  const first = `{"role":"system","content":${JSON.stringify(SYSTEM)}},`
  const expected = (model: string) =>
    `{"model":"${model}","max_tokens" : 10,"messages":[${first} {"role":"user","content":"${prompt}"}]}`
  expect(world.provider.requests.map((request) => request.body.toString())).toEqual([
    expected('new'),
    expected('other'),
  ])
  expect(world.provider.requests.map((request) => request.header('authorization'))).toEqual([
    'Bearer sk-own',
    'Bearer sk-of-the-provider',
  ])
})

test('`route` and `check` say what is changed, and no values that may be secrets', async () => {
  const run = async (...words: string[]) => {
    const env = { CANARY: 'from-the-environment' }
    const child = Bun.spawn([await buildOnce(), ...words], { stdout: 'pipe', stderr: 'pipe', env })
    return child.stdout.text()
  }
  const config = ['--config', `${world.proxy.folder}/config.toml`]
  const path = '/v1/proxy/openai/chat/completions'
  const explained = await run('route', ...config, 'POST', path, '--header', 'x-case: headers')
  expect(explained.split('\n').slice(-3, -1)).toEqual([
    'request headers: set X-Team, x-id, x-key; add x-tags; remove X-Debug, x-forwarded-tag',
    'answer headers: set x-route, x-echo-method; add set-cookie, x-model; remove x-echo-target',
  ])
  const fields = await run('route', ...config, 'POST', path, '--header', 'x-case: fields')
  expect(fields).toContain(
    'body: set store, user, metadata; default temperature, /options/seed; cap max_tokens',
  )
  const checked = await run('check', ...config)
  expect(checked).toContain('x-key = "***${env:CANARY}***"')
  expect(checked).not.toContain('from-the-environment')
})
