/** The `@google/genai` client, first at the fake provider itself, which proves the fake, then through the proxy. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { ApiError, GoogleGenAI, Type } from '@google/genai'
import OpenAI from 'openai'
import { collect, freshPrompt, PNG_BASE64, rejection } from '../support/client.ts'
import { REPLY_PIECES, REPLY_TEXT, TOOL_ARGUMENTS } from '../support/providers/vendor.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const model = 'gemini-2.5-flash'
const tools = [
  {
    functionDeclarations: [
      {
        name: 'get_weather',
        description: 'Current weather of a city',
        parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } } },
      },
    ],
  },
]

const ROUTES = [
  ['at the provider', 'v1', `${world.provider.url}/gemini`],
  ['through the proxy', 'v1', world.at('gemini')],
  ['through the proxy', 'v1beta', world.at('gemini')],
] as const

describe.each(ROUTES)('gemini %s, %s', (_route, apiVersion, baseUrl) => {
  const { models } = new GoogleGenAI({ apiKey: 'AIza-client', apiVersion, httpOptions: { baseUrl } })

  test('generateContent', async () => {
    const answer = await models.generateContent({ model, contents: freshPrompt() })
    expect(answer.text).toBe(REPLY_TEXT)
    const [request] = world.provider.requests
    expect(request?.target).toBe(`/gemini/${apiVersion}/models/${model}:generateContent`)
    expect(request?.header('x-goog-api-key')).toBe('AIza-client')
  })

  test('streamGenerateContent, as events', async () => {
    const stream = await models.generateContentStream({ model, contents: freshPrompt() })
    expect((await collect(stream)).map(({ text }) => text)).toEqual([...REPLY_PIECES])
    expect(world.provider.requests[0]?.target).toEndWith(':streamGenerateContent?alt=sse')
  })

  test('streamGenerateContent, as an array, with the key in the query', async () => {
    const url = `${baseUrl}/${apiVersion}/models/${model}:streamGenerateContent?key=AIza-query`
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contents: [{ parts: [{ text: freshPrompt() }] }] }),
    })
    const list = await answer.json()
    expect(list).toHaveLength(REPLY_PIECES.length)
    expect(list).toMatchObject([
      { candidates: [{ content: { parts: [{ text: REPLY_PIECES[0] }] } }] },
      {},
      {},
      {},
      {},
    ])
    expect(world.provider.requests[0]?.target).toEndWith('?key=AIza-query')
  })

  test('a function call and its result', async () => {
    const prompt = freshPrompt()
    const first = await models.generateContent({ model, contents: prompt, config: { tools } })
    expect(first.functionCalls).toMatchObject([{ name: 'get_weather', args: TOOL_ARGUMENTS }])
    const second = await models.generateContent({
      model,
      contents: [
        { role: 'user', parts: [{ text: prompt }] },
        { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: TOOL_ARGUMENTS } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { degrees: 21 } } }] },
      ],
      config: { tools },
    })
    expect(second.text).toBe(REPLY_TEXT)
  })

  test.each([
    ['by URL', { fileData: { fileUri: 'https://example.com/cat.png', mimeType: 'image/png' } }],
    ['as base64', { inlineData: { data: PNG_BASE64, mimeType: 'image/png' } }],
  ])('an image %s', async (_how, image) => {
    const answer = await models.generateContent({
      model,
      contents: [{ role: 'user', parts: [image, { text: freshPrompt('What is in this picture?') }] }],
    })
    expect(answer.text).toBe(REPLY_TEXT)
    expect(world.lockllm.scannedText()).not.toContain(PNG_BASE64)
  })

  test('embeddings', async () => {
    const { embeddings } = await models.embedContent({
      model: 'gemini-embedding-001',
      contents: [freshPrompt(), freshPrompt()],
    })
    expect(embeddings?.map(({ values }) => values)).toEqual([
      [0.25, -0.5, 1],
      [0.25, -0.5, 1],
    ])
  })

  test('a count of tokens', async () => {
    expect(await models.countTokens({ model, contents: freshPrompt() })).toMatchObject({ totalTokens: 14 })
  })

  test('the OpenAI-compatible path', async () => {
    const client = new OpenAI({ apiKey: 'AIza-client', baseURL: `${baseUrl}/v1beta/openai`, maxRetries: 0 })
    const stream = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: freshPrompt() }],
      stream: true,
    })
    const chunks = await collect(stream)
    expect(chunks.flatMap((chunk) => chunk.choices[0]?.delta.content || [])).toEqual([...REPLY_PIECES])
  })

  test.each([
    [400, 'INVALID_ARGUMENT'],
    [401, 'UNAUTHENTICATED'],
    [429, 'RESOURCE_EXHAUSTED'],
    [500, 'INTERNAL'],
  ])("the provider's %d", async (status, name) => {
    const error = await rejection(
      models.generateContent({ model: `fail-${status}`, contents: freshPrompt() }),
    )
    if (!(error instanceof ApiError)) throw error
    expect(error.status).toBe(status)
    expect(error.message).toContain(name)
  })

  test('a client that aborts closes the request at the provider', async () => {
    const closed = Promise.withResolvers<void>()
    world.provider.answerNext(async (request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write('data: {"candidates":[{"content":{"parts":[{"text":"one"}]}}]}\r\n\r\n')
      await request.peerGone
      closed.resolve()
    })
    const abort = new AbortController()
    const stream = await models.generateContentStream({
      model,
      contents: freshPrompt(),
      config: { abortSignal: abort.signal },
    })
    expect((await stream.next()).value?.text).toBe('one')
    abort.abort()
    await closed.promise
  })
})
