/** THE request path: an upstream that fails, a client that leaves, a drain that cuts - and how the exchange ends. */

import { describe, expect, test } from 'bun:test'
import { ExchangeAborted } from '../../src/proxy/stream.ts'
import type { ScanReport } from '../../src/scan/policy.ts'
import { chat, envelopeOf, post, rejection } from '../support/client.ts'
import { openRaw } from '../support/wire/raw-client.ts'
import type { WireReply } from '../support/wire/wire-reply.ts'
import { reportOf, VERDICTS } from './exchanges.ts'
import { CHAT, rawChat, startHandlerScene } from './handler-scene.ts'

const { scene, upstream, active, target, at, end, comesWhole } = await startHandlerScene()

describe('an upstream that fails', () => {
  test.each([
    ['closed/x', 502, 'provider_unreachable'],
    ['impatient/x', 504, 'provider_timeout'],
  ])('%s is %d %s', async (path, status, code) => {
    scene.answer = (request) => request.peerGone
    const response = await post(at(path), chat('hello there'))
    expect(response.status).toBe(status)
    expect((await envelopeOf(response)).error).toMatchObject({ code, provider: path.split('/')[0] })
    expect(await end()).toMatchObject({ error: code, outcome: 'complete' })
  })

  test('in the middle breaks the answer off: no clean end', async () => {
    scene.answer = async (_request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write('data: half')
      reply.reset()
    }
    expect(await comesWhole()).toBe(false)
    expect((await end()).outcome).toBe('upstream_broken')
  })

  test('silent in the middle breaks it off as well', async () => {
    scene.answer = async (request, reply) => {
      await reply.stream(200, [])
      await reply.write('first')
      await request.peerGone
    }
    expect(await comesWhole('impatient/x')).toBe(false)
    expect((await end()).outcome).toBe('upstream_broken')
  })

  const DOCUMENT = JSON.stringify({ text: 'word '.repeat(20) })
  const inPieces = async (reply: WireReply, pieces: readonly string[], pauseMs = 25) => {
    const headers: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(DOCUMENT.length)],
    ]
    await reply.head(200, headers)
    for (const piece of pieces) {
      await reply.raw(piece)
      await Bun.sleep(pauseMs)
    }
  }

  test('is no document that drips: silence counts from the last byte', async () => {
    scene.answer = (_request, reply) => inPieces(reply, DOCUMENT.match(/.{1,15}/g) ?? [], 150)
    const response = await post(at('dripping/x'), chat('hello there'))
    expect([response.status, await response.text()]).toEqual([200, DOCUMENT])
  })

  test('silent behind a long reason is no document that has come: a time-out ends it', async () => {
    scene.answer = async (request, reply) => {
      const head = `HTTP/1.1 200 ${'Fine '.repeat(40)}\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{`
      await reply.raw(head)
      await request.peerGone
    }
    const response = await post(at('impatient/x'), chat('hello there'))
    expect(response.status).toBe(504)
  })

  test('silent in the middle of a short document is an error that the client is told', async () => {
    scene.answer = async (request, reply) => {
      await inPieces(reply, [DOCUMENT.slice(0, 40)])
      await request.peerGone
    }
    const response = await post(at('impatient/x'), chat('hello there'))
    expect(response.status).toBe(504)
  })
})

describe('a client that leaves', () => {
  const request = rawChat()
  const noError = async () => {
    const exchange = await end()
    expect([exchange.outcome, exchange.error]).toEqual(['client_gone', undefined])
    expect(active.size).toBe(0)
  }

  test('during its upload is no error of ours', async () => {
    const connection = await openRaw(target)
    await connection.write(request.subarray(0, -5))
    while (active.size === 0) await Bun.sleep(2)
    connection.reset()
    await noError()
    expect(upstream.requests).toEqual([])
  })

  test('during its scan is no error of ours, and nothing is sent', async () => {
    const connection = await openRaw(target)
    const verdict = Promise.withResolvers<ScanReport>()
    scene.scan = () => {
      connection.reset()
      setTimeout(() => verdict.resolve(reportOf(VERDICTS.safe)), 50)
      return verdict.promise
    }
    await connection.write(request)
    await noError()
    expect(upstream.requests).toEqual([])
  })

  test.each(['before', 'after'])('%s the headers closes the upstream', async (when) => {
    const connection = await openRaw(target)
    const gone = Promise.withResolvers<void>()
    scene.answer = async (incoming, reply) => {
      if (when === 'before') connection.reset()
      else {
        await reply.stream(200, [])
        await reply.write('first')
        await connection.head()
        connection.reset()
      }
      await incoming.peerGone
      gone.resolve()
    }
    await connection.write(request)
    await gone.promise
    await noError()
  })
})

test('an end of the drain cuts an answer under way', async () => {
  scene.answer = async (request, reply) => {
    await reply.stream(200, [])
    await reply.write('first')
    await request.peerGone
  }
  const response = await post(at(CHAT), chat('hello there'))
  for (const abort of active.values()) abort.abort(new ExchangeAborted('cut'))
  expect(await rejection(response.text())).toBeInstanceOf(Error)
  expect((await end()).outcome).toBe('cut')
})

test('a request that the end of the drain meets before its answer is told so', async () => {
  scene.answer = (request) => {
    for (const abort of active.values()) abort.abort(new ExchangeAborted('cut'))
    return request.peerGone
  }
  const response = await post(at(CHAT), chat('hello there'))
  expect([response.status, (await envelopeOf(response)).error.code]).toEqual([503, 'draining'])
})
