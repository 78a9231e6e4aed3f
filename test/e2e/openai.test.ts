/** The `openai` client, first at the fake provider itself, which proves the fake, then through the proxy. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import OpenAI from 'openai'
import { collect, freshPrompt, PNG_BASE64, rejection } from '../support/client.ts'
import { REPLY_PIECES, REPLY_TEXT, TOOL_ARGUMENTS } from '../support/providers/vendor.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Current weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} as const

const ROUTES = [
  ['at the provider', `${world.provider.url}/openai/v1`],
  ['through the proxy', world.at('openai')],
  ['through the proxy, with the version segment', `${world.at('openai')}/v1`],
] as const

describe.each(ROUTES)('openai %s', (_route, baseURL) => {
  const client = new OpenAI({ apiKey: 'sk-client', baseURL, maxRetries: 0 })
  const messages = () => [{ role: 'user' as const, content: freshPrompt() }]

  test('chat', async () => {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: 'gpt-4o-mini', messages: messages() })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe(REPLY_TEXT)
    expect(request_id).toBe('req_openai_0001')
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('9999')
    const [request] = world.provider.requests
    expect(request?.target).toBe('/openai/v1/chat/completions')
    expect(request?.header('authorization')).toBe('Bearer sk-client')
    expect(request?.header('host')).toBe(new URL(world.provider.url).host)
  })

  test('chat, streamed', async () => {
    const stream = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: messages(),
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await collect(stream)
    expect(chunks.flatMap((chunk) => chunk.choices[0]?.delta.content || [])).toEqual([...REPLY_PIECES])
    expect(chunks.at(-1)?.usage?.total_tokens).toBe(21)
  })

  test('a tool call and its result', async () => {
    const asked = messages()
    const first = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: asked,
      tools: [weather],
    })
    const answer = first.choices[0]?.message
    const call = answer?.tool_calls?.[0]
    if (!answer || call?.type !== 'function') throw new Error('no function call')
    expect(call.function).toEqual({ name: 'get_weather', arguments: JSON.stringify(TOOL_ARGUMENTS) })
    const second = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [...asked, answer, { role: 'tool', tool_call_id: call.id, content: '{"degrees":21}' }],
      tools: [weather],
    })
    expect(second.choices[0]?.message.content).toBe(REPLY_TEXT)
  })

  test('a tool call, streamed', async () => {
    const stream = client.chat.completions.stream({
      model: 'gpt-4o-mini',
      messages: messages(),
      tools: [weather],
    })
    const call = (await stream.finalChatCompletion()).choices[0]?.message.tool_calls?.[0]
    expect(call).toMatchObject({
      function: { name: 'get_weather', arguments: JSON.stringify(TOOL_ARGUMENTS) },
    })
  })

  test.each([
    ['by URL', 'https://example.com/cat.png?size=large'],
    ['as base64', `data:image/png;base64,${PNG_BASE64}`],
  ])('an image %s', async (_how, url) => {
    const completion = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: freshPrompt('What is in this picture?') },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    })
    expect(completion.choices[0]?.message.content).toBe(REPLY_TEXT)
    expect(world.lockllm.scannedText()).not.toContain(PNG_BASE64)
  })

  test('responses, plain and streamed', async () => {
    const plain = await client.responses.create({ model: 'gpt-4o', input: freshPrompt() })
    expect(plain.output_text).toBe(REPLY_TEXT)
    const events = await collect(
      await client.responses.create({ model: 'gpt-4o', input: freshPrompt(), stream: true }),
    )
    const deltas = events.flatMap((event) =>
      event.type === 'response.output_text.delta' ? [event.delta] : [],
    )
    expect(deltas).toEqual([...REPLY_PIECES])
    expect(events.at(-1)?.type).toBe('response.completed')
  })

  test('embeddings', async () => {
    const { data } = await client.embeddings.create({
      model: 'text-embedding-3-small',
      input: [freshPrompt(), freshPrompt()],
    })
    expect(data.map(({ embedding }) => embedding)).toEqual([
      [0.25, -0.5, 1],
      [0.25, -0.5, 1],
    ])
  })

  test('legacy completions', async () => {
    const { choices } = await client.completions.create({
      model: 'gpt-3.5-turbo-instruct',
      prompt: freshPrompt(),
    })
    expect(choices[0]?.text).toBe(REPLY_TEXT)
  })

  test('a list of models, which has no body', async () => {
    const models = await client.models.list()
    expect(models.data.map(({ id }) => id)).toEqual(['gpt-4o-mini'])
    expect(world.lockllm.calls).toBeEmpty()
  })

  test.each([
    [400, OpenAI.BadRequestError, null],
    [401, OpenAI.AuthenticationError, 'invalid_api_key'],
    [429, OpenAI.RateLimitError, 'rate_limit_exceeded'],
    [500, OpenAI.InternalServerError, null],
  ] as const)("the provider's %d", async (status, type, code) => {
    const error = await rejection(
      client.chat.completions.create({ model: `fail-${status}`, messages: messages() }),
    )
    expect(error).toBeInstanceOf(type)
    if (!(error instanceof OpenAI.APIError)) throw error
    expect(error.code).toBe(code)
    expect(error.requestID).toBe('req_openai_0001')
    expect(error.headers?.get('retry-after')).toBe(status === 429 ? '7' : null)
  })

  test('a client that aborts closes the request at the provider', async () => {
    const sent = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write('data: {"choices":[{"index":0,"delta":{"content":"one"}}]}\n\n')
      sent.resolve()
      await request.peerGone
      closed.resolve()
    })
    const stream = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: messages(),
      stream: true,
    })
    await sent.promise
    for await (const chunk of stream) {
      expect(chunk.choices[0]?.delta.content).toBe('one')
      stream.controller.abort()
    }
    await closed.promise
  })
})
