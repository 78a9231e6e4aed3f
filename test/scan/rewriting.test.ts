/** Scans whose answer is another text: which segments are a call of their own, and what is remembered of the answer. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Role, Segment } from '../../src/prompt/segment.ts'
import { createKeyers, createVerdictCache } from '../../src/scan/cache.ts'
import { createPipeline, type Pipeline, type PipelineReport } from '../../src/scan/pipeline.ts'
import { decide } from '../../src/scan/policy.ts'
import { createRewritingPipeline } from '../../src/scan/rewriting.ts'
import type { ScanOptions, Verdict } from '../../src/scan/scanner.ts'
import type { SharedVerdicts } from '../../src/scan/shared/shared-verdicts.ts'
import { decodeVerdict, encodeVerdict } from '../../src/scan/shared/stored-verdict.ts'
import { OPTIONS, VERDICTS } from '../proxy/exchanges.ts'
import type { Judge } from './pipeline-scene.ts'

const STRIP: ScanOptions = { ...OPTIONS, piiAction: 'strip' }
const segment = (text: string, place: number | undefined, role: Role = 'user'): Segment =>
  place === undefined ? { role, path: text, text } : { role, path: text, text, place }

function scene() {
  const asked: [string, string[], ScanOptions][] = []
  const pipeline =
    (name: string): Pipeline =>
    async (segments, options) => {
      if (segments.length > 0) asked.push([name, segments.map(({ text }) => text), options])
      const scanned = segments.map((one) => ({ verdict: VERDICTS.safe, segments: [one] }))
      return { scanned, failed: [], calls: 1, chars: 2, cacheHits: 3, sharedHits: 4, coalesced: 5 }
    }
  const scan = createRewritingPipeline({
    packed: pipeline('packed'),
    single: pipeline('single'),
    compressionRoles: new Set<Role>(['document']),
    contextChars: 3,
    sideBySide: 4,
  })
  return { scan, asked }
}

/** The seams of these segments: whole texts up to six characters, the ends of longer ones. */
const SEAMS: [string, string[], ScanOptions] = [
  'packed',
  ['a', 'key', 'doc', 'xxx', 'xxx'],
  { ...OPTIONS, piiAction: 'off', abuseAction: 'off' },
]
const long = 'x'.repeat(100_001)
const SEGMENTS = [segment('a', 2), segment('key', undefined), segment('doc', 4, 'document'), segment(long, 6)]

test('without a wish to rewrite, all is packed', async () => {
  const { scan, asked } = scene()
  await scan(SEGMENTS, OPTIONS)
  expect(asked).toEqual([['packed', ['a', 'key', 'doc', long], OPTIONS]])
})

test('strip: what can be replaced goes alone, and the rest must not have any', async () => {
  const { scan, asked } = scene()
  const report = await scan(SEGMENTS, STRIP)
  expect(asked).toEqual([
    SEAMS,
    ['single', ['a', 'doc'], STRIP],
    ['packed', ['key', long], { ...STRIP, piiAction: 'block' }],
  ])
  expect(report.scanned).toHaveLength(4)
  expect(report).toMatchObject({ calls: 4, chars: 8, cacheHits: 12, sharedHits: 16, coalesced: 20 })
})

test('what repeats other texts is looked through for injections alone, with the seams', async () => {
  const { scan, asked } = scene()
  await scan([{ ...segment('name Alice', undefined), repeats: true }, segment('Alice', 2)], STRIP)
  expect(asked).toEqual([
    ['packed', ['name Alice', 'nam', 'ice', 'Alice'], { ...OPTIONS, piiAction: 'off', abuseAction: 'off' }],
    ['single', ['Alice'], STRIP],
  ])
})

test('blanks are packed', async () => {
  const { scan, asked } = scene()
  await scan([segment('a', 2), segment(' ', 4), segment('\n', 6)], STRIP)
  expect(asked.slice(1)).toEqual([
    ['single', ['a'], STRIP],
    ['packed', [' ', '\n'], { ...STRIP, piiAction: 'block' }],
  ])
})

test('compression: only of the chosen roles, and nobody else pays for it', async () => {
  const { scan, asked } = scene()
  const options: ScanOptions = { ...OPTIONS, compression: 'compact', compressionRate: 0.4 }
  await scan(SEGMENTS, options)
  expect(asked).toEqual([SEAMS, ['single', ['doc'], options], ['packed', ['a', 'key', long], OPTIONS]])
})

test('both', async () => {
  const { scan, asked } = scene()
  const options: ScanOptions = { ...STRIP, compression: 'toon' }
  await scan(SEGMENTS, options)
  expect(asked).toEqual([
    SEAMS,
    ['single', ['doc'], options],
    ['single', ['a'], STRIP],
    ['packed', ['key', long], { ...STRIP, piiAction: 'block' }],
  ])
})

test.each([
  ['one text', [segment('alone', 2)], [['single', ['alone'], STRIP]]],
  [
    'texts that are packed anyway',
    [segment('key', undefined), segment('other', undefined)],
    [['packed', ['key', 'other'], { ...STRIP, piiAction: 'block' }]],
  ],
] as const)('%s: no seams', async (_what, segments, calls) => {
  const { scan, asked } = scene()
  await scan(segments, STRIP)
  expect(asked).toEqual(calls as never)
})

describe('an attack', () => {
  const MARKER = 'IGNORE-ALL-RULES'
  const judge: Judge = (text) =>
    text.replaceAll('\n', '').includes(MARKER) ? VERDICTS.injection : VERDICTS.safe
  const CONTEXT_CHARS = 20
  /** The true pipelines, as src/scan/compose.ts puts them together. */
  const rewriting = () => {
    const calls: string[] = []
    const common = {
      scanner: {
        name: 'lockllm',
        fingerprint: 'f',
        async scan(text: string) {
          calls.push(text)
          return judge(text)
        },
      },
      cache: createVerdictCache({ ttlMs: 60_000, maxBytes: 1e6 }),
      keyers: createKeyers(new Uint8Array(32)),
      windowChars: 1000,
      locate: false,
      signal: new AbortController().signal,
    } as const
    const scan = createRewritingPipeline({
      packed: createPipeline({ ...common, packChars: 1000, contextChars: CONTEXT_CHARS }),
      single: createPipeline({ ...common, packChars: 0, contextChars: 0 }),
      compressionRoles: new Set<Role>(),
      contextChars: CONTEXT_CHARS,
      sideBySide: 4,
    })
    return { scan, calls }
  }
  const paths = (report: PipelineReport) => decide(report, STRIP, 'block').flagged.map(({ path }) => path)

  test('that is split over two texts is seen, at any place, whatever of it was seen before', async () => {
    const lengths = fc.nat({ max: 300 })
    const cut = fc.integer({ min: 1, max: MARKER.length - 1 })
    await fc.assert(
      fc.asyncProperty(lengths, lengths, cut, fc.boolean(), async (ahead, behind, at, isKnown) => {
        const { scan } = rewriting()
        const filler = (length: number) => 'lorem ipsum '.repeat(length).slice(0, length)
        const first = segment(`${filler(ahead)}${MARKER.slice(0, at)}`, 2)
        const second = segment(`${MARKER.slice(at)}${filler(behind)}`, 4)
        if (isKnown) expect(paths(await scan([segment('hello', 0), first], STRIP))).toEqual([])
        const pair = [segment('hello', 0), first, second]
        expect(paths(await scan(pair, STRIP))).toContain(second.path)
        expect(paths(await scan(pair, STRIP))).toContain(second.path)
      }),
      { numRuns: 30 },
    )
  })

  test('in one text is blamed on that text alone', async () => {
    const { scan } = rewriting()
    const report = await scan([segment('hello', 0), segment(MARKER, 2), segment('bye', 4)], STRIP)
    expect(paths(report)).toEqual([MARKER])
  })

  test('costs one call more for each turn of a conversation', async () => {
    const { scan, calls } = rewriting()
    const turns: Segment[] = []
    for (let turn = 0; turn < 10; turn++) {
      turns.push(segment(`question ${turn}`, 4 * turn), segment(`answer ${turn}`, 4 * turn + 2))
      const before = calls.length
      await scan(turns, STRIP)
      expect(calls.length - before).toBe(3)
    }
  })
})

const costs = { calls: 1, chars: 1, cacheHits: 0, sharedHits: 0, coalesced: 0 }
test.each([
  ['with its redaction', 2, 'redacted', 'strip', 'warn'],
  ['without a place', undefined, 'redacted', 'strip', 'block'],
  ['without a redaction', 2, undefined, 'strip', 'block'],
  ['that is to be blocked', 2, 'redacted', 'block', 'block'],
  ['that is to be warned about', undefined, undefined, 'allow_with_warning', 'warn'],
] as const)('a finding %s', (_what, place, redacted, piiAction, action) => {
  const verdict: Verdict = redacted === undefined ? VERDICTS.pii : { ...VERDICTS.pii, rewrite: { redacted } }
  const report = { ...costs, scanned: [{ verdict, segments: [segment('a', 8), segment('a', place)] }] }
  expect(decide(report, { ...OPTIONS, piiAction }, 'allow')).toMatchObject({
    action,
    codes: ['pii_detected'],
  })
})

test('another text than came stays in memory, and is accounted for', () => {
  const stored: string[] = []
  const shared: SharedVerdicts = {
    lookUp: async () => new Map(),
    store: (key) => void stored.push(key),
    isUp: () => true,
    connected: async () => {},
    stored: async () => {},
    close() {},
  }
  const cache = createVerdictCache({ ttlMs: 1000, maxBytes: 1e6, shared })
  const rewrite = { compressed: { method: 'toon', text: 'z'.repeat(5000) } }
  cache.set('compressed', { ...VERDICTS.safe, rewrite })
  cache.set('redacted', { ...VERDICTS.pii, rewrite: { redacted: 'z'.repeat(5000) } })
  cache.set('plain', VERDICTS.pii)
  expect(stored).toEqual(['plain'])
  expect(cache.get('compressed')?.rewrite).toEqual(rewrite)
  expect(cache.size().bytes).toBeGreaterThan(20_000)
})

test('no other text is in a value for Redis, whoever stores it', () => {
  const secret = new Uint8Array(32)
  const verdict: Verdict = { ...VERDICTS.pii, rewrite: { redacted: 'call [PHONE] about the merger' } }
  const value = encodeVerdict('k', { verdict, expiresAt: Date.now() + 1000 }, secret)
  expect(value).not.toContain('merger')
  expect(decodeVerdict('k', value, secret, Date.now())?.verdict).toEqual(VERDICTS.pii)
})

test('verdicts with and without another text have different keys', () => {
  const keyer = createKeyers(new Uint8Array(32))
  const scanner = { name: 'lockllm', fingerprint: 'f', scan: async () => VERDICTS.safe } as const
  const variants: ScanOptions[] = [
    OPTIONS,
    STRIP,
    { ...OPTIONS, compression: 'toon' },
    { ...OPTIONS, compression: 'compact' },
    { ...OPTIONS, compression: 'compact', compressionRate: 0.5 },
  ]
  expect(new Set(variants.map((options) => keyer(scanner, options)('text'))).size).toBe(variants.length)
})
