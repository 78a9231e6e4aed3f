/**
 * A LockLLM scan API on a loopback port: the true wire contract, verdicts by marker words, and faults on demand.
 * It records every scan, so that a test can say what was scanned and what was not.
 */

import { judge, scannerError } from './lockllm-verdicts.ts'
import { type HeaderList, headerValue } from './wire/http-message.ts'
import type { WireReply } from './wire/wire-reply.ts'
import { startWireServer, type WireRequest } from './wire/wire-server.ts'

export interface ScanCall {
  readonly input: string
  readonly headers: HeaderList
  header(name: string): string | undefined
}

/** Answers in place of a verdict; `verdict` sends the ordinary one. */
export type Fault = (reply: WireReply, verdict: () => Promise<void>, request: WireRequest) => Promise<void>

export interface FakeLockLLM extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, to be used as base URL. */
  readonly url: string
  readonly apiKey: string
  /** Every scan that came in, also those answered with a fault. */
  readonly calls: readonly ScanCall[]
  /** All the text that was scanned. */
  scannedText(): string
  /** The next calls meet these faults, one each. */
  failNext(...faults: Fault[]): void
  /** Every call meets this fault, until it is called with undefined. */
  failAlways(fault: Fault | undefined): void
  /** Forgets calls and faults. */
  reset(): void
}

const REQUEST_ID: (id: string) => HeaderList = (id) => [['X-Request-Id', id]]

/** Faults of the network, of the API and of whatever sits in front of it. */
export const FAULTS = {
  /** An error envelope with this status, as the API sends it. */
  status:
    (status: number, headers: HeaderList = []): Fault =>
    (reply) => {
      const { type, code } = ERROR_WORDS[status] ?? { type: 'api_error', code: 'internal_error' }
      return reply.json(
        status,
        scannerError(status, type, code, `Scan failed: ${code}`, 'req_fault').body,
        headers,
      )
    },
  rateLimited: (retryAfter: string): Fault => FAULTS.status(429, [['Retry-After', retryAfter]]),
  reset: (): Fault => async (reply) => reply.reset(),
  /** Closes after half of a promised body. */
  truncated: (): Fault => async (reply) => {
    await reply.head(200, [
      ['Content-Type', 'application/json'],
      ['Content-Length', '200'],
    ])
    await reply.raw('{"request_id":"req_fault","safe":tr')
    reply.close()
  },
  /** Broken JSON under a correct Content-Length. */
  brokenJson: (): Fault => (reply) =>
    reply.send(200, [['Content-Type', 'application/json']], '{"request_id":"req_fault","safe":tr'),
  html:
    (status = 200): Fault =>
    (reply) =>
      reply.send(status, [['Content-Type', 'text/html']], '<html><body>Bad gateway</body></html>'),
  /** Any JSON with status 200, e.g. one without `safe`. */
  answer:
    (body: unknown): Fault =>
    (reply) =>
      reply.json(200, body),
  /** The ordinary verdict, once the promise has resolved. */
  after:
    (released: Promise<unknown>): Fault =>
    async (_reply, verdict, request) => {
      await Promise.race([released, request.peerGone])
      await verdict()
    },
  /** Silence until the caller gives up. */
  silent: (): Fault => async (_reply, _verdict, request) => request.peerGone,
} as const

const ERROR_WORDS: Readonly<Record<number, { type: string; code: string }>> = {
  401: { type: 'authentication_error', code: 'unauthorized' },
  402: { type: 'lockllm_balance_error', code: 'insufficient_credits' },
  429: { type: 'rate_limit_error', code: 'rate_limited' },
}

/** Starts a fake LockLLM that accepts one API key. */
export async function startFakeLockLLM(apiKey = 'llm-scan-key-7f3a91'): Promise<FakeLockLLM> {
  const calls: ScanCall[] = []
  const queue: Fault[] = []
  let always: Fault | undefined
  let ids = 0

  const server = await startWireServer(async (request, reply) => {
    ids += 1
    const id = `req_fake_${ids}`
    const refuse = (status: number, type: string, code: string) =>
      reply.json(status, scannerError(status, type, code, `Refused: ${code}`, id).body, REQUEST_ID(id))

    if (request.method !== 'POST' || request.path !== '/v1/scan') {
      return refuse(404, 'not_found_error', 'not_found')
    }
    if (request.header('authorization') !== `Bearer ${apiKey}`) {
      return refuse(401, 'authentication_error', 'unauthorized')
    }
    const body = request.json() as { input?: unknown; inputs?: unknown; text?: unknown; sensitivity?: string }
    const input = body.input ?? body.inputs ?? body.text
    if (typeof input !== 'string' || input.length === 0 || input.length > 100_000) {
      return refuse(400, 'invalid_request_error', 'invalid_input')
    }
    calls.push({ input, headers: request.headers, header: (name) => headerValue(request.headers, name) })

    const answer = judge(input, request.headers, body.sensitivity, id)
    const verdict = () => reply.json(answer.status, answer.body, REQUEST_ID(id))
    const fault = queue.shift() ?? always
    await (fault ? fault(reply, verdict, request) : verdict())
  })

  return {
    url: server.url,
    apiKey,
    calls,
    scannedText: () => calls.map((call) => call.input).join('\n'),
    failNext: (...faults) => {
      queue.push(...faults)
    },
    failAlways: (fault) => {
      always = fault
    },
    reset: () => {
      calls.length = 0
      queue.length = 0
      always = undefined
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}
