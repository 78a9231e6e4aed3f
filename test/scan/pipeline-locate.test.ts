/** Locating the guilty part of a pack: never at the price of a finding. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { decide } from '../../src/scan/policy.ts'
import { ScanError } from '../../src/scan/scanner.ts'
import { VERDICTS, WARN_ALL } from '../proxy/exchanges.ts'
import { byMarker, flaggedPaths, type Given, type Judge, scene } from './pipeline-scene.ts'

describe('locating', () => {
  const located = (more: Given = {}) => scene({ locate: true, ...more })

  test('names the guilty part alone, and remembers the innocent ones', async () => {
    const { scan, calls } = located()
    const report = await scan(['fine', 'INJECT', 'good'])
    expect(flaggedPaths(report)).toEqual(['messages[1]'])
    expect(calls).toHaveLength(4)
    expect(await scan(['fine', 'good'])).toMatchObject({ calls: 0, cacheHits: 2 })
  })

  test('does not blame the next texts for their contexts', async () => {
    const { scan, calls } = located({ contextChars: 20 })
    expect(flaggedPaths(await scan(['fine', 'INJECT', 'good', 'bye']))).toEqual(['messages[1]'])
    expect(calls).toHaveLength(7)
    expect(calls.slice(-2)).toEqual(['good', 'bye'])
    expect(flaggedPaths(await located({ contextChars: 20 }).scan(['INJECT', 'INJECT too']))).toHaveLength(2)
  })

  test('blames the pack for an attack that is split over its parts', async () => {
    const { scan } = located({
      judge: (text) => (/IN[\s\S]*JECT/.test(text) ? VERDICTS.injection : VERDICTS.safe),
    })
    expect(flaggedPaths(await scan(['IN', 'JECT']))).toEqual(['messages[0]', 'messages[1]'])
  })

  test.each([
    ['innocent by themselves', ['IN', 'JECT']],
    ['guilty of something else', ['PII IN', 'JECT']],
    ['not scanned', ['FAIL IN', 'JECT']],
  ])(
    'the parts of a split attack are not remembered, be they %s: it is blocked the next time too',
    async (_, texts) => {
      const { scan, calls } = located({
        judge: async (text) => {
          if (text.startsWith('FAIL') && !text.includes('JECT')) throw new ScanError('timeout', 'late')
          return { ...(await byMarker(text)), ...(/IN[\s\S]*JECT/.test(text) && VERDICTS.injection) }
        },
      })
      const isBlocked = async () =>
        decide({ ...(await scan(texts)) }, { ...WARN_ALL, action: 'block' }, 'allow').action
      expect(await isBlocked()).toBe('block')
      const paid = calls.length
      expect(await isBlocked()).toBe('block')
      expect(calls).toHaveLength(paid)
    },
  )

  test('does not lose a split attack to a lesser finding of another part', async () => {
    const { scan } = located({
      judge: (text) => ({
        ...(text.includes('PII') ? VERDICTS.pii : VERDICTS.safe),
        ...(/IN[\s\S]*JECT/.test(text) && VERDICTS.injection),
      }),
    })
    const report = await scan(['IN', 'JECT', 'PII'])
    expect(decide({ ...report }, { ...WARN_ALL, action: 'block' }, 'block').action).toBe('block')
  })

  test('does not lose a part whose own scan fails', async () => {
    const { scan } = located({
      judge: (text) => {
        if (text === 'INJECT') throw new ScanError('rate_limited', '429')
        return byMarker(text)
      },
    })
    const report = await scan(['INJECT', 'PII'])
    expect(decide({ ...report }, { ...WARN_ALL, action: 'block' }, 'allow').action).toBe('block')
  })

  test('the decision is never milder than without it', async () => {
    const words = fc.constantFrom('fine', 'good', 'INJECT', 'PII', 'FAIL INJECT', 'FAIL PII', 'IN', 'JECT')
    const judge: Judge = (text) => {
      if (text.startsWith('FAIL') && !text.includes('\n')) throw new ScanError('timeout', 'late')
      return byMarker(/IN\n+JECT/.test(text) ? `${text} INJECT` : text)
    }
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(words, { minLength: 1 }),
        fc.constantFrom(0, 20),
        async (texts, contextChars) => {
          const options = { ...WARN_ALL, action: 'block' } as const
          const rank = { allow: 0, warn: 1, block: 2 }
          const decisions = await Promise.all(
            [false, true].map(async (locate) =>
              decide({ ...(await scene({ locate, judge, contextChars }).scan(texts)) }, options, 'allow'),
            ),
          )
          const [plain, withLocate] = decisions.map(({ action }) => rank[action])
          expect(withLocate).toBeGreaterThanOrEqual(plain ?? 0)
        },
      ),
      { numRuns: 80 },
    )
  })
})
