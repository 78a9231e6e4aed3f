/**
 * Scans whose answer is another text: with `pii_action = "strip"` or compression. The answer must be that to one
 * segment alone, so each segment that can be replaced is a call of its own, whole and without context; all others are
 * packed as usual. An attack that is split over two segments is in none of these calls whole: so the seams, the ends and
 * beginnings of neighbours, are packed and scanned once more. The price is one call for all new seams of a request.
 */

import type { Role, Segment } from '../prompt/segment.ts'
import { createTurns } from './calls.ts'
import { encodedSegments } from './decoded.ts'
import { headOf, tailOf } from './pack.ts'
import type { Pipeline, PipelineReport } from './pipeline.ts'
import { accountsFor, rewrites, type ScanOptions } from './scanner.ts'

/** The API takes no longer text in one call. */
export const LONGEST_SINGLE_CHARS = 100_000

interface RewritingOptions {
  /** Packs segments into calls. */
  readonly packed: Pipeline
  /** Scans each segment by itself. */
  readonly single: Pipeline
  readonly compressionRoles: ReadonlySet<Role>
  /** Characters on each side of a seam; 0 scans none. */
  readonly contextChars: number
  /** Calls of one request that may be under way, or wait for a place of the process, at once. */
  readonly sideBySide: number
}

export function createRewritingPipeline(parts: RewritingOptions): Pipeline {
  const { packed, single, compressionRoles, contextChars, sideBySide } = parts
  return (segments, options) => (rewrites(options) ? rewriting(segments, options) : packed(segments, options))

  async function rewriting(segments: readonly Segment[], options: ScanOptions): Promise<PipelineReport> {
    const { compression: _, compressionRate: __, ...uncompressed } = options
    const strips = options.piiAction === 'strip'
    const compressed: Segment[] = []
    const stripped: Segment[] = []
    const rest: Segment[] = []
    const repeats: Segment[] = []
    for (const segment of segments) {
      const isReplaceable =
        segment.place !== undefined && segment.text.length <= LONGEST_SINGLE_CHARS && isText(segment.text)
      if (isReplaceable && options.compression && compressionRoles.has(segment.role)) compressed.push(segment)
      else if (isReplaceable && strips) stripped.push(segment)
      else if (segment.repeats) repeats.push(segment)
      else rest.push(segment)
    }
    // The answer to a call of its own is that to the text as it stands.
    const encoded = encodedSegments([...compressed, ...stripped])
    // What cannot be stripped is not to leave with personal information in it.
    const strict: ScanOptions = strips ? { ...uncompressed, piiAction: 'block' } : uncompressed
    // A piece of a text is neither to be stripped nor a flood.
    const seamOptions: ScanOptions = { ...uncompressed, piiAction: 'off', abuseAction: 'off' }
    const isApart = segments.length > 1 && rest.length < segments.length
    const turns = createTurns(sideBySide)
    const [seams, ...reports] = await Promise.all([
      packed(isApart ? [...repeats, ...seamsOf(segments, contextChars)] : repeats, seamOptions, { turns }),
      single(compressed, options, { turns }),
      single(stripped, uncompressed, { turns }),
      packed([...rest, ...encoded], strict, { turns }),
    ])
    return joined(reports.reduce(joined), unexplained(seams, reports))
  }
}

/** Blanks are not worth a call of their own. */
const isText = (text: string): boolean => /\S/.test(text)

/** The edges of all segments in their order; of a short one all of it. They have no place: nobody replaces them. */
function seamsOf(segments: readonly Segment[], chars: number): Segment[] {
  if (chars === 0) return []
  return segments.flatMap(({ role, path, text }) =>
    (text.length <= 2 * chars ? [text] : [headOf(text, chars), tailOf(text, chars)]).map((edge) => ({
      role,
      path,
      text: edge,
    })),
  )
}

/** Without what the seams show of a text that was found guilty by itself, which says more exactly where. */
function unexplained(seams: PipelineReport, others: readonly PipelineReport[]): PipelineReport {
  const known = others.flatMap(({ scanned }) => scanned.map(({ verdict }) => verdict))
  return { ...seams, scanned: seams.scanned.filter(({ verdict }) => !accountsFor(known, verdict)) }
}

const joined = (a: PipelineReport, b: PipelineReport): PipelineReport => ({
  scanned: a.scanned.concat(b.scanned),
  failed: a.failed.concat(b.failed),
  calls: a.calls + b.calls,
  chars: a.chars + b.chars,
  cacheHits: a.cacheHits + b.cacheHits,
  sharedHits: a.sharedHits + b.sharedHits,
  coalesced: a.coalesced + b.coalesced,
})
