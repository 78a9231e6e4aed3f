/**
 * The remote scanner: `POST {base_url}/v1/scan`. One scan has one time budget, in which it retries what may pass
 * (network, 429, 5xx) with exponential backoff and full jitter, and gives up at once on what will not (401, 402).
 * Contract: https://www.lockllm.com/docs
 */

import { createHash } from 'node:crypto'
import type { Secret } from '../config/secret.ts'
import type { Egress } from '../egress/egress.ts'
import { type Answer, bytesOf } from '../egress/http/answer.ts'
import { sendBy } from '../egress/http/client.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { parseVerdict } from './lockllm-verdict.ts'
import { ScanError, type ScanErrorReason, type Scanner, type ScanOptions, type Verdict } from './scanner.ts'

interface LockLLMOptions {
  readonly baseUrl: string
  readonly apiKey: Secret
  /** Budget of one scan in milliseconds, retries and waits included. */
  readonly timeoutMs: number
  /** Tries after the first. */
  readonly retries: number
  readonly breaker?: Breaker
  readonly egress: Egress
  readonly onAttempt?: (outcome: 'verdict' | ScanErrorReason, milliseconds: number) => void
  readonly onRetry?: () => void
}

/** First wait of the backoff in milliseconds; doubled with each try, then drawn from 0 to it ("full jitter"). */
const BACKOFF_MS = 100
/** The largest answer worth reading; a verdict has a few KB, a redacted text as much as the text. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024
const RETRIED: ReadonlySet<ScanErrorReason> = new Set([
  'unreachable',
  'rate_limited',
  'server_error',
  'bad_response',
])

export function lockllmScanner(options: LockLLMOptions): Scanner {
  const breaker = options.breaker ?? createBreaker()
  const key = options.apiKey.reveal()
  const api = { ...options, url: new URL(`${options.baseUrl.replace(/\/+$/, '')}/v1/scan`) }
  return {
    name: 'lockllm',
    fingerprint: `lockllm ${options.baseUrl} ${createHash('sha256').update(key).digest('base64url')}`,
    scan: (text, scanOptions, signal) =>
      breaker.run(async () => {
        const started = performance.now()
        const budget = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)])
        try {
          return await scanWithRetries(text, scanOptions, budget, api)
        } catch (error) {
          // The caller has waited elsewhere for most of its time: that is no fault of the API.
          const hadTime = performance.now() - started >= options.timeoutMs / 2
          if (hadTime || !(error instanceof ScanError) || error.reason !== 'timeout') throw error
          throw new ScanError('overloaded', 'the time for the scan was spent on waiting for a place', {
            cause: error,
          })
        }
      }),
  }
}

type Api = LockLLMOptions & { readonly url: URL }

async function scanWithRetries(
  text: string,
  scan: ScanOptions,
  signal: AbortSignal,
  options: Api,
): Promise<Verdict> {
  const deadline = performance.now() + options.timeoutMs
  for (let attempt = 0; ; attempt++) {
    const started = performance.now()
    try {
      const verdict = await attemptScan(text, scan, signal, options)
      options.onAttempt?.('verdict', performance.now() - started)
      return verdict
    } catch (cause) {
      const error = toScanError(cause, signal)
      options.onAttempt?.(error.reason, performance.now() - started)
      const wait = error.retryAfterMs ?? Math.random() * BACKOFF_MS * 2 ** attempt
      const remaining = deadline - performance.now()
      if (attempt >= options.retries || !RETRIED.has(error.reason) || wait >= remaining) throw error
      await sleep(wait, signal)
      options.onRetry?.()
    }
  }
}

async function attemptScan(
  text: string,
  scan: ScanOptions,
  signal: AbortSignal,
  { egress, url, apiKey, timeoutMs }: Api,
): Promise<Verdict> {
  const answer = await sendBy(egress, url, {
    method: 'POST',
    headers: new Headers(scanHeaders(scan, apiKey)),
    body: encoder.encode(JSON.stringify({ input: text })),
    signal,
    connectTimeoutMs: timeoutMs,
  })
  return parseVerdict(answer.status, answer.headers, await readAnswer(answer), scan)
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

function scanHeaders(scan: ScanOptions, apiKey: Secret): Record<string, string> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${apiKey.reveal()}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'lockllm-proxy',
    'x-lockllm-scan-mode': scan.mode,
    'x-lockllm-sensitivity': scan.sensitivity,
    'x-lockllm-scan-action': scan.action,
    'x-lockllm-policy-action': scan.policyAction,
  }
  if (scan.abuseAction !== 'off') headers['x-lockllm-abuse-action'] = scan.abuseAction
  if (scan.piiAction !== 'off') headers['x-lockllm-pii-action'] = scan.piiAction
  if (scan.compression !== undefined) headers['x-lockllm-compression'] = scan.compression
  if (scan.compressionRate !== undefined) headers['x-lockllm-compression-rate'] = String(scan.compressionRate)
  if (scan.chunk !== undefined) headers['x-lockllm-chunk'] = String(scan.chunk)
  return headers
}

async function readAnswer(answer: Answer): Promise<string> {
  const bytes = await bytesOf(answer, MAX_ANSWER_BYTES)
  if (!bytes) throw new ScanError('bad_response', 'the scan answer is too long')
  if (answer.headers.has('content-encoding'))
    throw new ScanError('bad_response', 'the scan answer is compressed, which we have not asked for')
  return decoder.decode(bytes)
}

function toScanError(cause: unknown, signal: AbortSignal): ScanError {
  if (cause instanceof ScanError) return cause
  if (signal.aborted) return new ScanError('timeout', 'no verdict within scan.lockllm.timeout', { cause })
  return new ScanError('unreachable', 'LockLLM could not be reached', { cause })
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer)
      reject(toScanError(signal.reason, signal))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }, milliseconds)
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
}
