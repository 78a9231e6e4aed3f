/** From segments to verdicts: how many calls it costs, and that no finding and no failure gets lost on the way. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createKeyers, createVerdictCache } from '../../src/scan/cache.ts'
import { createLimiter } from '../../src/scan/limiter.ts'
import { createPipeline } from '../../src/scan/pipeline.ts'
import { ScanError, type Verdict } from '../../src/scan/scanner.ts'
import { OPTIONS, VERDICTS } from '../proxy/exchanges.ts'
import { byMarker, flaggedPaths, type Judge, pathsOf, scene } from './pipeline-scene.ts'

describe('what a scan costs', () => {
  test('several segments are one call', async () => {
    const { scan, calls } = scene()
    const report = await scan(['one', 'two', 'three'])
    expect(calls).toEqual(['one\n\ntwo\n\nthree'])
    expect(report).toMatchObject({ calls: 1, chars: 15, cacheHits: 0, coalesced: 0, failed: [] })
    expect(pathsOf(report.scanned)).toEqual(['messages[0]', 'messages[1]', 'messages[2]'])
  })

  test('what is known is not scanned again', async () => {
    const { scan, calls } = scene()
    await scan(['one', 'two'])
    const report = await scan(['two', 'three', 'one'])
    expect(calls).toEqual(['one\n\ntwo', 'three'])
    expect(report).toMatchObject({ calls: 1, cacheHits: 2 })
    expect(pathsOf(report.scanned)).toHaveLength(3)
    expect((await scan(['one', 'two', 'three'])).calls).toBe(0)
  })

  test('equal texts are scanned once, and all their segments have the verdict', async () => {
    const { scan, calls } = scene()
    const report = await scan(['same', 'INJECT', 'same', 'same'])
    expect(calls).toEqual(['same\n\nINJECT'])
    expect(pathsOf(report.scanned)).toHaveLength(4)
  })

  test('a conversation of N turns costs N calls over its new text alone', async () => {
    const { scan, calls } = scene({ contextChars: 10 })
    const turns: string[] = []
    for (let turn = 0; turn < 20; turn++) {
      turns.push(`question ${turn}`, `answer ${turn}`)
      await scan(turns)
    }
    expect(calls).toHaveLength(20)
    expect(Math.max(...calls.map((text) => text.length))).toBeLessThan(60)
  })

  test('a long text is scanned in windows', async () => {
    const { scan, calls } = scene({ packChars: 100, windowChars: 100 })
    const text = Array.from({ length: 100 }, (_, index) => `w${index}`).join(' ')
    const report = await scan([text])
    expect(report.calls).toBe(calls.length)
    for (const word of text.split(' ')) expect(calls.some((call) => call.includes(word))).toBe(true)
  })

  test('packChars 0 scans each unit by itself', async () => {
    const { scan, calls } = scene({ packChars: 0 })
    await scan(['a', 'b', 'a'])
    expect(calls).toEqual(['a', 'b'])
  })
})

describe('requests at the same time', () => {
  test.each([
    ['on', 60_000, ['hello', 'you']],
    ['off', 0, ['hello', 'you']],
    ['on', 60_000, ['INJECT', 'you']],
    ['off', 0, ['INJECT', 'you']],
  ])('500 equal ones are one call, cache %s: %#', async (_cache, ttlMs, texts) => {
    const { scan, calls } = scene({ ttlMs })
    const reports = await Promise.all(Array.from({ length: 500 }, () => scan(texts)))
    expect(calls).toHaveLength(1)
    expect(reports.reduce((sum, report) => sum + report.calls, 0)).toBe(1)
    for (const report of reports) {
      expect(pathsOf(report.scanned)).toEqual(['messages[0]', 'messages[1]'])
      expect(report.failed).toEqual([])
    }
  })

  test('500 different ones that share a system prompt scan it once', async () => {
    const { scan, calls } = scene({ ttlMs: 0 })
    const reports = await Promise.all(
      Array.from({ length: 500 }, (_, index) => scan(['shared', `own ${index}`])),
    )
    expect(calls.filter((text) => text.includes('shared'))).toHaveLength(1)
    expect(calls).toHaveLength(500)
    for (const report of reports) expect(pathsOf(report.scanned)).toEqual(['messages[0]', 'messages[1]'])
  })

  test('a flagged pack does not condemn the part that another request waits for', async () => {
    const { scan } = scene()
    const [bad, good] = await Promise.all([scan(['shared', 'INJECT']), scan(['shared', 'fine'])])
    expect(flaggedPaths(bad)).toContain('messages[1]')
    expect(flaggedPaths(good)).toEqual([])
    expect(pathsOf(good.scanned)).toEqual(['messages[0]', 'messages[1]'])
  })

  test('a flagged pack does not condemn a request of one part', async () => {
    const { scan } = scene()
    const [, good] = await Promise.all([scan(['shared', 'INJECT']), scan(['shared'])])
    expect(flaggedPaths(good)).toEqual([])
    expect(pathsOf(good.scanned)).toEqual(['messages[0]'])
  })

  test('one failure is the failure of all that waited for it, and is not remembered', async () => {
    let fail = true
    const { scan, calls } = scene({
      judge: (text) => {
        if (fail) throw new ScanError('timeout', 'late')
        return byMarker(text)
      },
    })
    const reports = await Promise.all([scan(['a', 'b']), scan(['a', 'b']), scan(['a'])])
    for (const report of reports) {
      expect(report.scanned).toEqual([])
      expect(report.failed.every(({ error }) => error.reason === 'timeout')).toBe(true)
    }
    fail = false
    expect((await scan(['a', 'b'])).failed).toEqual([])
    expect(calls).toHaveLength(2)
  })
})

describe('findings', () => {
  test('of a pack are remembered for this pack, not for its parts', async () => {
    const { scan, calls } = scene()
    await scan(['fine', 'INJECT'])
    expect(await scan(['fine', 'INJECT'])).toMatchObject({ calls: 0, cacheHits: 1 })
    expect(flaggedPaths(await scan(['fine']))).toEqual([])
    expect(flaggedPaths(await scan(['INJECT']))).toEqual(['messages[0]'])
    expect(calls).toEqual(['fine\n\nINJECT', 'fine', 'INJECT'])
  })

  test.each([
    ['sensitivity', { sensitivity: 'high' }],
    ['mode', { mode: 'normal' }],
    ['action', { action: 'allow_with_warning' }],
  ] as const)('under another %s are scanned anew', async (_name, options) => {
    const { scan, calls } = scene()
    await scan(['same'])
    await scan(['same'], { ...OPTIONS, ...options })
    await Promise.all([scan(['new']), scan(['new'], { ...OPTIONS, ...options })])
    expect(calls).toEqual(['same', 'same', 'new', 'new'])
  })
})

describe('failures', () => {
  test('name their segments; the rest keeps its verdict', async () => {
    const { scan } = scene({
      packChars: 30,
      windowChars: 30,
      judge: (text) => {
        if (text.includes('bad')) throw new ScanError('server_error', '500')
        return VERDICTS.safe
      },
    })
    const report = await scan(['good '.repeat(5), 'bad '.repeat(6)])
    expect(pathsOf(report.scanned)).toEqual(['messages[0]'])
    expect(pathsOf(report.failed)).toEqual(['messages[1]'])
    expect(report.failed[0]?.error.reason).toBe('server_error')
  })

  test('of any other kind become scanner errors that tell nothing', async () => {
    const { scan } = scene({
      judge: () => {
        throw new TypeError('the very secret prompt')
      },
    })
    const [failed] = (await scan(['x'])).failed
    expect(failed?.error).toMatchObject({ reason: 'internal' })
    expect(failed?.error.message).not.toContain('secret')
  })

  test('of the limiter are failures of the segments', async () => {
    const limiter = createLimiter({ concurrency: 1, queue: 0 })
    const { scan } = scene({ limiter, packChars: 0 })
    const report = await scan(['a', 'b'])
    expect(pathsOf(report.scanned)).toEqual(['messages[0]'])
    expect(report.failed[0]?.error.reason).toBe('overloaded')
  })
})

describe('the budget of a request', () => {
  /** Answers nothing before its signal, except what `judge` says at once or later. */
  const bounded = (
    budgetMs: number,
    judge: (text: string) => Promise<Verdict> | undefined,
    concurrency = 1,
  ) => {
    const calls: string[] = []
    const pipeline = createPipeline({
      scanner: {
        name: 'lockllm',
        fingerprint: 'slow',
        scan(text, _options, signal) {
          calls.push(text)
          const late = () =>
            new Promise<never>((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(new ScanError('timeout', 'late')))
            })
          return judge(text) ?? late()
        },
      },
      cache: createVerdictCache({ ttlMs: 0, maxBytes: 0 }),
      keyers: createKeyers(new Uint8Array(32)),
      packChars: 1000,
      windowChars: 1000,
      contextChars: 0,
      locate: false,
      limiter: createLimiter({ concurrency, queue: 10 }),
      budgetMs,
      signal: new AbortController().signal,
    })
    const scan = async (texts: readonly string[]) =>
      pipeline(
        texts.map((text) => ({ role: 'user', path: text, text })),
        OPTIONS,
      )
    return { scan, calls }
  }

  test('waiting for a place is part of it', async () => {
    const { scan, calls } = bounded(100, () => undefined)
    const begin = performance.now()
    const report = await scan(['a'.repeat(900), 'b'.repeat(900)])
    expect(report.failed.map(({ error }) => error.reason).toSorted()).toEqual(['overloaded', 'timeout'])
    expect(calls).toHaveLength(1)
    expect(performance.now() - begin).toBeWithin(90, 190)
  })

  test('and so is waiting for the call of another request', async () => {
    const { scan } = bounded(600, (text) =>
      text.includes('INJECT') ? Bun.sleep(300).then(() => VERDICTS.injection) : undefined,
    )
    const begin = performance.now()
    const [, report] = await Promise.all([scan(['shared', 'INJECT']), scan(['shared'])])
    expect(report.failed.map(({ error }) => error.reason)).toEqual(['timeout'])
    expect(performance.now() - begin).toBeWithin(590, 850)
  })

  test('and what its call left open is not waited for longer at a third one', async () => {
    const { scan } = bounded(
      600,
      (text) => {
        if (text.includes('INJECT')) return Bun.sleep(290).then(() => VERDICTS.injection)
        return text === 'slow' ? Bun.sleep(400).then(() => VERDICTS.safe) : undefined
      },
      10,
    )
    const begin = performance.now()
    const guilty = scan(['shared', 'INJECT'])
    const waiting = scan(['shared', 'slow']).then(() => performance.now() - begin)
    const third = Bun.sleep(200).then(() => scan(['shared']))
    expect(await waiting).toBeWithin(590, 750)
    await Promise.all([guilty, third])
  })

  test('a call that gives up too soon is not waited for', async () => {
    const { scan, calls } = bounded(200, () => undefined)
    const first = scan(['same'])
    const soon = scan(['same'])
    await Bun.sleep(120)
    expect(calls).toHaveLength(1)
    const later = scan(['same'])
    const reports = await Promise.all([first, soon, later])
    expect(reports.map(({ coalesced }) => coalesced)).toEqual([0, 1, 0])
  })
})

test('every segment has a verdict or a failure, whatever comes', async () => {
  const words = fc.constantFrom('a', 'b', 'INJECT', 'FAIL', 'x'.repeat(300))
  const judge: Judge = (text) => {
    if (text.includes('FAIL')) throw new ScanError('timeout', 'late')
    return byMarker(text)
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(words, { maxLength: 6 }), { maxLength: 4 }),
      fc.constantFrom(0, 60_000),
      fc.boolean(),
      async (requests, ttlMs, locate) => {
        const { scan } = scene({ ttlMs, judge, packChars: 100, windowChars: 100, contextChars: 5, locate })
        const reports = await Promise.all(requests.map((texts) => scan(texts)))
        for (const [index, report] of reports.entries()) {
          const texts = requests[index] ?? []
          const covered = new Set([...pathsOf(report.scanned), ...pathsOf(report.failed)])
          texts.forEach((text, place) => {
            // Locating names only the guilty parts of a pack.
            if (!locate || text.includes('INJECT')) expect(covered).toContain(`messages[${place}]`)
          })
          const noticed = flaggedPaths(report).length > 0 || report.failed.length > 0
          if (texts.some((text) => /INJECT|FAIL/.test(text))) expect(noticed).toBe(true)
          if (!texts.includes('INJECT')) expect(flaggedPaths(report)).toEqual([])
        }
      },
    ),
    { numRuns: 40 },
  )
})
