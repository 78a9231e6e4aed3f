/** Our errors, through the eyes of the vendors' SDKs. */

import { describe, expect, test } from 'bun:test'
import Anthropic from '@anthropic-ai/sdk'
import { LockLLM } from '@lockllm/sdk'
import OpenAI from 'openai'
import { ERRORS, type ErrorCode, errorResponse, ProxyError } from '../../src/proxy/errors.ts'
import { rejection } from '../support/client.ts'
import { parseError } from '../support/lockllm-sdk.ts'

const CODES = Object.keys(ERRORS) as ErrorCode[]
const ID = 'req_0123'
const answerTo = (code: ErrorCode, options?: ConstructorParameters<typeof ProxyError>[1]) =>
  errorResponse(new ProxyError(code, options), ID)
/** Puts an answer in the place of the network. */
const fetching = (code: ErrorCode) => async () => answerTo(code)

describe('the table', () => {
  // The contract: design.md, "HTTP".
  test.each([
    ['prompt_injection_detected', 400],
    ['abuse_detected', 400],
    ['policy_violation', 403],
    ['pii_detected', 403],
    ['invalid_json', 400],
    ['duplicate_json_key', 400],
    ['invalid_utf8', 400],
    ['invalid_host', 400],
    ['invalid_encoding', 400],
    ['unauthorized', 401],
    ['unknown_provider', 404],
    ['unknown_route', 404],
    ['body_too_large', 413],
    ['unsupported_encoding', 415],
    ['unscannable_request', 422],
    ['rate_limited', 429],
    ['provider_unreachable', 502],
    ['provider_timeout', 504],
    ['scan_unavailable', 503],
    ['draining', 503],
  ] as const)('%s is %d', (code, status) => {
    expect(ERRORS[code].status).toBe(status)
  })

  test('no finding has a status that SDKs retry: a blocked prompt is blocked again', () => {
    for (const [code, { status }] of Object.entries(ERRORS)) {
      if (/detected|violation/.test(code)) expect([408, 409, 429, 500, 502, 503, 504]).not.toContain(status)
    }
  })
})

describe.each(CODES)('%s', (code) => {
  const { status, type, message } = ERRORS[code]

  test('has the one envelope', async () => {
    const response = answerTo(code, { detail: 'More.', fields: { extra: [1] } })
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'request-id': ID,
      'x-lockllm-request-id': ID,
      'x-request-id': ID,
    })
    expect(await response.json()).toEqual({
      type: 'error',
      error: { type, code, message: `${message} More.`, request_id: ID, extra: [1] },
      request_id: ID,
    })
  })

  test('is read by the OpenAI SDK', async () => {
    const client = new OpenAI({ apiKey: 'k', maxRetries: 0, fetch: fetching(code) })
    const error = await rejection(client.chat.completions.create({ model: 'm', messages: [] }))
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error).toMatchObject({ status, code, type, requestID: ID })
    expect(error).toHaveProperty('message', `${status} ${message}`)
  })

  test('is read by the Anthropic SDK', async () => {
    const client = new Anthropic({ apiKey: 'k', maxRetries: 0, fetch: fetching(code) })
    const error = await rejection(client.messages.create({ model: 'm', max_tokens: 1, messages: [] }))
    expect(error).toBeInstanceOf(Anthropic.APIError)
    expect(error).toMatchObject({ status, error: { type: 'error', error: { type, code, message } } })
  })

  test('is read by the LockLLM SDK', async () => {
    const body: unknown = await answerTo(code).json()
    const error = parseError(body, ID)
    expect([error.message, error.requestId]).toEqual([message, ID])
  })
})

test.each([
  ['unauthorized', OpenAI.AuthenticationError, Anthropic.AuthenticationError],
  ['unknown_route', OpenAI.NotFoundError, Anthropic.NotFoundError],
  ['invalid_json', OpenAI.BadRequestError, Anthropic.BadRequestError],
  ['policy_violation', OpenAI.PermissionDeniedError, Anthropic.PermissionDeniedError],
  ['rate_limited', OpenAI.RateLimitError, Anthropic.RateLimitError],
  ['draining', OpenAI.InternalServerError, Anthropic.InternalServerError],
] as const)('%s raises the class that its users catch', async (code, openaiClass, anthropicClass) => {
  const openai = new OpenAI({ apiKey: 'k', maxRetries: 0, fetch: fetching(code) })
  expect(await rejection(openai.models.list())).toBeInstanceOf(openaiClass)
  const anthropic = new Anthropic({ apiKey: 'k', maxRetries: 0, fetch: fetching(code) })
  expect(await rejection(anthropic.models.list())).toBeInstanceOf(anthropicClass)
})

test('the typed errors of the LockLLM SDK are raised by a client that talks to us', async () => {
  using server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: () =>
      answerTo('prompt_injection_detected', { fields: { scan_result: { safe: false, label: 1 } } }),
  })
  const client = new LockLLM({ apiKey: 'k', baseURL: `http://127.0.0.1:${server.port}`, maxRetries: 0 })
  const error = await rejection(client.scan({ input: 'x' }))
  expect(error).toMatchObject({ name: 'PromptInjectionError', requestId: ID, scanResult: { safe: false } })
})

test.each([
  [0, '1'],
  [0.2, '1'],
  [1.2, '2'],
  [30, '30'],
])('Retry-After of %d s is sent as %s', (retryAfter, expected) => {
  expect(answerTo('scan_unavailable', { retryAfter }).headers.get('retry-after')).toBe(expected)
})

test('a cause is kept for the log and never sent', async () => {
  const cause = new Error('https://api.example/?key=secret')
  const error = new ProxyError('internal_error', { cause })
  expect(error.cause).toBe(cause)
  expect(await errorResponse(error, ID).text()).not.toContain('secret')
})
