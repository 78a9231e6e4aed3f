/** All that is known of one request, from its arrival to the last byte of its answer. Logs, audit and metrics read it. */

import type { Secret } from '../config/secret.ts'
import type { Rewritable } from '../prompt/rewrite.ts'
import type { Segment } from '../prompt/segment.ts'
import type { Decision, ScanReport } from '../scan/policy.ts'
import type { ScanOptions } from '../scan/scanner.ts'
import type { Access } from './clients/access.ts'
import type { ErrorCode } from './errors.ts'

export interface Client {
  /** Address of the peer, or of the client that a trusted proxy names; `unix` for a unix socket. */
  readonly address: string
  /** Of the configuration, or of a token; undefined where nobody has to show a key. */
  readonly name?: string
  /** Which of its keys: the beginning of the hash, or `jwt`. */
  readonly keyId?: string
  /** What it may use: every one of them must allow a request. */
  readonly access?: readonly Access[]
  /** What it showed to us, which must not leave. */
  readonly credentials?: readonly Secret[]
}

export interface CompressionSummary {
  readonly method: string
  /** Whether any text was sent compressed. */
  readonly applied: boolean
  /** Characters sent for each that came, of the texts that were compressed. */
  readonly ratio: number
}

/** How an exchange ended, seen from the client. */
export type Outcome =
  /** The answer was sent whole. */
  | 'complete'
  /** The client left before the answer was whole. */
  | 'client_gone'
  /** The upstream broke off or went silent in the middle of the answer. */
  | 'upstream_broken'
  /** The proxy ended the answer at the end of its drain time. */
  | 'cut'

export interface Exchange {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** `performance.now()` at the arrival; all durations count from here. */
  readonly startedTick: number
  readonly method: string
  client: Client
  /** Path of the request without its query, which may carry a key. */
  path?: string
  provider?: string
  /** Name of the endpoint format, e.g. `openai-chat`. */
  endpoint?: string
  model?: string
  /** Name of the route that fits; undefined where none does. */
  route?: string
  /** The model that the provider is asked for, where a route gives it another name. */
  upstreamModel?: string
  /** Targets that were tried before the one that answered, each with its failure. */
  tried?: string[]
  /** Bytes of the request body as it came. */
  requestBytes: number
  /** What the configuration and the client ask for. */
  scanOptions: ScanOptions
  /** What is scanned; empty again once that is done (`forgetTexts`). */
  segments: readonly Segment[]
  /** How many there were, and characters of all of them. */
  segmentCount: number
  inputChars: number
  /** How to put other texts in the place of segments, when the scan asks for that. */
  rewritable?: Rewritable
  /** What was put in the place of compressed texts. */
  compression?: CompressionSummary
  /** Whether a part of the body could not be read as text, and was let pass. */
  unscannable: boolean
  report?: ScanReport
  decision?: Decision
  /** Milliseconds that the scan took, the cache included. */
  scanMs?: number
  /** Milliseconds from sending to the upstream's response headers, tries that failed included. */
  upstreamMs?: number
  status?: number
  /** The limit that refused it. */
  limit?: string
  /** What the answer cost, where a limit counts tokens. */
  tokens?: number
  /** Code of the error that we answered with. */
  error?: ErrorCode
  /** What lies behind `error`, for the log: never sent to the client. */
  cause?: unknown
  responseBytes: number
  /** Of a WebSocket session: what became of the client's events. */
  events?: { readonly relayed: number; readonly refused: number }
  /** Whether the audit log has a record of it. */
  audited?: boolean
  /** Milliseconds until the last byte of the answer. */
  totalMs?: number
  outcome?: Outcome
}

/** Of one id at a time. */
const randomness = new Uint8Array(16)

export function beginExchange(method: string, client: Client, scanOptions: ScanOptions): Exchange {
  return {
    id: `req_${crypto.getRandomValues(randomness).toHex()}`,
    startedAt: Date.now(),
    startedTick: performance.now(),
    method,
    client,
    requestBytes: 0,
    scanOptions,
    segments: [],
    segmentCount: 0,
    inputChars: 0,
    unscannable: false,
    responseBytes: 0,
  }
}

export function noteSegments(exchange: Exchange, segments: readonly Segment[]): void {
  exchange.segments = segments
  exchange.segmentCount = segments.length
  exchange.inputChars = 0
  for (const { text } of segments) exchange.inputChars += text.length
}

/**
 * For a request that is judged and on its way: an answer may take minutes, and thousands of them the memory of all that
 * was asked. What was flagged stays, for those who are told at the end.
 */
export function forgetTexts(exchange: Exchange): void {
  exchange.segments = []
  if (exchange.rewritable) delete exchange.rewritable
  if (exchange.report) exchange.report = { ...exchange.report, scanned: [] }
}
