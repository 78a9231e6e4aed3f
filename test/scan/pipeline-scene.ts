/** The scene of the pipeline's tests. */

import type { Segment } from '../../src/prompt/segment.ts'
import { createKeyers, createVerdictCache } from '../../src/scan/cache.ts'
import { createPipeline, type PipelineOptions, type PipelineReport } from '../../src/scan/pipeline.ts'
import { decide } from '../../src/scan/policy.ts'
import type { ScanOptions, Verdict } from '../../src/scan/scanner.ts'
import { OPTIONS, VERDICTS } from '../proxy/exchanges.ts'

export type Judge = (text: string) => Verdict | Promise<Verdict>

/** Marker words decide, as in the fake LockLLM. */
export const byMarker: Judge = (text) => ({
  ...VERDICTS.safe,
  ...(text.includes('PII') && { pii: VERDICTS.pii.pii }),
  ...(/INJECT/.test(text) && VERDICTS.injection),
})

export interface Given extends Partial<PipelineOptions> {
  readonly judge?: Judge
  readonly ttlMs?: number
}

/** A pipeline before a scanner in the test's hands, and the texts that it was called with. */
export function scene({ judge = byMarker, ttlMs = 60_000, ...more }: Given = {}) {
  const calls: string[] = []
  const pipeline = createPipeline({
    scanner: {
      name: 'lockllm',
      fingerprint: 'fake',
      async scan(text) {
        calls.push(text)
        await Bun.sleep(1)
        return judge(text)
      },
    },
    cache: createVerdictCache({ ttlMs, maxBytes: 1e6 }),
    keyers: createKeyers(new Uint8Array(32)),
    packChars: 1000,
    windowChars: 1000,
    contextChars: 0,
    locate: false,
    signal: new AbortController().signal,
    ...more,
  })
  const scan = async (texts: readonly string[], options: ScanOptions = OPTIONS) =>
    pipeline(
      texts.map((text, index): Segment => ({ role: 'user', path: `messages[${index}]`, text })),
      options,
    )
  return { scan, calls }
}

export const pathsOf = (list: PipelineReport['scanned'] | PipelineReport['failed']) =>
  list.flatMap(({ segments }) => segments.map(({ path }) => path)).toSorted()
/** Where the policy finds something, with every action on. */
export const flaggedPaths = (report: PipelineReport) =>
  decide({ ...report }, OPTIONS, 'block')
    .flagged.map(({ path }) => path)
    .toSorted()
