/**
 * The scan of one request: the configured scanner, and the embedded engine where that one fails and may be replaced. It
 * stands in for injections, and for policies, which are always asked for and it does not know; but where policies are all
 * that is looked for, or personal information or abuse was named to be stopped, the request is then without a verdict.
 */

import type { Segment } from '../prompt/segment.ts'
import type { Pipeline, PipelineReport } from './pipeline.ts'
import type { ScanReport } from './policy.ts'
import { type ScanOptions, SENSITIVITIES, type Sensitivity } from './scanner.ts'

export interface RequestScannerOptions {
  readonly primary: Pipeline
  /** What the configuration asks for, to know what a client has raised. */
  readonly configured: Pick<ScanOptions, 'sensitivity'>
  /** The embedded engine, with `scan.on_error = "local"`. */
  readonly fallback?: { readonly pipeline: Pipeline; readonly sensitivity: Sensitivity }
}

/** Not a promise where all verdicts are remembered. */
export type RequestScanner = (
  segments: readonly Segment[],
  options: ScanOptions,
) => ScanReport | Promise<ScanReport>

export function createRequestScanner(parts: RequestScannerOptions): RequestScanner {
  const { primary, configured, fallback } = parts
  return (segments, options) => {
    const report = primary(segments, options)
    return report instanceof Promise ? completed(report, segments, options) : report
  }

  async function completed(
    pending: Promise<PipelineReport>,
    segments: readonly Segment[],
    options: ScanOptions,
  ): Promise<ScanReport> {
    const report = await pending
    const [failure] = report.failed
    if (!failure) return report
    if (!fallback) return { ...report, error: failure.error }

    // The engines' scales differ, so each has a sensitivity of its own; but what a client has raised, it has raised.
    const isRaised = isStricter(options.sensitivity, configured.sensitivity)
    const sensitivity =
      isRaised && isStricter(options.sensitivity, fallback.sensitivity)
        ? options.sensitivity
        : fallback.sensitivity
    const only = new Set(report.failed.flatMap(({ segments }) => segments))
    // The seams of rewriting.ts are no segments of the request.
    const all = [...new Set([...segments, ...only])]
    const second = await fallback.pipeline(all, { ...options, sensitivity }, { only })
    const [secondFailure] = second.failed
    const error = secondFailure?.error ?? (mustSeeMore(options) ? failure.error : undefined)
    return {
      ...report,
      scanned: [...report.scanned, ...second.scanned],
      fallback: failure.error.reason,
      ...(error && { error }),
    }
  }
}

const isStricter = (a: Sensitivity, b: Sensitivity): boolean =>
  SENSITIVITIES.indexOf(a) > SENSITIVITIES.indexOf(b)

/** Whether something is not to leave that the embedded engine, which knows injections alone, cannot see. */
const mustSeeMore = ({ mode, piiAction, abuseAction }: ScanOptions): boolean =>
  mode === 'policy_only' || piiAction === 'strip' || piiAction === 'block' || abuseAction === 'block'
