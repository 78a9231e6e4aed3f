/** A provider that refuses, resets, babbles or says nothing: one error each, and never a request sent twice. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { chat, envelopeOf, freshPrompt, post, rejection } from '../support/client.ts'
import { LockLLMError, parseError } from '../support/lockllm-sdk.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld((provider) => ({
  providers: {
    closed: { base_url: 'http://127.0.0.1:1/v1' },
    impatient: { base_url: `${provider.url}/impatient`, first_byte_timeout: '300ms', idle_timeout: '300ms' },
  },
}))
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

test('a refused connection is a 502', async () => {
  const response = await post(`${world.at('closed')}/chat/completions`, chat(freshPrompt()))
  expect(response.status).toBe(502)
  expect(response.headers.get('x-request-id')).toBeTruthy()
  const envelope = await envelopeOf(response)
  expect(envelope.error).toMatchObject({ type: 'upstream_error', code: 'provider_unreachable' })
  expect(parseError(envelope)).toBeInstanceOf(LockLLMError)
  expect(parseError(envelope).name).toBe('UpstreamError')
})

test('the clients call it a server error, with its code', async () => {
  const openai = new OpenAI({ apiKey: 'sk-client', baseURL: world.at('closed'), maxRetries: 0 })
  const failed = await rejection(
    openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: freshPrompt() }] }),
  )
  expect(failed).toBeInstanceOf(OpenAI.InternalServerError)
  expect(failed).toMatchObject({ status: 502, code: 'provider_unreachable', type: 'upstream_error' })
  const anthropic = new Anthropic({ apiKey: 'sk-client', baseURL: world.at('closed'), maxRetries: 0 })
  const refused = await rejection(
    anthropic.messages.create({
      model: 'm',
      max_tokens: 1,
      messages: [{ role: 'user', content: freshPrompt() }],
    }),
  )
  expect(refused).toBeInstanceOf(Anthropic.InternalServerError)
  expect(refused).toMatchObject({ status: 502, error: { error: { code: 'provider_unreachable' } } })
})

describe('a provider that', () => {
  test('resets before the headers is a 502, and is asked once', async () => {
    world.provider.answerNext((_request, reply) => reply.reset())
    const response = await post(`${world.at('echo')}/chat`, chat(freshPrompt()))
    expect(response.status).toBe(502)
    expect((await envelopeOf(response)).error.code).toBe('provider_unreachable')
    expect(world.provider.requests).toHaveLength(1)
  })

  test('closes a connection that it had kept alive is asked once', async () => {
    const first = await post(`${world.at('echo')}/chat`, chat(freshPrompt()))
    expect(first.status).toBe(200)
    await first.text()
    world.provider.answerNext((_request, reply) => reply.close())
    const second = await post(`${world.at('echo')}/chat`, chat(freshPrompt()))
    expect(second.status).toBe(502)
    expect(world.provider.requests).toHaveLength(2)
  })

  test('babbles is a 502', async () => {
    world.provider.answerNext(async (_request, reply) => {
      await reply.raw('SSH-2.0-OpenSSH_9.9\r\n\r\n')
      reply.close()
    })
    const response = await post(`${world.at('echo')}/chat`, chat(freshPrompt()))
    expect(response.status).toBe(502)
    expect((await envelopeOf(response)).error.code).toBe('provider_unreachable')
  })

  test('says nothing is a 504, and its connection is closed', async () => {
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request) => {
      await request.peerGone
      closed.resolve()
    })
    const response = await post(`${world.at('impatient')}/chat`, chat(freshPrompt()))
    expect(response.status).toBe(504)
    expect((await envelopeOf(response)).error).toMatchObject({
      type: 'upstream_error',
      code: 'provider_timeout',
    })
    await closed.promise
    expect(world.provider.requests).toHaveLength(1)
  })

  test('falls silent within an answer breaks it after idle_timeout', async () => {
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write('data: one\n\n')
      await request.peerGone
      closed.resolve()
    })
    const response = await post(`${world.at('impatient')}/chat`, chat(freshPrompt()))
    expect(response.status).toBe(200)
    expect(await rejection(response.text())).toBeInstanceOf(Error)
    await closed.promise
  })

  test('is slow but not silent is waited for', async () => {
    world.provider.answerNext(async (_request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      for (let index = 0; index < 6; index += 1) {
        await reply.write('data: one\n\n')
        await Bun.sleep(100)
      }
      await reply.end()
    })
    const response = await post(`${world.at('impatient')}/chat`, chat(freshPrompt()))
    expect(await response.text()).toBe('data: one\n\n'.repeat(6))
  })

  test('redirects is not followed', async () => {
    world.provider.answerNext((_request, reply) =>
      reply.send(307, [['Location', `${world.provider.url}/elsewhere`]]),
    )
    const response = await fetch(`${world.at('echo')}/chat`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(chat(freshPrompt())),
    })
    expect(response.status).toBe(307)
    expect(world.provider.requests).toHaveLength(1)
  })
})

test('an id of ours is on answers of providers that send none', async () => {
  const response = await post(`${world.at('echo')}/chat`, chat(freshPrompt()))
  expect(response.headers.get('x-request-id')).toBeTruthy()
  expect(response.headers.get('x-request-id')).toBe(response.headers.get('x-lockllm-request-id'))
})
