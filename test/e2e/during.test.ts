/** `timing = "during"`: the provider is asked at once, and its answer is held until the verdict. */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { chat, envelopeOf, freshPrompt, post } from '../support/client.ts'
import { REPLY_TEXT } from '../support/providers/vendor.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld({ scan: { timing: 'during' }, server: { server_timing: true } })
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const url = `${world.at('openai')}/chat/completions`

/** Holds the verdict until the provider has sent its whole answer, and for a time after it. */
function verdictAfterAnswer(afterMs = 0): void {
  const { promise: answered, resolve } = Promise.withResolvers<void>()
  world.provider.answerNext(async (_request, reply) => {
    await reply.json(200, { choices: [{ message: { role: 'assistant', content: REPLY_TEXT } }] })
    resolve()
  })
  world.lockllm.failNext(async (_reply, verdict) => {
    await answered
    await Bun.sleep(afterMs)
    await verdict()
  })
}

test('a safe request gets the answer that was there before the verdict', async () => {
  // Far more than what a busy machine may add to the one or the other.
  verdictAfterAnswer(500)
  const response = await post(url, chat(freshPrompt()))
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: REPLY_TEXT } }] })
  const timing = response.headers.get('server-timing') ?? ''
  const [, scan, upstream] = /^scan;dur=([\d.]+), upstream;dur=([\d.]+)$/.exec(timing) ?? []
  // The provider's time does not count the wait for the verdict.
  expect(Number(upstream)).toBeLessThan(Number(scan))
})

test('no byte of the answer to an unsafe request reaches the client', async () => {
  verdictAfterAnswer()
  const response = await post(url, chat(freshPrompt('INJECT-ME')))
  expect(response.status).toBe(400)
  const envelope = await envelopeOf(response)
  expect(envelope.error.code).toBe('prompt_injection_detected')
  expect(JSON.stringify(envelope)).not.toContain(REPLY_TEXT)
})

test('a body that cannot be read goes nowhere', async () => {
  const response = await post(url, '{"a":1,"a":2}')
  expect(response.status).toBe(400)
  expect(world.provider.requests).toHaveLength(0)
})
