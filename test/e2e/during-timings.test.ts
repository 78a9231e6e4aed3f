/**
 * `timing = "during"` whenever what happens: of an answer to a request that is not to pass, no byte reaches the client, and
 * any other answer reaches it whole. While there is no verdict, little of the answer is taken from the provider.
 */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { connect } from 'node:net'
import fc from 'fast-check'
import { chat, freshPrompt, post } from '../support/client.ts'
import { FAULTS } from '../support/fake-lockllm.ts'
import { rawRequest, type Target } from '../support/wire/raw-client.ts'
import type { WireHandler, WireRequest } from '../support/wire/wire-server.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld({ scan: { timing: 'during' } })
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

/** In no text of ours. */
const ANSWER = 'ANSWER-OF-THE-MODEL'

interface Timings {
  readonly fate: 'safe' | 'unsafe' | 'no verdict'
  readonly scanMs: number
  readonly headMs: number
  /** Milliseconds before each piece of the answer. */
  readonly gapsMs: readonly number[]
  readonly isChunked: boolean
}

const MARKS: Readonly<Record<Timings['fate'], string>> = {
  safe: '',
  unsafe: 'INJECT-ME',
  'no verdict': 'NO-VERDICT',
}
const timings = fc.record<Timings>({
  fate: fc.constantFrom('safe', 'unsafe', 'no verdict'),
  scanMs: fc.nat(60),
  headMs: fc.nat(60),
  gapsMs: fc.array(fc.nat(15), { minLength: 1, maxLength: 4 }),
  isChunked: fc.boolean(),
})

/** The timings travel with the prompt. */
const promptOf = (given: Timings) => freshPrompt(`${MARKS[given.fate]} <<${JSON.stringify(given)}>>`)
function timingsOf(request: WireRequest): Timings | undefined {
  const [, json] = /<<(.*?)>>/.exec(request.body.toString().replaceAll('\\"', '"')) ?? []
  return json === undefined ? undefined : JSON.parse(json)
}
const piecesOf = ({ gapsMs }: Timings) => gapsMs.map((_, index) => `${ANSWER} ${index};`)

const answer: WireHandler = async (request, reply) => {
  const given = timingsOf(request)
  if (!given) return reply.close()
  const pieces = piecesOf(given)
  await Bun.sleep(given.headMs)
  const head = [['X-Answer', ANSWER]] as const
  if (given.isChunked) await reply.stream(200, [...head])
  else await reply.head(200, [...head, ['Content-Length', String(pieces.join('').length)]])
  for (const [index, piece] of pieces.entries()) {
    await Bun.sleep(given.gapsMs[index] ?? 0)
    await (given.isChunked ? reply.write(piece) : reply.raw(piece))
  }
  if (given.isChunked) await reply.end()
}

/** Every byte that comes until the connection is closed. */
function everything(target: Target, request: Uint8Array | string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.hostname, port: target.port })
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
    socket.write(request)
  })
}

test('no byte of an answer to what is not to pass, at any timing; all of any other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(timings, { minLength: 8, maxLength: 8 }), async (batch) => {
      world.reset()
      world.provider.answerNext(...batch.map(() => answer))
      world.lockllm.failAlways(async (reply, verdict, request) => {
        await Bun.sleep(timingsOf(request)?.scanMs ?? 0)
        // 422: this text has no verdict, and the breaker takes no notice.
        await (request.body.includes(MARKS['no verdict'])
          ? FAULTS.status(422)(reply, verdict, request)
          : verdict())
      })
      await Promise.all(
        batch.map(async (given) => {
          const head = [
            ['Host', '127.0.0.1'],
            ['Content-Type', 'application/json'],
            ['Connection', 'close'],
          ] as const
          const body = JSON.stringify(chat(promptOf(given), { stream: given.isChunked }))
          const request = rawRequest('POST', '/v1/proxy/openai/chat/completions', [...head], body)
          const received = await everything(world.proxy.target, request)
          if (given.fate === 'safe') {
            expect(received).toStartWith('HTTP/1.1 200')
            for (const piece of piecesOf(given)) expect(received).toContain(piece)
          } else {
            expect(received).toStartWith(given.fate === 'unsafe' ? 'HTTP/1.1 400' : 'HTTP/1.1 503')
            expect(received).not.toContain(ANSWER)
          }
        }),
      )
    }),
    { numRuns: 25 },
  )
}, 30_000)

test('while there is no verdict, the provider is slowed down; an unsafe one closes its connection', async () => {
  const CHUNK = Buffer.alloc(64 * 1024, ANSWER)
  const MOST_BYTES = 16 * 1024 * 1024
  let taken = 0
  let last = performance.now()
  let gone: Promise<void> | undefined
  world.provider.answerNext(async (request, reply) => {
    gone = request.peerGone
    await reply.stream(200, [])
    for (;;) {
      await reply.write(CHUNK)
      taken += CHUNK.byteLength
      last = performance.now()
      if (taken > MOST_BYTES) return reply.reset()
    }
  })
  const verdict = Promise.withResolvers<void>()
  world.lockllm.failNext(FAULTS.after(verdict.promise))
  const response = post(`${world.at('openai')}/chat/completions`, chat(freshPrompt('INJECT-ME')))
  await world.provider.received()
  while (taken === 0 || (taken <= MOST_BYTES && performance.now() - last < 300)) await Bun.sleep(10)
  expect(taken).toBeLessThan(MOST_BYTES)
  verdict.resolve()
  expect((await response).status).toBe(400)
  await gone
}, 20_000)
