/**
 * Scans whose answer is another text: with `pii_action = "strip"` or compression. The answer must be that to one
 * segment alone, so each segment that can be replaced is a call of its own, whole and without context; all others are
 * packed as usual. The price: an attack that is split over two replaceable segments is not seen as one.
 */

import type { Role, Segment } from '../prompt/segment.ts'
import type { Pipeline, PipelineReport } from './pipeline.ts'
import { rewrites, type ScanOptions } from './scanner.ts'

/** The API takes no longer text in one call. */
export const LONGEST_SINGLE_CHARS = 100_000

interface RewritingOptions {
  /** Packs segments into calls. */
  readonly packed: Pipeline
  /** Scans each segment by itself. */
  readonly single: Pipeline
  readonly compressionRoles: ReadonlySet<Role>
}

export function createRewritingPipeline({ packed, single, compressionRoles }: RewritingOptions): Pipeline {
  return async (segments, options) => {
    if (!rewrites(options)) return packed(segments, options)
    const { compression: _, compressionRate: __, ...uncompressed } = options
    const strips = options.piiAction === 'strip'
    const compressed: Segment[] = []
    const stripped: Segment[] = []
    const rest: Segment[] = []
    for (const segment of segments) {
      const isReplaceable = segment.place !== undefined && segment.text.length <= LONGEST_SINGLE_CHARS
      if (isReplaceable && options.compression && compressionRoles.has(segment.role)) compressed.push(segment)
      else if (isReplaceable && strips) stripped.push(segment)
      else rest.push(segment)
    }
    // What cannot be stripped is not to leave with personal information in it.
    const strict: ScanOptions = strips ? { ...uncompressed, piiAction: 'block' } : uncompressed
    const reports = await Promise.all([
      single(compressed, options),
      single(stripped, uncompressed),
      packed(rest, strict),
    ])
    return reports.reduce(joined)
  }
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
