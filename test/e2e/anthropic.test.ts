/** The `@anthropic-ai/sdk` client, first at the fake provider itself, which proves the fake, then through the proxy. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import Anthropic from '@anthropic-ai/sdk'
import { collect, freshPrompt, PNG_BASE64, rejection } from '../support/client.ts'
import { REPLY_PIECES, REPLY_TEXT, TOOL_ARGUMENTS } from '../support/providers/vendor.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const weather = {
  name: 'get_weather',
  description: 'Current weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } } },
} as const

const ROUTES = [
  ['at the provider', `${world.provider.url}/anthropic`],
  ['through the proxy', world.at('anthropic')],
] as const

describe.each(ROUTES)('anthropic %s', (_route, baseURL) => {
  const client = new Anthropic({ apiKey: 'sk-ant-client', baseURL, maxRetries: 0 })
  const ask = (content: Anthropic.MessageParam['content'] = freshPrompt()) => ({
    model: 'claude-opus-4-5',
    max_tokens: 64,
    messages: [{ role: 'user' as const, content }],
  })

  test('a message', async () => {
    const { data, response, request_id } = await client.messages.create(ask()).withResponse()
    expect(data.content).toMatchObject([{ type: 'text', text: REPLY_TEXT }])
    expect(request_id).toBe('req_anthropic_0001')
    expect(response.headers.get('anthropic-ratelimit-requests-remaining')).toBe('999')
    const [request] = world.provider.requests
    expect(request?.target).toBe('/anthropic/v1/messages')
    expect(request?.header('authorization')).toBe('Bearer sk-ant-client')
    expect(request?.header('anthropic-version')).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  test('a message, streamed, with pings', async () => {
    const events = await collect(await client.messages.create({ ...ask(), stream: true }))
    const deltas = events.flatMap((event) =>
      event.type === 'content_block_delta' && event.delta.type === 'text_delta' ? [event.delta.text] : [],
    )
    expect(deltas).toEqual([...REPLY_PIECES])
    expect(events.at(-1)?.type).toBe('message_stop')
  })

  test('a tool use and its result', async () => {
    const first = await client.messages.create({ ...ask(), tools: [weather] })
    const [use] = first.content
    if (use?.type !== 'tool_use') throw new Error('no tool use')
    expect(use).toMatchObject({ name: 'get_weather', input: TOOL_ARGUMENTS })
    const second = await client.messages.create({
      ...ask(),
      tools: [weather],
      messages: [
        ...ask().messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: '21 degrees' }] },
      ],
    })
    expect(second.content).toMatchObject([{ text: REPLY_TEXT }])
  })

  test('a tool use, streamed', async () => {
    const message = await client.messages.stream({ ...ask(), tools: [weather] }).finalMessage()
    expect(message.content).toMatchObject([{ name: 'get_weather', input: TOOL_ARGUMENTS }])
  })

  test.each<[string, Anthropic.ImageBlockParam['source']]>([
    ['by URL', { type: 'url', url: 'https://example.com/cat.png' }],
    ['as base64', { type: 'base64', media_type: 'image/png', data: PNG_BASE64 }],
  ])('an image %s', async (_how, source) => {
    const message = await client.messages.create(
      ask([
        { type: 'image', source },
        { type: 'text', text: freshPrompt('What is in this picture?') },
      ]),
    )
    expect(message.content).toMatchObject([{ text: REPLY_TEXT }])
    expect(world.lockllm.scannedText()).not.toContain(PNG_BASE64)
  })

  test('a count of tokens', async () => {
    const { model, messages } = ask()
    expect(await client.messages.countTokens({ model, messages })).toMatchObject({ input_tokens: 14 })
  })

  test.each([
    [400, Anthropic.BadRequestError, 'invalid_request_error'],
    [401, Anthropic.AuthenticationError, 'authentication_error'],
    [429, Anthropic.RateLimitError, 'rate_limit_error'],
    [500, Anthropic.InternalServerError, 'api_error'],
    [529, Anthropic.InternalServerError, 'overloaded_error'],
  ] as const)("the provider's %d", async (status, type, name) => {
    const error = await rejection(client.messages.create({ ...ask(), model: `fail-${status}` }))
    expect(error).toBeInstanceOf(type)
    if (!(error instanceof Anthropic.APIError)) throw error
    expect(error.status).toBe(status)
    expect(error.error).toMatchObject({ type: 'error', error: { type: name } })
    expect(error.requestID).toBe('req_anthropic_0001')
    expect(error.headers?.get('retry-after')).toBe(status === 429 ? '7' : null)
  })

  test('an error in the middle of a stream', async () => {
    const stream = await client.messages.create({ ...ask(), model: 'overloaded', stream: true })
    const error = await rejection(collect(stream))
    if (!(error instanceof Anthropic.APIError)) throw error
    expect(error.error).toMatchObject({ error: { type: 'overloaded_error' } })
  })

  test('a client that aborts closes the request at the provider', async () => {
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write('event: ping\ndata: {"type":"ping"}\n\n')
      await request.peerGone
      closed.resolve()
    })
    const stream = await client.messages.create({ ...ask(), stream: true })
    await world.provider.received()
    stream.controller.abort()
    await closed.promise
  })
})
