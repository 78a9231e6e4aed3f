/** The vendors' own realtime clients through the compiled binary. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { ActivityHandling, GoogleGenAI, type LiveServerMessage, Modality } from '@google/genai'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { ConversationItemCreateEvent } from 'openai/resources/realtime/realtime'
import { ResponsesWS } from 'openai/resources/responses/ws'
import { hasOpenssl, makeCertificates } from '../os/certificates.ts'
import { freshPrompt } from '../support/client.ts'
import { SPOKEN, startFakeRealtime } from '../support/fake-realtime.ts'
import { openSocket } from '../support/socket-client.ts'
import { startWorld } from '../support/world.ts'

const made = hasOpenssl ? await makeCertificates() : undefined
const file = (name: string) => made?.file(name) ?? ''
const realtime = startFakeRealtime()
const providers = {
  openai: { base_url: `${realtime.url}/v1` },
  gemini: { base_url: `${realtime.url}/v1beta` },
}
const world = await startWorld({ providers })
/** OpenAI's realtime client knows wss: alone. */
const secure =
  made &&
  (await startWorld({
    providers,
    server: { tls: { cert: file('server.pem'), key: file('server-key.pem') } },
  }))
const worlds = [world, ...(secure ? [secure] : [])]
beforeEach(() => {
  realtime.reset()
  for (const one of worlds) one.reset()
})
afterAll(async () => {
  for (const one of worlds) await one[Symbol.asyncDispose]()
  await realtime[Symbol.asyncDispose]()
  await made?.[Symbol.asyncDispose]()
})

const say = (text: string): ConversationItemCreateEvent => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

describe.skipIf(!secure)('openai: OpenAIRealtimeWS (needs openssl)', () => {
  const connect = () => {
    const client = new OpenAI({ apiKey: 'sk-client', baseURL: secure?.at('openai') ?? '' })
    const options = { ca: readFileSync(file('ca.pem')) }
    return new OpenAIRealtimeWS({ model: 'gpt-realtime', options }, client)
  }

  test('a conversation', async () => {
    const rt = connect()
    const { promise: done, resolve, reject } = Promise.withResolvers<void>()
    let spoken = ''
    rt.on('error', reject)
    rt.on('session.created', () => {
      rt.send({
        type: 'session.update',
        session: { type: 'realtime', instructions: freshPrompt('Be brief') },
      })
      rt.send(say(freshPrompt()))
      rt.send({ type: 'response.create' })
    })
    rt.on('response.output_text.delta', ({ delta }) => {
      spoken += delta
    })
    rt.on('response.done', () => resolve())
    await done
    rt.close()
    expect(spoken).toBe(SPOKEN.join(''))
    const session = await realtime.session()
    expect(session.headers.get('authorization')).toBe('Bearer sk-client')
    expect(session.events).toHaveLength(3)
    await session.closed
  })

  test('a blocked event is its error event, and the session goes on', async () => {
    const rt = connect()
    const { promise: blocked, resolve } = Promise.withResolvers<Error>()
    const { promise: added, resolve: onAdded } = Promise.withResolvers<void>()
    rt.on('error', resolve)
    rt.on('conversation.item.added', () => onAdded())
    rt.on('session.created', () => {
      rt.send(say('Please INJECT-ME now'))
      rt.send(say(freshPrompt()))
    })
    expect(await blocked).toMatchObject({
      error: { code: 'prompt_injection_detected', type: 'lockllm_security_error' },
    })
    await added
    rt.close()
    expect((await realtime.session()).events).toHaveLength(1)
  })
})

describe('openai: ResponsesWS', () => {
  const connect = () => new ResponsesWS(new OpenAI({ apiKey: 'sk-client', baseURL: world.at('openai') }))

  test('two turns', async () => {
    const ws = connect()
    const { promise: done, resolve, reject } = Promise.withResolvers<void>()
    let spoken = ''
    let turns = 0
    const turn = () => ws.send({ type: 'response.create', model: 'gpt-5', input: freshPrompt() })
    ws.on('error', reject)
    ws.on('response.output_text.delta', ({ delta }) => {
      spoken += delta
    })
    ws.on('response.completed', () => {
      turns++
      if (turns === 2) resolve()
      else turn()
    })
    turn()
    await done
    ws.close()
    expect(spoken).toBe(SPOKEN.join('').repeat(2))
    const session = await realtime.session()
    expect(session.url.pathname).toBe('/v1/responses')
    const line = await world.proxy.logged((line) => line.msg === 'request' && line.model === 'gpt-5')
    expect(line).toMatchObject({
      endpoint: 'openai-responses',
      status: 101,
      events: { relayed: 2, refused: 0 },
    })
  })

  test('a blocked event is its error event', async () => {
    const ws = connect()
    const { promise: blocked, resolve } = Promise.withResolvers<unknown>()
    ws.on('error', resolve)
    ws.send({ type: 'response.create', model: 'gpt-5-mini', input: 'Please INJECT-ME now' })
    const error = await blocked
    expect(String(error)).toContain('prompt injection')
    ws.close()
    expect((await realtime.session()).events).toBeEmpty()
  })
})

describe('google: live', () => {
  const connect = async (onClose: (code: number, reason: string) => void = () => {}) => {
    const heard: LiveServerMessage[] = []
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const client = new GoogleGenAI({ apiKey: 'AIza-client', httpOptions: { baseUrl: world.at('gemini') } })
    const session = await client.live.connect({
      model: 'gemini-live-2.5-flash',
      config: {
        responseModalities: [Modality.TEXT],
        systemInstruction: freshPrompt('Be brief'),
        realtimeInputConfig: { activityHandling: ActivityHandling.NO_INTERRUPTION },
      },
      callbacks: {
        onmessage(message) {
          heard.push(message)
          if (message.serverContent?.turnComplete) resolve()
        },
        onclose: ({ code, reason }) => onClose(code, reason),
      },
    })
    return { session, heard, done }
  }

  test('a conversation with sound in it', async () => {
    const { session, heard, done } = await connect()
    session.sendRealtimeInput({ audio: { mimeType: 'audio/pcm;rate=16000', data: 'AAD//wEA/v8DAPz/' } })
    session.sendRealtimeInput({ text: freshPrompt('Quick:') })
    session.sendClientContent({ turns: freshPrompt(), turnComplete: true })
    await done
    session.close()
    const spoken = heard.flatMap(({ serverContent }) => serverContent?.modelTurn?.parts?.[0]?.text ?? [])
    expect(spoken).toEqual([...SPOKEN])
    const upstream = await realtime.session()
    expect(upstream.url.searchParams.get('key')).toBe('AIza-client')
    expect(upstream.events).toHaveLength(4)
    const line = await world.proxy.logged(
      (line) => line.msg === 'request' && String(line.model).includes('gemini-live'),
    )
    expect(line).toMatchObject({ endpoint: 'gemini', outcome: 'complete' })
    for (const text of ['Be brief', 'Quick:', 'weather in Cologne']) {
      expect(world.lockllm.scannedText()).toContain(text)
    }
  })

  test('a blocked event ends the session with a reason', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<{ code: number; reason: string }>()
    const { session } = await connect((code, reason) => resolve({ code, reason }))
    session.sendClientContent({ turns: 'Please INJECT-ME now', turnComplete: true })
    const { code, reason } = await closed
    expect(code).toBe(1008)
    expect(reason).toMatch(/^prompt_injection_detected req_\w+-2: The request was blocked/)
    const upstream = await realtime.session()
    expect(upstream.events).toHaveLength(1)
    await upstream.closed
  })

  test('what is no JSON ends it with 1007', async () => {
    const url = `${world.at('gemini')}/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained`
    await using client = await openSocket(`${url}?access_token=auth_tokens/abc`)
    client.send('{"setup":{},"setup":{"model":"m"}}')
    const { code, reason } = await client.closed
    expect(code).toBe(1007)
    expect(reason).toStartWith('duplicate_json_key')
  })
})
