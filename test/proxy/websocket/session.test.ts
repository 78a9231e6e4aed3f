/** The relay by itself: order, backpressure both ways, and every way in which a session ends. */

import { describe, expect, test } from 'bun:test'
import { ExchangeAborted } from '../../../src/proxy/stream.ts'
import type { Refusal } from '../../../src/proxy/websocket/api.ts'
import { startSession } from './session-scene.ts'

const allow = async () => undefined
/** Resolves when everything that is ready to run has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve))
const MIB = 1024 * 1024

describe('order', () => {
  test('an event waits for the verdict of the one before it', async () => {
    const verdict = Promise.withResolvers<undefined>()
    const asked: unknown[] = []
    const scene = startSession((frame) => {
      asked.push(frame)
      return frame === 'slow' ? verdict.promise : Promise.resolve(undefined)
    })
    for (const frame of ['slow', 'quick', 'quicker']) scene.session.message(frame)
    await settled()
    expect(scene.relayed).toEqual([])
    expect(asked).toEqual(['slow'])
    verdict.resolve(undefined)
    await settled()
    expect(scene.relayed).toEqual(['slow', 'quick', 'quicker'])
  })

  test('a close waits for the events before it', async () => {
    const verdict = Promise.withResolvers<undefined>()
    const scene = startSession(() => verdict.promise)
    scene.session.message('last words')
    scene.session.close(4001, 'bye')
    await settled()
    expect(scene.calls).not.toContain('upstream close 4001')
    verdict.resolve(undefined)
    expect((await scene.ended).outcome).toBe('complete')
    expect(scene.relayed).toEqual(['last words'])
    expect(scene.calls).toContain('upstream close 4001')
  })

  test('a refusal that closes takes what waits behind it along', async () => {
    const refusal: Refusal = { kind: 'close', code: 1008, reason: 'no' }
    const scene = startSession(async (frame) => (frame === 'bad' ? refusal : undefined))
    for (const frame of ['good', 'bad', 'behind']) scene.session.message(frame)
    const { totals } = await scene.ended
    expect(scene.relayed).toEqual(['good'])
    expect(scene.calls).toEqual(['client close 1008 no', 'upstream close 1000'])
    expect(totals).toMatchObject({ relayed: 1, refused: 1 })
  })

  test('nothing is relayed after the end, whatever its verdict', async () => {
    const verdict = Promise.withResolvers<undefined>()
    const scene = startSession(() => verdict.promise)
    scene.session.message('late')
    scene.provider.close(1000, '')
    verdict.resolve(undefined)
    await settled()
    expect(scene.relayed).toEqual([])
  })
})

describe('backpressure', () => {
  test('a client is not read while a MiB of its events waits', async () => {
    const verdicts: (() => void)[] = []
    const scene = startSession(() => new Promise((resolve) => verdicts.push(() => resolve(undefined))))
    scene.session.message('x'.repeat(MIB - 1))
    expect(scene.calls).toEqual([])
    scene.session.message('xx')
    expect(scene.calls).toEqual(['client pause'])
    await settled()
    verdicts.shift()?.()
    await settled()
    expect(scene.calls).toEqual(['client pause', 'client resume'])
  })

  test('nor while the provider does not take them', async () => {
    const scene = startSession(allow)
    scene.unsent = 2 * MIB
    for (let i = 0; i < 300; i++) scene.session.message(`event ${i}`)
    await settled()
    expect(scene.relayed).toEqual(['event 0'])
    expect(scene.calls).toEqual(['client pause'])
    scene.take()
    await settled()
    expect(scene.relayed).toHaveLength(300)
    expect(scene.calls).toEqual(['client pause', 'client resume'])
  })

  test('the provider is not read while the client does not', () => {
    const scene = startSession(allow)
    scene.status = -1
    scene.provider.message('more')
    expect(scene.calls).toEqual(['upstream pause'])
    scene.session.drain()
    expect(scene.calls).toEqual(['upstream pause', 'upstream resume'])
  })

  test('a message that was dropped ends the session', async () => {
    const scene = startSession(allow)
    scene.status = 0
    scene.provider.message('lost')
    expect((await scene.ended).outcome).toBe('client_gone')
    expect(scene.calls).toEqual(['client close 1011 the client does not read', 'upstream close 1000'])
  })
})

test('pings are passed on', () => {
  const scene = startSession(allow)
  scene.session.ping()
  scene.provider.ping()
  expect(scene.calls).toEqual(['upstream ping', 'client ping'])
})

describe('the end', () => {
  test.each([
    ['the provider', 1000, 'complete', 'client close 1000 why'],
    ['the provider, with a code of its own', 4999, 'complete', 'client close 4999 why'],
    ['the provider, without a code', 1005, 'complete', 'client close undefined'],
    ['the provider, broken', 1006, 'upstream_broken', 'client close 1011 the provider is gone'],
  ] as const)('%s', async (_who, code, outcome, call) => {
    const scene = startSession(allow)
    scene.provider.close(code, 'why')
    expect((await scene.ended).outcome).toBe(outcome)
    expect(scene.calls[0]).toBe(call)
  })

  test('the client, broken', async () => {
    const scene = startSession(allow)
    scene.session.close(1006, '')
    expect((await scene.ended).outcome).toBe('client_gone')
    expect(scene.calls).toEqual(['upstream terminate'])
  })

  test('a cut', async () => {
    const scene = startSession(allow)
    scene.abort.abort(new ExchangeAborted('cut'))
    expect((await scene.ended).outcome).toBe('cut')
    expect(scene.calls).toEqual(['client close 1012 the proxy is shutting down', 'upstream close 1001'])
  })

  test('that a request’s signal says the client left is not yet the end', async () => {
    const scene = startSession(allow)
    scene.session.message('last words')
    scene.abort.abort(new ExchangeAborted('client_gone'))
    scene.session.close(1000, '')
    expect((await scene.ended).outcome).toBe('complete')
    expect(scene.relayed).toEqual(['last words'])
  })

  test('silence', async () => {
    const scene = startSession(allow, 5)
    expect((await scene.ended).outcome).toBe('upstream_broken')
    expect(scene.calls[0]).toBe('client close 1001 silent for too long')
  })

  test('is told once', async () => {
    const scene = startSession(allow)
    scene.provider.close(1000, '')
    scene.session.close(1000, '')
    scene.provider.message('late')
    scene.abort.abort(new ExchangeAborted('cut'))
    await scene.ended
    expect(scene.calls).toEqual(['client close 1000', 'upstream close 1000'])
    expect(scene.heard).toEqual([])
  })
})
