/** The relay of an answer: byte-exact, incremental, bounded, and never a clean end of something broken. */

import { describe, expect, jest, test } from 'bun:test'
import fc from 'fast-check'
import { Abort } from '../../src/egress/http/abort.ts'
import { answerOf } from '../../src/egress/http/answer.ts'
import { answerBody, ExchangeAborted, relay, UpstreamSilent } from '../../src/proxy/stream.ts'
import { startWireServer } from '../support/wire/wire-server.ts'

interface Ended {
  readonly outcome: string
  readonly bytes: number
}

/** A relay with an upstream in the test's hands. */
function scene(options: { idleTimeoutMs?: number; abort?: Abort } = {}) {
  const abort = options.abort ?? new Abort()
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
  const state = { pulls: 0, cancelled: false }
  const upstream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(given) {
        controller = given
        // As fetch does: the body breaks when its signal fires.
        abort.addEventListener('abort', () => given.error(abort.reason))
      },
      pull: () => void state.pulls++,
      cancel: () => {
        state.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  const ends: Ended[] = []
  const ended = Promise.withResolvers<Ended>()
  const relayed = {
    abort,
    end(outcome: string, bytes: number) {
      ends.push({ outcome, bytes })
      ended.resolve({ outcome, bytes })
    },
  }
  const stream = relay(upstream.getReader(), relayed, options.idleTimeoutMs ?? 60_000)
  if (!controller) throw new Error('no controller')
  return { upstream: controller, stream, abort, state, ends, ended: ended.promise }
}

const bytes = (text: string) => new TextEncoder().encode(text)
const broken = (promise: Promise<unknown>) =>
  promise.then(
    () => false,
    () => true,
  )

test('all bytes pass, in the pieces in which they came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 })), async (pieces) => {
      const { upstream, stream, ends } = scene()
      for (const piece of pieces) upstream.enqueue(new Uint8Array(piece))
      upstream.close()
      const received: Uint8Array[] = []
      for await (const piece of stream) received.push(piece)
      expect(received.map((piece) => [...piece])).toEqual(pieces.map((piece) => [...piece]))
      expect(ends).toEqual([{ outcome: 'complete', bytes: Buffer.concat(received).length }])
    }),
  )
})

test('a chunk leaves when it arrives, before the next one is there', async () => {
  const { upstream, stream, ends } = scene()
  const reader = stream.getReader()
  for (const text of ['data: 1\n\n', 'data: ', '2\n\n']) {
    const next = reader.read()
    upstream.enqueue(bytes(text))
    expect((await next).value).toEqual(bytes(text))
  }
  expect(ends).toEqual([])
})

test('nothing is read that the client has not asked for', async () => {
  const { upstream, stream, state } = scene()
  await Bun.sleep(0)
  expect(state.pulls).toBe(0)
  const reader = stream.getReader()
  for (let chunk = 1; chunk <= 3; chunk++) {
    const next = reader.read()
    await Bun.sleep(0)
    expect(state.pulls).toBe(chunk)
    upstream.enqueue(bytes('x'))
    await next
  }
})

test('an upstream that breaks off breaks the answer', async () => {
  const { upstream, stream, ends } = scene()
  const reader = stream.getReader()
  upstream.enqueue(bytes('half'))
  expect((await reader.read()).value).toEqual(bytes('half'))
  upstream.error(new Error('ECONNRESET'))
  expect(await broken(reader.read())).toBe(true)
  expect(ends).toEqual([{ outcome: 'upstream_broken', bytes: 4 }])
})

describe('a silent upstream', () => {
  test('is given up after the idle time-out', async () => {
    const { stream, abort, ended } = scene({ idleTimeoutMs: 30 })
    expect(await broken(stream.getReader().read())).toBe(true)
    expect(await ended).toEqual({ outcome: 'upstream_broken', bytes: 0 })
    expect(abort.aborted).toBe(true)
  })

  test('is not given up while it sends', async () => {
    const { upstream, stream, ends } = scene({ idleTimeoutMs: 60 })
    const reader = stream.getReader()
    for (let chunk = 0; chunk < 6; chunk++) {
      const next = reader.read()
      await Bun.sleep(20)
      upstream.enqueue(bytes('.'))
      expect((await next).done).toBe(false)
    }
    upstream.close()
    expect((await reader.read()).done).toBe(true)
    expect(ends).toEqual([{ outcome: 'complete', bytes: 6 }])
  })

  test('is not to blame for a client that does not read', async () => {
    const { upstream, stream, abort, ends } = scene({ idleTimeoutMs: 20 })
    upstream.enqueue(bytes('waiting'))
    await Bun.sleep(80)
    expect(abort.aborted).toBe(false)
    expect((await stream.getReader().read()).value).toEqual(bytes('waiting'))
    expect(ends).toEqual([])
  })
})

describe('an end from outside', () => {
  test.each(['client_gone', 'cut'] as const)('%s breaks the answer under this name', async (outcome) => {
    const { stream, abort, ends } = scene()
    const read = stream.getReader().read()
    abort.abort(new ExchangeAborted(outcome))
    expect(await broken(read)).toBe(true)
    expect(ends).toEqual([{ outcome, bytes: 0 }])
  })

  test('an abort ends it also while nobody reads', async () => {
    const { stream, abort, ends } = scene()
    abort.abort(new ExchangeAborted('cut'))
    await Bun.sleep(0)
    expect(ends).toEqual([{ outcome: 'cut', bytes: 0 }])
    expect(await broken(stream.getReader().read())).toBe(true)
  })

  test('an abort between two chunks ends it also while nobody reads', async () => {
    const { upstream, stream, abort, ends } = scene()
    const reader = stream.getReader()
    upstream.enqueue(bytes('first'))
    await reader.read()
    abort.abort(new ExchangeAborted('client_gone'))
    await Bun.sleep(0)
    expect(ends).toEqual([{ outcome: 'client_gone', bytes: 5 }])
  })

  test('an abort that came before the answer ends it as well', async () => {
    const abort = new Abort()
    abort.abort(new ExchangeAborted('client_gone'))
    const { ends } = scene({ abort })
    await Bun.sleep(0)
    expect(ends).toEqual([{ outcome: 'client_gone', bytes: 0 }])
  })

  test('a client that cancels closes the upstream', async () => {
    const { upstream, stream, abort, ends, state } = scene()
    const reader = stream.getReader()
    upstream.enqueue(bytes('one'))
    await reader.read()
    await reader.cancel()
    expect(abort.aborted || state.cancelled).toBe(true)
    expect(ends).toEqual([{ outcome: 'client_gone', bytes: 3 }])
  })

  test('a cancel after the end changes nothing', async () => {
    const { upstream, stream, ends, abort } = scene()
    upstream.close()
    const reader = stream.getReader()
    expect((await reader.read()).done).toBe(true)
    await reader.cancel()
    abort.abort(new ExchangeAborted('cut'))
    expect(ends).toEqual([{ outcome: 'complete', bytes: 0 }])
  })
})

test('no timer is left behind', async () => {
  jest.useFakeTimers()
  try {
    // A length that no other test has: those of one length share a timer.
    const { upstream, stream } = scene({ idleTimeoutMs: 59_999 })
    upstream.close()
    for await (const _ of stream);
    expect(jest.getTimerCount()).toBe(0)
  } finally {
    jest.useRealTimers()
  }
})

describe('an answer with a Content-Length', () => {
  const LONG = 'long '.repeat(4000)
  const WHOLE = [['all of it'], ['half', 'the rest'], [''], [LONG]]
  const IN_PIECES = [[LONG, 'the rest']]
  const begin = async (
    length: number,
    start: (given: ReadableStreamDefaultController<Uint8Array>) => void,
    type = 'application/json; charset=utf-8',
  ) => {
    const ends: Ended[] = []
    const seen: string[] = []
    const body = new ReadableStream<Uint8Array>({ start })
    const headers = new Headers({ 'content-length': String(length), 'content-type': type })
    const relayed = {
      abort: new Abort(),
      usage: { see: (chunk: Uint8Array) => void seen.push(new TextDecoder().decode(chunk)) },
      end: (outcome: string, bytes: number) => void ends.push({ outcome, bytes }),
    }
    const content = await answerBody(answerOf(new Response(body, { headers })), relayed, 30).catch(
      (error: unknown) => error,
    )
    return { content, ends, seen }
  }

  const JSON_TYPE = 'application/json; charset=utf-8'
  const EVENTS = 'text/event-stream'
  const all = [
    ...WHOLE.map((pieces) => ({ pieces, type: JSON_TYPE, isWhole: true })),
    ...IN_PIECES.map((pieces) => ({ pieces, type: JSON_TYPE, isWhole: false })),
    { pieces: ['data: 1'], type: EVENTS, isWhole: true },
    { pieces: ['data: 1', 'data: 2'], type: EVENTS, isWhole: false },
  ]
  test.each(all)('arrives whole and is seen whole: %#', async ({ pieces, type, isWhole }) => {
    const text = pieces.join('')
    const { content, ends, seen } = await begin(
      text.length,
      (given) => {
        for (const piece of pieces.filter((piece) => piece !== '')) given.enqueue(bytes(piece))
        given.close()
      },
      type,
    )
    expect(content instanceof ReadableStream).toBe(!isWhole)
    expect(await new Response(content as ConstructorParameters<typeof Response>[0]).text()).toBe(text)
    expect(ends).toEqual([{ outcome: 'complete', bytes: text.length }])
    expect(seen.join('')).toBe(text)
  })

  test('that is shorter than it says is broken, not whole', async () => {
    const { content, ends } = await begin(LONG.length + 1, (given) => {
      given.enqueue(bytes(LONG))
      setTimeout(() => given.error(new Error('ECONNRESET')))
    })
    expect(await broken(new Response(content as ConstructorParameters<typeof Response>[0]).text())).toBe(true)
    expect(ends).toEqual([{ outcome: 'upstream_broken', bytes: LONG.length }])
  })

  test('that is short and breaks off is the caller’s to answer, wherever it does', async () => {
    const failure = new Error('ECONNRESET')
    const { content, ends } = await begin(10, (given) => {
      given.enqueue(bytes('half'))
      setTimeout(() => given.error(failure))
    })
    expect(content).toBe(failure)
    expect(ends).toEqual([])
  })

  test('that breaks off before its first byte is the caller’s to answer', async () => {
    const failure = new Error('ECONNRESET')
    const { content, ends } = await begin(LONG.length, (given) => given.error(failure))
    expect(content).toBe(failure)
    expect(ends).toEqual([])
  })
})

test('a Content-Length beside chunks, which fetch shows, does not cut the answer off', async () => {
  await using server = await startWireServer(async (_request, reply) => {
    await reply.raw('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n')
    await Bun.sleep(20)
    await reply.raw('2\r\nde\r\n0\r\n\r\n')
  })
  const relayed = { abort: new Abort(), end() {} }
  const content = await answerBody(answerOf(await fetch(server.url)), relayed, 1000)
  expect(await new Response(content).text()).toBe('abcde')
})

test.each(['1', '20000'])('silence before the first byte of %s ends the exchange', async (length) => {
  const abort = new Abort()
  const body = new ReadableStream<Uint8Array>({
    start: (given) => abort.addEventListener('abort', () => given.error(abort.reason)),
  })
  const answer = new Response(body, {
    headers: { 'content-length': length, 'content-type': 'application/json' },
  })
  const waiting = answerBody(answerOf(answer), { abort, end() {} }, 20)
  expect(await waiting.catch((error: unknown) => error)).toBeInstanceOf(UpstreamSilent)
})
