/** THE request path: methods, statuses and headers of all kinds, and credentials. */

import { describe, expect, test } from 'bun:test'
import { chat, post } from '../support/client.ts'
import { sendRaw } from '../support/wire/raw-client.ts'
import { reportOf, VERDICTS } from './exchanges.ts'
import { CHAT, rawChat, startHandlerScene } from './handler-scene.ts'

const { scene, upstream, scans, ended, target, at, end } = await startHandlerScene()

describe('requests and answers of all kinds', () => {
  test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])(
    '%s without a body needs no scan and ends',
    async (method) => {
      scene.answer = (_request, reply) => reply.send(200, [['X-Own', '1']], method === 'HEAD' ? '' : 'x')
      const response = await fetch(at('openai/models/m'), { method })
      await response.arrayBuffer()
      expect(response.headers.get('x-own')).toBe('1')
      expect(scans).toEqual([])
      expect(await end()).toMatchObject({ outcome: 'complete', status: 200 })
    },
  )

  test('HEAD keeps the length that GET would have', async () => {
    scene.answer = (_request, reply) => reply.head(200, [['Content-Length', '12345']])
    const response = await fetch(at('openai/models/m'), { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('12345')
    expect((await end()).outcome).toBe('complete')
  })

  test.each([204, 205, 304])('%d has no body and ends', async (status) => {
    scene.answer = (_request, reply) =>
      reply.head(status, [['X-Own', '1'], ...(status === 205 ? [['Content-Length', '0'] as const] : [])])
    const response = await post(at(CHAT), chat('hello there'))
    expect([response.status, response.headers.get('x-own'), await response.text()]).toEqual([status, '1', ''])
    expect(await end()).toMatchObject({ outcome: 'complete', status })
  })

  test.each([299, 418, 429, 500, 529, 599])('status %d passes as it is', async (status) => {
    scene.answer = (_request, reply) => reply.send(status, [['Retry-After', '7']], 'why')
    const reply = await sendRaw(target, rawChat())
    expect([reply?.status, reply?.header('retry-after'), reply?.bytes.toString()]).toEqual([
      status,
      '7',
      'why',
    ])
    expect(ended).toHaveLength(1)
  })

  // RFC 9110, section 15: a status has three digits from 100 to 599.
  test.each([600, 999])('status %d is no answer; its connection is closed', async (status) => {
    const gone = Promise.withResolvers<void>()
    scene.answer = async (request, reply) => {
      await reply.stream(status, [])
      await reply.write('x')
      await request.peerGone
      gone.resolve()
    }
    expect((await post(at(CHAT), chat('hello there'))).status).toBe(502)
    await gone.promise
    expect(ended).toHaveLength(1)
  })

  test('several Set-Cookie stay several', async () => {
    scene.answer = (_request, reply) =>
      reply.send(
        200,
        [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
        'x',
      )
    expect((await fetch(at('openai/models'))).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test("the client's credentials are replaced where a key is configured", async () => {
    await post(`${at('keyed/chat/completions')}?key=client-key`, chat('hello there'), {
      authorization: 'Bearer client',
      'x-api-key': 'client',
    })
    const request = await upstream.received()
    expect(request.header('authorization')).toBe('Bearer configured-key')
    expect(request.target + JSON.stringify(request.headers)).not.toContain('client')
  })

  test('no answer claims a rewriting that did not happen', async () => {
    scene.scan = () => reportOf(VERDICTS.pii)
    const response = await post(at(CHAT), chat('mail me'), { 'x-lockllm-pii-action': 'strip' })
    expect(response.headers.get('x-lockllm-pii-action')).not.toBe('strip')
  })
})
