/** The scan of one request: the configured scanner, and the embedded engine where that one fails and may be replaced. */

import type { Segment } from '../prompt/segment.ts'
import type { Pipeline } from './pipeline.ts'
import type { ScanReport } from './policy.ts'
import type { ScanOptions, Sensitivity } from './scanner.ts'

export interface RequestScannerOptions {
  readonly primary: Pipeline
  /** The embedded engine, with `scan.on_error = "local"`. */
  readonly fallback?: { readonly pipeline: Pipeline; readonly sensitivity: Sensitivity }
}

export type RequestScanner = (segments: readonly Segment[], options: ScanOptions) => Promise<ScanReport>

export function createRequestScanner({ primary, fallback }: RequestScannerOptions): RequestScanner {
  return async (segments, options) => {
    const report = await primary(segments, options)
    const [failure] = report.failed
    if (!failure) return report
    if (!fallback) return { ...report, error: failure.error }

    const unscanned = report.failed.flatMap(({ segments }) => segments)
    const second = await fallback.pipeline(unscanned, { ...options, sensitivity: fallback.sensitivity })
    const [secondFailure] = second.failed
    return {
      ...report,
      scanned: [...report.scanned, ...second.scanned],
      fallback: failure.error.reason,
      ...(secondFailure && { error: secondFailure.error }),
    }
  }
}
