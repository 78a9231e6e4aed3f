/** THE request path: the order of its stages, and what follows from each decision. */

import { describe, expect, test } from 'bun:test'
import type { ScanReport } from '../../src/scan/policy.ts'
import { ScanError } from '../../src/scan/scanner.ts'
import { chat, envelopeOf, post } from '../support/client.ts'
import { sendRaw } from '../support/wire/raw-client.ts'
import { PROMPT, reportOf, VERDICTS } from './exchanges.ts'
import { CHAT, startHandlerScene } from './handler-scene.ts'

const { scene, upstream, scans, active, ended, target, at, atDuring, end } = await startHandlerScene()

test('a clean request reaches the provider byte for byte, and its answer the client', async () => {
  const body =
    '{"model":"m", "n":12345678901234567890,"messages":[{"role":"user","content":"h\\u0065llo  there"}]}'
  scene.answer = (_request, reply) =>
    reply.send(
      200,
      [
        ['Content-Type', 'application/json'],
        ['X-Own', '1'],
      ],
      '{ "a" : 1e2 }',
    )
  const response = await post(at(CHAT), body, { authorization: 'Bearer client' })
  expect(await response.text()).toBe('{ "a" : 1e2 }')
  expect(response.headers.get('x-own')).toBe('1')
  expect(response.headers.get('x-lockllm-safe')).toBe('true')
  const request = await upstream.received()
  expect(request.body.toString()).toBe(body)
  expect(request.target).toBe('/v1/chat/completions')
  expect(request.header('authorization')).toBe('Bearer client')
  expect(scans).toEqual([['hello  there']])
  expect(await end()).toMatchObject({
    provider: 'openai',
    endpoint: 'openai-chat',
    model: 'm',
    status: 200,
    outcome: 'complete',
    requestBytes: body.length,
    responseBytes: 13,
    client: { address: '127.0.0.1' },
  })
  expect(active.size).toBe(0)
})

describe('the order of the stages', () => {
  const bad = { host: 'Host: a, b\r\n', method: 'TRACE' }
  test('each stage is asked only when all before it were passed', async () => {
    scene.draining = true
    const head = (method: string, path: string, more: string) =>
      `${method} ${path} HTTP/1.1\r\n${more}Content-Length: 3\r\n\r\n`
    const codes: string[] = []
    for (const request of [
      head(bad.method, '/x', bad.host),
      head('POST', '/x', bad.host),
      head('POST', '/x', 'Host: h\r\n'),
    ]) {
      const reply = await sendRaw(target, `${request}abc`)
      codes.push((reply?.json() as { error: { code: string } } | undefined)?.error.code ?? 'none')
    }
    scene.draining = false
    const tooLarge = new Uint8Array(20_000)
    const steps: [string, Record<string, string>, Bun.BodyInit][] = [
      ['nobody/x', { 'x-lockllm-sensitivity': 'odd' }, tooLarge],
      [CHAT, { 'x-lockllm-sensitivity': 'odd' }, tooLarge],
      [CHAT, {}, tooLarge],
      [CHAT, { 'content-encoding': 'compress' }, '{"a":'],
      [CHAT, {}, '{"a":'],
    ]
    for (const [path, headers, body] of steps) {
      const response = await fetch(at(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })
      codes.push((await envelopeOf(response)).error.code)
    }
    expect(codes).toEqual([
      'method_not_allowed',
      'invalid_host',
      'draining',
      'unknown_provider',
      'invalid_header',
      'body_too_large',
      'unsupported_encoding',
      'invalid_json',
    ])
    expect(scans).toEqual([])
    expect(upstream.requests).toEqual([])
  })

  test('nothing is sent before its verdict', async () => {
    const verdict = Promise.withResolvers<ScanReport>()
    const asked = Promise.withResolvers<void>()
    scene.scan = () => {
      asked.resolve()
      return verdict.promise
    }
    const response = post(at(CHAT), chat('hello there'))
    await asked.promise
    await Bun.sleep(20)
    expect(upstream.requests).toEqual([])
    verdict.resolve(reportOf(VERDICTS.safe))
    expect((await response).status).toBe(200)
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('decisions', () => {
  test('a blocked request is never sent', async () => {
    scene.scan = () => reportOf(VERDICTS.injection)
    const response = await post(at(CHAT), chat('attack here'))
    expect(response.status).toBe(400)
    expect((await envelopeOf(response)).error.code).toBe('prompt_injection_detected')
    expect(response.headers.get('x-lockllm-blocked')).toBe('true')
    expect(upstream.requests).toEqual([])
    expect(await end()).toMatchObject({
      error: 'prompt_injection_detected',
      status: 400,
      outcome: 'complete',
    })
  })

  test('without a verdict nothing is sent either', async () => {
    scene.scan = () => reportOf(undefined, { error: new ScanError('timeout', 'late') })
    const response = await post(at(CHAT), chat('hello there'))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(upstream.requests).toEqual([])
  })

  test('a scanner that throws is a fault of ours, and nothing is sent', async () => {
    scene.scan = () => {
      throw new Error('the very secret prompt')
    }
    const response = await post(at(CHAT), chat('hello there'))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(upstream.requests).toEqual([])
  })

  test('a client may tighten: what would be a warning is blocked', async () => {
    scene.scan = (_texts, { sensitivity }) =>
      reportOf(sensitivity === 'high' ? VERDICTS.injection : VERDICTS.safe)
    expect((await post(at(CHAT), chat('hello there'))).status).toBe(200)
    expect((await post(at(CHAT), chat('hello there'), { 'x-lockllm-sensitivity': 'high' })).status).toBe(400)
  })

  test('a client may not loosen', async () => {
    scene.scan = () => reportOf(VERDICTS.injection)
    const loose = { 'x-lockllm-scan-action': 'allow_with_warning', 'x-lockllm-sensitivity': 'low' }
    expect((await post(at(CHAT), chat('attack here'), loose)).status).toBe(400)
    expect((await end()).scanOptions).toMatchObject({ action: 'block', sensitivity: 'medium' })
  })
})

describe('timing "during"', () => {
  test('sends at once, and holds the answer until the verdict', async () => {
    const verdict = Promise.withResolvers<ScanReport>()
    scene.scan = () => verdict.promise
    let settled = false
    const response = post(atDuring(CHAT), chat('hello there')).finally(() => {
      settled = true
    })
    await upstream.received()
    await Bun.sleep(20)
    expect(settled).toBe(false)
    verdict.resolve(reportOf(VERDICTS.safe))
    expect(await (await response).json()).toEqual({ ok: true })
  })

  test('an unsafe request loses its answer and closes the upstream', async () => {
    const verdict = Promise.withResolvers<ScanReport>()
    scene.scan = () => verdict.promise
    const gone = Promise.withResolvers<void>()
    scene.answer = async (request, reply) => {
      await reply.stream(200, [])
      await reply.write('secret of the provider')
      verdict.resolve(reportOf(VERDICTS.injection))
      await request.peerGone
      gone.resolve()
    }
    const response = await post(atDuring(CHAT), chat('attack here'))
    expect(response.status).toBe(400)
    expect(await response.text()).not.toContain('secret of the provider')
    await gone.promise
  })

  test('what cannot be read is not sent', async () => {
    expect((await post(atDuring(CHAT), '{"a":1,"a":2}')).status).toBe(400)
    expect(upstream.requests).toEqual([])
  })
})

test('while an answer streams, nothing is kept of what was asked', async () => {
  const kept: unknown[] = []
  scene.answer = async (_request, reply) => {
    await reply.stream(200, [])
    kept.push(...active.keys())
    await reply.end()
  }
  await (await post(at(CHAT), chat('a secret of this test'))).text()
  expect(scans).toEqual([['a secret of this test']])
  expect(JSON.stringify(kept)).toMatch(/"segmentCount":1,"inputChars":21/)
  for (const text of ['a secret of this test', PROMPT]) expect(JSON.stringify(kept)).not.toContain(text)
})

test('every exchange ends once', async () => {
  scene.scan = (texts) => reportOf(texts[0]?.includes('attack') ? VERDICTS.injection : VERDICTS.safe)
  const requests = Array.from({ length: 60 }, (_, index) =>
    post(at(index % 7 === 0 ? 'nobody/x' : CHAT), chat(index % 3 === 0 ? 'an attack' : 'hello there')),
  )
  await Promise.all(requests.map(async (response) => (await response).arrayBuffer()))
  expect(ended).toHaveLength(60)
  expect(new Set(ended.map(({ id }) => id)).size).toBe(60)
  expect(active.size).toBe(0)
})
