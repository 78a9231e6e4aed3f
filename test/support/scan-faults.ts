/** Every way in which LockLLM fails, for tests and benches. */

import type { ScanErrorReason } from '../../src/scan/scanner.ts'
import { makeCertificates } from '../os/certificates.ts'
import { FAULTS, type Fault } from './fake-lockllm.ts'

/** A place that is no LockLLM. */
export interface NoLockLLM extends AsyncDisposable {
  /** For `scan.lockllm.base_url`. */
  readonly url: string
}

export interface ScanFault {
  readonly name: string
  /** What the fake LockLLM does, or who stands in its place. */
  readonly fault: Fault | (() => Promise<NoLockLLM>)
  /** Why there is no verdict, as metrics, headers and audit have it; where it depends on the resolver, one of several. */
  readonly reasons: readonly ScanErrorReason[]
  /** Attempts with one retry; undefined where nobody counts them. */
  readonly attempts?: number
}

const isFault = (fault: ScanFault['fault']): fault is Fault => fault.length > 0
/** The fault of the fake, if it is one. */
export const faultOf = ({ fault }: ScanFault): Fault | undefined => (isFault(fault) ? fault : undefined)
/** Who stands in LockLLM's place, if somebody does. */
export const standInOf = async ({ fault }: ScanFault): Promise<NoLockLLM | undefined> =>
  isFault(fault) ? undefined : fault()

const nowhere = (url: string) => async (): Promise<NoLockLLM> => ({
  url,
  [Symbol.asyncDispose]: async () => {},
})

/** A server with a certificate of a CA that nobody trusts. */
async function untrusted(): Promise<NoLockLLM> {
  const certificates = await makeCertificates()
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    tls: {
      cert: Bun.file(certificates.file('server.pem')),
      key: Bun.file(certificates.file('server-key.pem')),
    },
    fetch: () => Response.json({ request_id: 'r', safe: true, label: 0 }),
  })
  return {
    url: `https://127.0.0.1:${server.port}`,
    async [Symbol.asyncDispose]() {
      await server.stop(true)
      await certificates[Symbol.asyncDispose]()
    },
  }
}

/** A server that takes connections. @param says what it answers to whatever comes; nothing without it */
const bare = (says?: string) => async (): Promise<NoLockLLM> => {
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: { data: (socket) => void (says !== undefined && socket.end(says)) },
  })
  return {
    url: `https://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: async () => server.stop(true),
  }
}

const inAMinute: Fault = (reply, verdict, request) =>
  FAULTS.rateLimited(new Date(Date.now() + 60_000).toUTCString())(reply, verdict, request)

/** Bytes of an answer, one now and then, and no end. */
const trickle: Fault = async (reply, _verdict, request) => {
  await reply.stream(200, [['Content-Type', 'application/json']])
  await reply.write('{"request_id":"r","safe":true,')
  await request.peerGone
}

const withoutSafe = FAULTS.answer({ request_id: 'req_x', label: 0, sensitivity: 'medium' })

export const SCAN_FAULTS: readonly ScanFault[] = [
  { name: 'refused connection', fault: nowhere('http://127.0.0.1:1'), reasons: ['unreachable'] },
  {
    name: 'name without an address',
    fault: nowhere('http://lockllm.invalid'),
    reasons: ['unreachable', 'timeout'],
  },
  { name: 'certificate of nobody', fault: untrusted, reasons: ['unreachable'] },
  {
    name: 'no TLS where TLS should be',
    fault: bare('HTTP/1.1 400 Bad Request\r\n\r\n'),
    reasons: ['unreachable'],
  },
  { name: 'silent TLS', fault: bare(), reasons: ['timeout'] },
  { name: 'reset connection', fault: FAULTS.reset(), reasons: ['unreachable'], attempts: 2 },
  { name: 'silence', fault: FAULTS.silent(), reasons: ['timeout'], attempts: 1 },
  { name: 'an answer without an end', fault: trickle, reasons: ['timeout'], attempts: 1 },
  { name: '429', fault: FAULTS.status(429), reasons: ['rate_limited'], attempts: 2 },
  { name: '429, Retry-After: 0', fault: FAULTS.rateLimited('0'), reasons: ['rate_limited'], attempts: 2 },
  { name: '429, Retry-After: 60', fault: FAULTS.rateLimited('60'), reasons: ['rate_limited'], attempts: 1 },
  { name: '429, Retry-After: a date', fault: inAMinute, reasons: ['rate_limited'], attempts: 1 },
  { name: '500', fault: FAULTS.status(500), reasons: ['server_error'], attempts: 2 },
  { name: '503', fault: FAULTS.status(503), reasons: ['server_error'], attempts: 2 },
  { name: '502 with HTML', fault: FAULTS.html(502), reasons: ['server_error'], attempts: 2 },
  { name: '200 with HTML', fault: FAULTS.html(), reasons: ['bad_response'], attempts: 2 },
  { name: 'truncated JSON', fault: FAULTS.brokenJson(), reasons: ['bad_response'], attempts: 2 },
  { name: 'broken off JSON', fault: FAULTS.truncated(), reasons: ['unreachable'], attempts: 2 },
  { name: '200 without `safe`', fault: withoutSafe, reasons: ['bad_response'], attempts: 2 },
  {
    name: '`safe` as a string',
    fault: FAULTS.answer({ request_id: 'r', safe: 'true' }),
    reasons: ['bad_response'],
    attempts: 2,
  },
  {
    name: '`safe: null`',
    fault: FAULTS.answer({ request_id: 'r', safe: null }),
    reasons: ['bad_response'],
    attempts: 2,
  },
  { name: 'a list', fault: FAULTS.answer([]), reasons: ['bad_response'], attempts: 2 },
  { name: 'null', fault: FAULTS.answer(null), reasons: ['bad_response'], attempts: 2 },
  { name: '401', fault: FAULTS.status(401), reasons: ['unauthorized'], attempts: 1 },
  { name: '402', fault: FAULTS.status(402), reasons: ['insufficient_credits'], attempts: 1 },
]
