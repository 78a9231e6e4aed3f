/** `pii_action = "strip"` and compression in the executable: what leaves, byte for byte, in every format. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { parseProxyMetadata } from '@lockllm/sdk'
import { envelopeOf } from '../support/client.ts'
import { FAULTS, type Fault } from '../support/fake-lockllm.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld((provider) => {
  const at = (path: string) => ({ base_url: `${provider.url}${path}` })
  return {
    scan: { lockllm: { pii_action: 'strip', retries: 0 } },
    providers: {
      bedrock: at('/echo'),
      ollama: at('/echo'),
      mistral: at('/echo'),
      squeeze: { ...at('/echo'), scan: { lockllm: { pii_action: 'off', compression: 'toon' } } },
      both: {
        ...at('/echo'),
        scan: { lockllm: { compression: 'toon', compression_roles: ['user', 'system'] } },
      },
      open: { ...at('/echo'), scan: { on_error: 'allow' } },
      embedded: { ...at('/echo'), scan: { on_error: 'local' } },
    },
  }
})
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

type Headers = Readonly<Record<string, string>>
const send = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Headers = {}) =>
  fetch(`${world.proxy.url}/v1/proxy/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
const sent = () => Buffer.from(world.provider.requests.at(-1)?.body ?? []).toString()

const MAIL = 'ann.lee@example.com'
/** `PII-ME` makes the fake LockLLM look for addresses. */
const pii = (text: string) => `PII-ME ${text} ${MAIL}`

/** Bodies with odd white space, numbers and escapes around the text, which stands for itself twice. */
const FORMATS: readonly (readonly [path: string, body: (text: string) => string, type?: string])[] = [
  [
    'openai/chat/completions',
    (t) =>
      `{"temperature":1.0E0, "seed":12345678901234567890,\n"messages":[{"role":"user","content":${t}},{"role":"user","content":[{"type":"text","text":${t}}]}],"model":"gpt-4o"}`,
  ],
  [
    'openai/responses',
    (t) => `{"model":"gpt-4o","instructions":${t},"input":[ {"role":"user","content":${t}} ]}`,
  ],
  ['openai/completions', (t) => `{"prompt":[${t},\t${t}],"model":"m","max_tokens":1e2}`],
  ['openai/embeddings', (t) => `{"input" : [${t}, "other", ${t}],"model":"text-embedding-3-small"}`],
  [
    'anthropic/messages',
    (t) =>
      `{"model":"claude","max_tokens":9,"system":${t},"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":${t}}]}]}`,
  ],
  [
    'gemini/models/gemini-2.5-flash:generateContent',
    (t) =>
      `{"contents":[{"role":"user","parts":[{"text":${t}}]}],"systemInstruction":{"parts":[{"text":${t}}]}}`,
  ],
  [
    'bedrock/model/m/converse',
    (t) => `{"messages":[{"role":"user","content":[{"text":${t}}]}],"system":[{"text":${t}}]}`,
  ],
  [
    'cohere/chat',
    (t) => `{"model":"command","messages":[{"role":"user","content":${t}}],"documents":[${t}]}`,
  ],
  [
    'cohere/v1/chat',
    (t) =>
      `{"message":${t},"preamble":${t}, "chat_history":[{"role":"USER","message":${t}}],"temperature":3e-1}`,
  ],
  [
    'openai/conversations',
    (t) =>
      `{"items":[{"type":"message","role":"user","content":[{"type":"input_text","text":${t}}]},{"type":"message","role":"user","content":${t}}]}`,
  ],
  [
    'openai/threads/thread_1/messages',
    (t) =>
      `{"role":"user","content":[{"type":"text","text":${t}},{"type":"text","text":${t}}],"metadata":{"n":"1"}}`,
  ],
  ['openai/images/generations', (t) => `{"model":"dall-e-3","n":1.0, "prompt":${t}}`],
  [
    'gemini/interactions',
    (t) =>
      `{"model":"gemini-3-pro","input":[{"type":"text","text":${t}},{"type":"text","text":${t}}],"system_instruction":${t}}`,
  ],
  [
    'bedrock/model/amazon.titan-text-express-v1/invoke',
    (t) => `{"inputText":${t},"textGenerationConfig":{"topP":1.00}}`,
  ],
  [
    'mistral/ocr',
    (t) =>
      `{"model":"mistral-ocr-latest","document":{"type":"document_url","document_url":"https://a.example/b"},"document_annotation_prompt":${t}}`,
  ],
  [
    'ollama/api/chat',
    (t) => `{"model":"llama3","messages":[{"role":"user","content":${t}},{"role":"tool","content":${t}}]}`,
  ],
  [
    'openai/files',
    (t) =>
      `--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n{"custom_id":"1","method":"POST","url":"/v1/embeddings","body":{"input":${t}}}\n{"custom_id":"2","body":{"messages":[{"role":"user","content":${t}}]}}\n\r\n--b--\r\n`,
    'multipart/form-data; boundary=b',
  ],
  ['echo/lines', (t) => `{"a":${t}}\n{"a": ${t} }\n`, 'application/x-ndjson'],
]

const PLAIN = pii('hello')
const ODD = pii('zwölf 😀 "quoted" \\ back\nline\u2028')
const escaped = (text: string) =>
  JSON.stringify(text).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

describe.each(FORMATS)('%s', (path, body, type) => {
  test.each([
    ['a text', JSON.stringify(PLAIN), PLAIN],
    ['escapes and surrogate pairs', escaped(ODD), ODD],
  ])('%s', async (_what, token, text) => {
    const response = await send(path, body(token), type === undefined ? {} : { 'content-type': type })
    await response.arrayBuffer()
    expect(world.provider.requests).toHaveLength(1)
    expect(sent()).toBe(body(JSON.stringify(text.replace(MAIL, '[EMAIL]'))))
    expect(sent()).not.toContain(MAIL)
    expect(parseProxyMetadata(response.headers).pii_detected).toEqual({
      detected: true,
      entity_types: 'email',
      entity_count: expect.any(Number),
      action: 'strip',
    })
  })
})

const chat = (content: string, more = '') =>
  `{"messages":[{"role":"user","content":${JSON.stringify(content)}}]${more}}`
const CHAT = 'openai/chat/completions'

test('a body without personal information leaves as it came, encoded or not', async () => {
  const raw = gzipSync(chat('nothing of that kind'))
  const response = await send('echo/chat/completions', raw, { 'content-encoding': 'gzip' })
  expect(response.status).toBe(200)
  expect(Buffer.from(world.provider.requests[0]?.body ?? [])).toEqual(raw)
  expect(world.provider.requests[0]?.header('content-encoding')).toBe('gzip')
  expect(response.headers.get('x-lockllm-pii-detected')).toBeNull()
})

test('an encoded body that is rewritten leaves decoded, with its own length and no digest', async () => {
  const body = chat(pii('packed'))
  const digest = {
    'content-encoding': 'gzip',
    'content-md5': 'x',
    'content-digest': 'sha-256=:x:',
    digest: 'x',
  }
  expect((await send(CHAT, gzipSync(body), digest)).status).toBe(200)
  const [request] = world.provider.requests
  expect(sent()).toBe(body.replace(MAIL, '[EMAIL]'))
  expect(request?.header('content-length')).toBe(String(Buffer.byteLength(sent())))
  for (const name of Object.keys(digest)) expect(request?.header(name)).toBeUndefined()
})

test('the same again is stripped again without a call', async () => {
  const body = chat(pii('twice'))
  await send(CHAT, body)
  const calls = world.lockllm.calls.length
  const again = await send(CHAT, body)
  expect(sent()).toBe(body.replace(MAIL, '[EMAIL]'))
  expect(world.lockllm.calls).toHaveLength(calls)
  expect(again.headers.get('x-lockllm-verdict-cache')).toBe('HIT')
})

test('the fields of a form', async () => {
  const form = (mail: string) => `a=1&prompt=PII-ME+for+${mail}&model=m`
  await send('echo/form', form(encodeURIComponent(MAIL)), {
    'content-type': 'application/x-www-form-urlencoded',
  })
  expect(sent()).toBe(form('%5BEMAIL%5D'))
})

describe('what cannot be replaced does not leave', () => {
  const file = btoa(pii('a file of text that is long enough to be one')).replaceAll('=', '')
  test.each<readonly [what: string, body: string, query: string]>([
    ['a key', `{"messages":[],"${pii('key')}":1}`, ''],
    [
      'a tool',
      chat('x', `,"tools":[{"type":"function","function":{"name":"f","description":"${pii('tool')}"}}]`),
      '',
    ],
    [
      'a file',
      `{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:text/plain;base64,${file}"}}]}]}`,
      '',
    ],
    [
      'arguments with escapes',
      `{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{\\"a\\":\\"\\\\n${pii('x')}\\"}"}}]}]}`,
      '',
    ],
    ['a text beyond the longest call', chat(`${'long '.repeat(20_001)}${pii('')}`), ''],
    ['the URL', chat('x'), `?q=${encodeURIComponent(pii('url'))}`],
  ])('%s', async (_what, body, query) => {
    const response = await send(CHAT + query, body)
    expect(response.status).toBe(403)
    expect((await envelopeOf(response)).error).toMatchObject({
      code: 'pii_detected',
      type: 'lockllm_pii_error',
    })
    expect(world.provider.requests).toBeEmpty()
  })

  test('nor does a text whose redaction LockLLM does not send', async () => {
    const pii_result = { detected: true, entity_types: ['email'], entity_count: 1 }
    world.lockllm.failAlways(FAULTS.answer({ request_id: 'r', safe: true, label: 0, pii_result }))
    expect((await send(CHAT, chat(`${MAIL} ${Date.now()}`))).status).toBe(403)
    expect(world.provider.requests).toBeEmpty()
  })
})

test('an attack is blocked, and so is what has no verdict', async () => {
  expect((await send(CHAT, chat(`INJECT-ME ${pii('')}`))).status).toBe(400)
  world.lockllm.failAlways(FAULTS.status(500))
  expect((await send(CHAT, chat(pii('no verdict')))).status).toBe(503)
  // The embedded engine sees no personal information.
  const judged = await send('embedded/v1/chat/completions', chat(pii('half a verdict')))
  expect(judged.status).toBe(503)
  expect(judged.headers.get('x-lockllm-scan-fallback')).toBe('server_error')
  expect(world.provider.requests).toBeEmpty()
})

describe('an attack that is split over two texts', () => {
  /** The fake sees it over separators too, as a model would. */
  const seesThrough: Fault = (reply, verdict, request) =>
    /INJECT\s*-ME/.test(String((request.json() as { input: unknown }).input))
      ? reply.json(200, { request_id: 'r', safe: false, label: 1, injection: 0.95, sensitivity: 'medium' })
      : verdict()
  const two = (first: string, second: string) =>
    `{"messages":[{"role":"user","content":${JSON.stringify(first)}},{"role":"user","content":${JSON.stringify(second)}}]}`

  test('is seen though each text is a call of its own', async () => {
    world.lockllm.failAlways(seesThrough)
    const filler = 'a long story. '.repeat(100)
    const response = await send(CHAT, two(`${filler}INJECT`, `-ME ${filler}`))
    expect(response.status).toBe(400)
    expect((await envelopeOf(response)).error.segments?.map(({ path }) => path)).toContain(
      'messages[1].content',
    )
    expect(world.provider.requests).toBeEmpty()
  })

  test('costs one call for all seams', async () => {
    const response = await send(CHAT, two('what a day', 'and what a night'))
    expect(response.status).toBe(200)
    expect(world.lockllm.calls.map(({ input }) => input).toSorted()).toEqual([
      'and what a night',
      'what a day',
      'what a day\n\nand what a night',
    ])
  })
})

test('a client may ask for a block instead, not for less', async () => {
  const ask = (action: string) => send(CHAT, chat(pii(action)), { 'x-lockllm-pii-action': action })
  expect((await ask('block')).status).toBe(403)
  expect(world.provider.requests).toBeEmpty()
  expect((await ask('off')).status).toBe(200)
  expect((await ask('allow_with_warning')).status).toBe(200)
  expect(sent()).not.toContain(MAIL)
})

describe('compression', () => {
  const spaced = 'so   much\n\n\n white     space'
  const tight = 'so much white space'

  test('of the chosen roles alone', async () => {
    const body = (text: string) =>
      `{"messages":[{"role":"system","content":"${spaced.replaceAll('\n', ' ')}"}, {"role":"user","content":${JSON.stringify(text)}}]}`
    const response = await send('squeeze/chat/completions', body(spaced))
    expect(sent()).toBe(body(tight))
    expect(parseProxyMetadata(response.headers).compression).toEqual({
      method: 'toon',
      applied: true,
      ratio: Number((tight.length / spaced.length).toFixed(3)),
    })
    expect(world.lockllm.calls.map((call) => call.header('x-lockllm-compression'))).toContain(undefined)
  })

  test('that makes nothing shorter is not applied', async () => {
    const response = await send('squeeze/chat/completions', chat(tight))
    expect(sent()).toBe(chat(tight))
    expect(parseProxyMetadata(response.headers).compression).toEqual({
      method: 'toon',
      applied: false,
      ratio: 1,
    })
  })

  test('and strip: a text with personal information is stripped, the others are compressed', async () => {
    const body = (system: string, user: string) =>
      `{"messages":[{"role":"system","content":${JSON.stringify(system)}},{"role":"user","content":${JSON.stringify(user)}}]}`
    await send('both/chat/completions', body(spaced, pii(spaced)))
    expect(sent()).toBe(body(tight, pii(spaced).replace(MAIL, '[EMAIL]')))
  })
})

test('a route: the scan of its first target, stripped at the fallback too, under another name for the model', async () => {
  await using routed = await startWorld((provider) => ({
    scan: { action: 'allow_with_warning' },
    providers: {
      refusing: {
        base_url: 'http://127.0.0.1:1/v1',
        scan: { action: 'block', lockllm: { pii_action: 'strip' } },
      },
      backup: { base_url: `${provider.url}/echo` },
    },
    routes: [
      {
        name: 'r',
        headers: { 'x-case': 'r' },
        targets: [{ provider: 'refusing' }],
        fallbacks: [{ provider: 'backup', model: 'other' }],
      },
    ],
  }))
  const ask = (content: string) =>
    fetch(`${routed.at('openai')}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-case': 'r' },
      body: chat(content, ',"model": "mine"'),
    })
  expect((await ask(pii('routed'))).status).toBe(200)
  expect(Buffer.from(routed.provider.requests[0]?.body ?? []).toString()).toBe(
    chat(pii('routed').replace(MAIL, '[EMAIL]'), ',"model": "other"'),
  )
  expect((await ask('INJECT-ME')).status).toBe(400)
})

test('no address is in a log or an audit line', () => {
  expect(world.proxy.stdout()).not.toContain(MAIL)
  expect(world.proxy.stdout()).not.toContain('[EMAIL]')
})
