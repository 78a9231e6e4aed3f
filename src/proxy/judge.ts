/** The middle of the request path: what of a request is text, what the scanner says of it, and what follows. */

import type { Endpoint } from '../prompt/endpoint.ts'
import { type Extracted, extract } from '../prompt/extract.ts'
import type { Piece } from '../prompt/piece.ts'
import type { Role, Segment } from '../prompt/segment.ts'
import { isToken } from '../prompt/token.ts'
import { type Decision, decide, type ScanReport } from '../scan/policy.ts'
import type { ScanProfile } from '../scan/profile.ts'
import { rewrites } from '../scan/scanner.ts'
import { ProxyError } from './errors.ts'
import { type Exchange, noteSegments } from './exchange.ts'
import { segmentsOfHeaders } from './header-text.ts'
import { modelInPath } from './routes/model.ts'
import { segmentsOfTarget } from './target.ts'

export type JudgeOptions = Omit<ScanProfile, 'timing' | 'clientHeaders' | 'scanOptions'>

/** While it is not known which profile counts, nothing is refused. */
export const NOT_YET = { unscannable: 'allow', references: 'allow' } as const

interface Material {
  readonly url: URL
  readonly upstream: URL
  /** As the client sent them. */
  readonly headers: Headers
  /** Decoded bytes; undefined without a body. */
  readonly body: Uint8Array | undefined
  readonly contentType: string | null
  readonly endpoint: Endpoint
  readonly piece?: Piece | undefined
}

/** Paths that an error names. */
const MAX_PATHS = 5
const NOTHING_TO_SCAN: Decision = { action: 'allow', codes: [], scanned: true, flagged: [] }

/**
 * Finds what is to be scanned and notes it in the exchange. After it a request may be forwarded (`timing = "during"`).
 * @returns every model that the request names
 * @throws {ProxyError} for a body that cannot be read, or that must not leave because it cannot be scanned
 */
export function findText(exchange: Exchange, material: Material, options: JudgeOptions): readonly string[] {
  const extracted = readText(material, options, rewrites(exchange.scanOptions))
  const before = segmentsOfTarget(material.url).concat(segmentsOfHeaders(material.headers))
  const segments = before.length === 0 ? extracted.segments : before.concat(extracted.segments)
  const inPath = namedInPath(material.upstream.pathname)
  const isInPath = inPath !== undefined && (MODEL_IN_PATH.has(material.endpoint.format) || inPath.decides)
  const model = isInPath ? inPath.name : (extracted.model ?? inPath?.name)
  if (model !== undefined) exchange.model = model
  const { trustedRoles } = options
  noteSegments(exchange, trustedRoles.size === 0 ? segments : withoutRoles(segments, trustedRoles))
  if (extracted.rewritable) exchange.rewritable = extracted.rewritable
  exchange.unscannable = (extracted.unscannable?.length ?? 0) > 0
  if (inPath !== undefined) return [...(extracted.models ?? []), inPath.name]
  return MODEL_IN_PATH.has(material.endpoint.format) ? [] : (extracted.models ?? [])
}

const withoutRoles = (segments: readonly Segment[], roles: ReadonlySet<Role>): Segment[] =>
  segments.filter(({ role }) => !roles.has(role))

/** Never rejects for want of a verdict: that is a decision too. @returns a promise only where there is something to wait for */
export function judge(exchange: Exchange, options: JudgeOptions): Decision | Promise<Decision> {
  const { segments, scanOptions } = exchange
  const started = performance.now()
  const report = segments.length > 0 ? options.scan(segments, scanOptions) : undefined
  return report instanceof Promise
    ? decideLate(report, exchange, options, started)
    : decideOn(report, exchange, options, started)
}

async function decideLate(
  report: Promise<ScanReport>,
  exchange: Exchange,
  options: JudgeOptions,
  started: number,
): Promise<Decision> {
  return decideOn(await report, exchange, options, started)
}

/** @param started when the scan began, as `performance.now()` */
function decideOn(
  report: ScanReport | undefined,
  exchange: Exchange,
  options: JudgeOptions,
  started: number,
): Decision {
  const { scanOptions } = exchange
  exchange.scanMs = performance.now() - started
  if (report) exchange.report = report
  const decision = report ? decide(report, scanOptions, options.onError) : NOTHING_TO_SCAN
  exchange.decision = exchange.unscannable
    ? { ...decision, scanned: false, unscannedReason: decision.unscannedReason ?? 'unscannable' }
    : decision
  return exchange.decision
}

/** @throws {ProxyError} for a body that cannot be read, or refers to what cannot be seen while that is not allowed */
export function readText(
  { body, contentType, endpoint, piece }: Pick<Material, 'body' | 'contentType' | 'endpoint' | 'piece'>,
  { unscannable, references }: JudgeOptions,
  rewritable: boolean,
): Extracted {
  if (!body) return { segments: [], references: [], unscannable: [] }
  const extracted = extract(body, contentType, endpoint, { unscannable, rewritable, piece })
  if (references === 'block' && extracted.references.length > 0) {
    const paths = extracted.references.slice(0, MAX_PATHS)
    const detail = `scan.references = "block" forbids what is at ${paths.join(', ')}.`
    throw new ProxyError('unscannable_request', { detail, fields: { paths } })
  }
  return extracted
}

/** Formats in which a model that the body names is not the one that answers. */
const MODEL_IN_PATH = new Set(['gemini', 'google-predict', 'bedrock-converse', 'bedrock-invoke'])

/** It goes to headers and the log, where a prompt must not. */
function namedInPath(path: string): ReturnType<typeof modelInPath> {
  const model = modelInPath(path)
  return model && isToken(model.name) ? model : undefined
}
