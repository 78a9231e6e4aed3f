/** Secrets and prompts stay inside: after all kinds of requests, no output of the process holds a key or a prompt. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildOnce } from '../support/build-once.ts'
import { chat, freshPrompt, post, rejection } from '../support/client.ts'
import { FAULTS } from '../support/fake-lockllm.ts'
import { startWorld } from '../support/world.ts'

const PROVIDER_KEY = 'sk-provider-secret-1d9c04'
const FROM_ENVIRONMENT = 'sk-environment-secret-88ab21'
const CLIENT_KEY = 'sk-client-secret-53e7f0'
const QUERY_KEY = 'AIza-query-secret-6b2c9d'
const HEADER_SECRET = 'tok-header-secret-40d2aa'
const FIELD_SECRET = 'tok-field-secret-9917be'
const INSTRUCTION = 'velvet-accordion-instruction'
const PROMPT = 'zanzibar-pineapple-overture'
/** A key of a JSON object, and no plain name: those are shown as part of a path. */
const SECRET_KEY_NAME = 'mallard trombone lagoon'
const ANSWER = 'quixotic-tangerine-answer'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-audit-'))
const auditFile = join(folder, 'audit.jsonl')
const world = await startWorld(
  (provider, lockllm) => ({
    scan: { lockllm: { api_key: 'env:TEST_LOCKLLM_KEY', base_url: lockllm.url, timeout: '1s', retries: 0 } },
    providers: {
      openai: { api_key: PROVIDER_KEY },
      anthropic: { api_key: 'env:TEST_PROVIDER_KEY' },
      closed: { base_url: 'http://127.0.0.1:1/v1', api_key: PROVIDER_KEY },
      impatient: {
        base_url: `${provider.url}/impatient`,
        first_byte_timeout: '200ms',
        idle_timeout: '200ms',
      },
    },
    routes: [
      {
        name: 'changed',
        system: INSTRUCTION,
        request_headers: {
          set: { 'x-gateway-token': '${env:TEST_HEADER_SECRET}', 'x-literal-token': HEADER_SECRET },
        },
        body: { set: { user: FIELD_SECRET } },
      },
    ],
    audit: { path: auditFile },
    log: { level: 'debug' },
  }),
  {
    TEST_LOCKLLM_KEY: 'llm-scan-key-7f3a91',
    TEST_PROVIDER_KEY: FROM_ENVIRONMENT,
    TEST_HEADER_SECRET: HEADER_SECRET,
  },
)
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const SECRETS = [
  PROVIDER_KEY,
  FROM_ENVIRONMENT,
  CLIENT_KEY,
  HEADER_SECRET,
  FIELD_SECRET,
  INSTRUCTION,
  QUERY_KEY,
  world.lockllm.apiKey,
  PROMPT,
  SECRET_KEY_NAME,
  ANSWER,
]
const ours: string[] = []
/** Resolved each time when an answer's head has come. */
let headSeen = Promise.withResolvers<void>()
const keys = { authorization: `Bearer ${CLIENT_KEY}`, 'x-api-key': CLIENT_KEY }

/** Sends a prompt and keeps what the proxy itself says about it: headers, and the body when it is an error of ours. */
async function send(provider: string, body: unknown, query = ''): Promise<number> {
  const response = await post(`${world.at(provider)}/chat/completions${query}`, body, keys)
  headSeen.resolve()
  headSeen = Promise.withResolvers()
  const headers = [...response.headers].filter(([name]) => !name.startsWith('x-echo-'))
  ours.push(headers.map((header) => header.join(': ')).join('\n'))
  const text = await Promise.resolve(response.text()).catch(() => '')
  if (response.status >= 400 && text.includes('"request_id"')) ours.push(text)
  return response.status
}

const prompt = (words = '') => chat(freshPrompt(`${PROMPT} ${words}`), { [SECRET_KEY_NAME]: PROMPT })

describe('after requests of every kind', () => {
  test('no output holds a secret', async () => {
    expect(await send('openai', prompt())).toBe(200)
    expect(world.provider.requests[0]?.header('x-gateway-token')).toBe(HEADER_SECRET)
    expect(world.provider.requests[0]?.body.toString()).toContain(FIELD_SECRET)
    expect(await send('anthropic', prompt())).toBe(404)
    expect(await send('openai', prompt('INJECT-ME'))).toBe(400)
    expect(await send('openai', prompt('POLICY-ME'))).toBe(403)
    expect(await send('echo', prompt(), `?key=${QUERY_KEY}&q=${PROMPT}`)).toBe(200)
    expect(await send('echo', prompt('INJECT-ME'), `?key=${QUERY_KEY}`)).toBe(400)
    expect(await send('closed', prompt())).toBe(502)
    expect(await send('openai', `{"say ${PROMPT}":1,"say ${PROMPT}":2}`)).toBe(400)
    expect(await send('openai', `{"messages":[{"content":"${PROMPT}`)).toBe(400)
    expect(await send('nobody', prompt())).toBe(404)
    expect(await send(`${PROMPT}`, prompt())).toBe(404)

    world.provider.answerNext(async (_request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write(`data: ${ANSWER}\n\n`)
      await headSeen.promise
      reply.close()
    })
    expect(await send('openai', prompt())).toBe(200)
    world.provider.answerNext((_request, reply) => reply.reset())
    expect(await send('openai', prompt())).toBe(502)
    world.provider.answerNext(async (request) => request.peerGone)
    expect(await send('impatient', prompt())).toBe(504)
    world.provider.answerNext(async (request, reply) => {
      await reply.stream(200, [['Content-Type', 'text/event-stream']])
      await reply.write(`data: ${ANSWER}\n\n`)
      await request.peerGone
    })
    expect(await send('impatient', prompt())).toBe(200)
    for (const fault of [FAULTS.status(500), FAULTS.status(401), FAULTS.html(), FAULTS.reset()]) {
      world.lockllm.failNext(fault)
      expect(await send('openai', prompt())).toBe(503)
    }
    const wrong = await post(`${world.at('openai')}/chat/completions`, prompt(), {
      ...keys,
      'x-lockllm-sensitivity': PROMPT,
    })
    expect(wrong.status).toBe(400)
    ours.push(await wrong.text())

    for (const path of ['/metrics', '/healthz', '/readyz']) {
      const answer = await fetch(`${world.proxy.adminUrl}${path}`)
      expect([path, answer.status]).toEqual([path, 200])
      ours.push(await answer.text())
    }
    expect(await world.proxy.stop()).toBe(0)

    const outputs = {
      answers: ours.join('\n'),
      stdout: world.proxy.stdout(),
      stderr: world.proxy.stderr(),
      audit: await readFile(auditFile, 'utf8'),
    }
    expect(outputs.audit.split('\n').length).toBeGreaterThan(8)
    expect(outputs.stdout.length).toBeGreaterThan(500)
    for (const [name, text] of Object.entries(outputs)) {
      // Lines, so that a failure shows where it leaks.
      const leaks = text.split('\n').filter((line) => SECRETS.some((secret) => appears(secret, line)))
      expect([name, leaks]).toEqual([name, []])
    }
  })
})

/** In clear, percent-encoded or as base64 (at each of the three alignments). */
function appears(secret: string, text: string): boolean {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(`${'\0'.repeat(shift)}${secret}`)
      .toString('base64')
      .slice(4, -4),
  )
  return [secret, encodeURIComponent(secret), ...base64].some((form) => text.includes(form))
}

test('`check` shows the configuration with its secrets masked', async () => {
  const file = join(folder, 'check.toml')
  await Bun.write(
    file,
    `[scan]\nengine = "lockllm"\n[scan.lockllm]\napi_key = "${world.lockllm.apiKey}"\n[providers.openai]\napi_key = "env:TEST_PROVIDER_KEY"\n`,
  )
  const check = Bun.spawn([await buildOnce(), 'check', '--config', file], {
    env: { PATH: process.env.PATH ?? '', TEST_PROVIDER_KEY: FROM_ENVIRONMENT },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [code, stdout, stderr] = await Promise.all([check.exited, check.stdout.text(), check.stderr.text()])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('openai')
  for (const secret of SECRETS) expect(stdout).not.toContain(secret)
})

test('a secret that cannot be read stops the start, and is not printed', async () => {
  const error = await rejection(
    startWorld({ providers: { openai: { api_key: 'env:TEST_MISSING_KEY' } } }, { OTHER: PROVIDER_KEY }),
  )
  expect(String(error)).toContain('TEST_MISSING_KEY')
  expect(String(error)).not.toContain(PROVIDER_KEY)
})
