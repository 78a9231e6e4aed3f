/** The `cohere-ai` client, first at the fake provider itself, which proves the fake, then through the proxy. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { CohereClient, CohereClientV2, CohereError } from 'cohere-ai'
import { collect, freshPrompt, PNG_BASE64, rejection } from '../support/client.ts'
import { REPLY_PIECES, REPLY_TEXT, TOOL_ARGUMENTS } from '../support/providers/vendor.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const model = 'command-a-03-2025'
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Current weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
} as const

const ROUTES = [
  ['at the provider', `${world.provider.url}/cohere`],
  ['through the proxy', world.at('cohere')],
] as const

describe.each(ROUTES)('cohere %s', (_route, baseUrl) => {
  const options = { token: 'cohere-client', baseUrl, maxRetries: 0 }
  const v1 = new CohereClient(options)
  const v2 = new CohereClientV2(options)
  const messages = () => [{ role: 'user' as const, content: freshPrompt() }]

  test('chat, version 2', async () => {
    const answer = await v2.chat({ model, messages: messages() })
    expect(answer.message.content).toMatchObject([{ type: 'text', text: REPLY_TEXT }])
    const [request] = world.provider.requests
    expect(request?.target).toBe('/cohere/v2/chat')
    expect(request?.header('authorization')).toBe('Bearer cohere-client')
  })

  test('chat, version 2, streamed', async () => {
    const events = await collect(await v2.chatStream({ model, messages: messages() }))
    const deltas = events.flatMap((event) =>
      event.type === 'content-delta' ? (event.delta?.message?.content?.text ?? []) : [],
    )
    expect(deltas).toEqual([...REPLY_PIECES])
    expect(events.at(-1)?.type).toBe('message-end')
  })

  test('chat, version 1, plain and streamed', async () => {
    expect(await v1.chat({ message: freshPrompt() })).toMatchObject({ text: REPLY_TEXT })
    const events = await collect(await v1.chatStream({ message: freshPrompt() }))
    const texts = events.flatMap((event) => (event.eventType === 'text-generation' ? event.text : []))
    expect(texts).toEqual([...REPLY_PIECES])
    expect(world.provider.requests.map(({ target }) => target)).toEqual([
      '/cohere/v1/chat',
      '/cohere/v1/chat',
    ])
  })

  test('a tool call and its result', async () => {
    const asked = messages()
    const first = await v2.chat({ model, messages: asked, tools: [weather] })
    const [call] = first.message.toolCalls ?? []
    expect(call?.function).toEqual({ name: 'get_weather', arguments: JSON.stringify(TOOL_ARGUMENTS) })
    const second = await v2.chat({
      model,
      messages: [
        ...asked,
        { role: 'assistant', toolCalls: call ? [call] : [] },
        { role: 'tool', toolCallId: call?.id ?? '', content: '21 degrees' },
      ],
      tools: [weather],
    })
    expect(second.message.content).toMatchObject([{ text: REPLY_TEXT }])
  })

  test('a tool call, streamed', async () => {
    const events = await collect(await v2.chatStream({ model, messages: messages(), tools: [weather] }))
    const pieces = events.flatMap((event) =>
      event.type === 'tool-call-delta' ? (event.delta?.message?.toolCalls?.function?.arguments ?? []) : [],
    )
    expect(JSON.parse(pieces.join(''))).toEqual(TOOL_ARGUMENTS)
  })

  test.each([
    ['by URL', 'https://example.com/cat.png'],
    ['as base64', `data:image/png;base64,${PNG_BASE64}`],
  ])('an image %s', async (_how, url) => {
    const text = freshPrompt('What is in this picture?')
    const answer = await v2.chat({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', imageUrl: { url } },
            { type: 'text', text },
          ],
        },
      ],
    })
    expect(answer.message.content).toMatchObject([{ text: REPLY_TEXT }])
    expect(world.lockllm.scannedText()).not.toContain(PNG_BASE64)
  })

  test('embed and rerank', async () => {
    const embedded = await v2.embed({
      model: 'embed-v4.0',
      inputType: 'search_document',
      embeddingTypes: ['float'],
      texts: [freshPrompt()],
    })
    expect(embedded.embeddings.float).toEqual([[0.25, -0.5, 1]])
    const ranked = await v2.rerank({
      model: 'rerank-v3.5',
      query: freshPrompt(),
      documents: [freshPrompt('Carson City'), freshPrompt('Washington')],
    })
    expect(ranked.results.map(({ index }) => index)).toEqual([0, 1])
  })

  test.each([400, 401, 429, 500])("the provider's %d", async (status) => {
    const error = await rejection(v2.chat({ model: `fail-${status}`, messages: messages() }))
    if (!(error instanceof CohereError)) throw error
    expect(error.statusCode).toBe(status)
    expect(error.body).toMatchObject({ id: 'cohere-error-1' })
    expect(error.rawResponse?.headers.get('retry-after') ?? null).toBe(status === 429 ? '7' : null)
  })

  test('a client that aborts closes the request at the provider', async () => {
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write('event: content-delta\ndata: {"type":"content-delta","index":0}\n\n')
      await request.peerGone
      closed.resolve()
    })
    const abort = new AbortController()
    const stream = await v2.chatStream({ model, messages: messages() }, { abortSignal: abort.signal })
    const failed = rejection(collect(stream))
    await world.provider.received()
    abort.abort()
    await closed.promise
    await failed
  })
})
