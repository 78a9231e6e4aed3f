/** The scan of one request: the embedded engine stands in for what failed, and for nothing else. */

import { describe, expect, test } from 'bun:test'
import type { Segment } from '../../src/prompt/segment.ts'
import type { Pipeline, PipelineReport } from '../../src/scan/pipeline.ts'
import { createRequestScanner } from '../../src/scan/scan.ts'
import { ScanError, type ScanOptions } from '../../src/scan/scanner.ts'
import { OPTIONS, VERDICTS, WARN_ALL } from '../proxy/exchanges.ts'

const segments: Segment[] = ['a', 'b'].map((text) => ({ role: 'user', path: text, text }))
const [a, b] = segments.map((segment) => [segment])
const late = new ScanError('timeout', 'late')
const report = (more: Partial<PipelineReport> = {}): PipelineReport => ({
  scanned: [],
  failed: [],
  calls: 1,
  chars: 2,
  cacheHits: 3,
  sharedHits: 0,
  coalesced: 4,
  ...more,
})
const failing: Pipeline = async () =>
  report({
    scanned: [{ verdict: VERDICTS.safe, segments: a ?? [] }],
    failed: [{ segments: b ?? [], error: late }],
  })

function embedded(answer: PipelineReport) {
  const asked: { texts: string[]; only: string[]; options: ScanOptions }[] = []
  const textsOf = (list: Iterable<Segment>) => [...list].map(({ text }) => text)
  const pipeline: Pipeline = async (list, options, { only = [] } = {}) => {
    asked.push({ texts: textsOf(list), only: textsOf(only), options })
    return answer
  }
  return { pipeline, asked }
}

test('without a failure there is no stand-in', async () => {
  const { pipeline, asked } = embedded(report())
  const primary: Pipeline = async () => report({ scanned: [{ verdict: VERDICTS.safe, segments }] })
  const scan = createRequestScanner({
    configured: OPTIONS,
    primary,
    fallback: { pipeline, sensitivity: 'low' },
  })
  const result = await scan(segments, OPTIONS)
  expect(result).not.toHaveProperty('fallback')
  expect(result).not.toHaveProperty('error')
  expect(asked).toEqual([])
})

test('without a stand-in the first failure is the error', async () => {
  const result = await createRequestScanner({ configured: OPTIONS, primary: failing })(segments, OPTIONS)
  expect(result).toMatchObject({ error: late, calls: 1 })
  expect(result.scanned).toHaveLength(1)
})

test('only what failed is scanned again, after what stands before it, and the reason is told', async () => {
  const { pipeline, asked } = embedded(report({ scanned: [{ verdict: VERDICTS.local, segments: b ?? [] }] }))
  const scan = createRequestScanner({
    configured: OPTIONS,
    primary: failing,
    fallback: { pipeline, sensitivity: 'low' },
  })
  const options = { ...WARN_ALL, sensitivity: 'low' } as const
  const result = await scan(segments, options)
  expect(asked).toEqual([{ texts: ['a', 'b'], only: ['b'], options }])
  expect(result).toMatchObject({ fallback: 'timeout', calls: 1 })
  expect(result).not.toHaveProperty('error')
  expect(result.scanned.map(({ verdict }) => verdict.scanner)).toEqual(['lockllm', 'local'])
})

test('a seam that failed is no segment of the request, and is scanned all the same', async () => {
  const { pipeline, asked } = embedded(report())
  const seam: Segment = { role: 'user', path: 'a', text: 'seam' }
  const primary: Pipeline = async () => report({ failed: [{ segments: [seam], error: late }] })
  const scan = createRequestScanner({
    configured: OPTIONS,
    primary,
    fallback: { pipeline, sensitivity: 'low' },
  })
  await scan(segments, WARN_ALL)
  expect(asked).toMatchObject([{ texts: ['a', 'b', 'seam'], only: ['seam'] }])
})

test('a stand-in that fails too leaves an error', async () => {
  const broken = new ScanError('internal', 'the scanner failed')
  const { pipeline } = embedded(report({ failed: [{ segments: b ?? [], error: broken }] }))
  const scan = createRequestScanner({
    configured: OPTIONS,
    primary: failing,
    fallback: { pipeline, sensitivity: 'low' },
  })
  expect(await scan(segments, OPTIONS)).toMatchObject({ error: broken, fallback: 'timeout' })
})

test.each([
  ['piiAction', 'off', false],
  ['piiAction', 'allow_with_warning', false],
  ['piiAction', 'block', true],
  ['piiAction', 'strip', true],
  ['abuseAction', 'off', false],
  ['abuseAction', 'allow_with_warning', false],
  ['abuseAction', 'block', true],
  ['mode', 'normal', false],
  ['mode', 'policy_only', true],
] as const)('what the stand-in cannot see: %s %s, still an error: %p', async (name, action, isError) => {
  const { pipeline } = embedded(report({ scanned: [{ verdict: VERDICTS.local, segments: b ?? [] }] }))
  const scan = createRequestScanner({
    configured: OPTIONS,
    primary: failing,
    fallback: { pipeline, sensitivity: 'low' },
  })
  const options = { ...WARN_ALL, [name]: action }
  const result = await scan(segments, options)
  expect(result).toMatchObject({ fallback: 'timeout' })
  expect(result.scanned).toHaveLength(2)
  expect(result.error).toBe(isError ? late : undefined)
})

describe('the sensitivity of the stand-in', () => {
  test.each([
    // configured for LockLLM, for the embedded engine, asked for by the request, what the stand-in gets
    ['medium', 'medium', 'high', 'high'],
    ['low', 'low', 'medium', 'medium'],
    ['low', 'high', 'medium', 'high'],
    ['medium', 'low', 'medium', 'low'],
    ['high', 'low', 'high', 'low'],
    ['high', 'medium', 'low', 'medium'],
  ] as const)('%s and %s, asked for %s: %s', async (remote, local, asked, expected) => {
    const { pipeline, asked: calls } = embedded(report())
    const configured = { sensitivity: remote }
    const scan = createRequestScanner({
      configured,
      primary: failing,
      fallback: { pipeline, sensitivity: local },
    })
    await scan(segments, { ...OPTIONS, sensitivity: asked })
    expect(calls.map(({ options }) => options.sensitivity)).toEqual([expected])
  })
})
