/** Remembered verdicts: bounded, expiring, and never used where another verdict could be due. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createKeyers, createVerdictCache } from '../../src/scan/cache.ts'
import { hasFindings, type Scanner, type ScanOptions } from '../../src/scan/scanner.ts'
import { OPTIONS, PROMPT, VERDICTS } from '../proxy/exchanges.ts'

const HOUR = 3_600_000
const secret = new Uint8Array(32).fill(7)
const scanner = (name: 'lockllm' | 'local' = 'lockllm', fingerprint = 'engine 1'): Scanner => ({
  name,
  fingerprint,
  scan: async () => VERDICTS.safe,
})

describe('keys', () => {
  const keyOf = (options: Partial<ScanOptions> = {}, by = scanner(), text = 'hello', under = secret) =>
    createKeyers(under)(by, { ...OPTIONS, ...options })(text)

  test('are the same for the same', () => {
    expect(keyOf()).toBe(keyOf({}))
    const keyers = createKeyers(secret)
    expect(keyers(scanner(), OPTIONS)('a')).toBe(keyers(scanner(), { ...OPTIONS })('a'))
  })

  test.each([
    ['the text', keyOf({}, scanner(), 'hello ')],
    ['the case', keyOf({}, scanner(), 'Hello')],
    ['the sensitivity', keyOf({ sensitivity: 'high' })],
    ['the mode', keyOf({ mode: 'normal' })],
    ['the action', keyOf({ action: 'allow_with_warning' })],
    ['the policy action', keyOf({ policyAction: 'allow_with_warning' })],
    ['the abuse action', keyOf({ abuseAction: 'off' })],
    ['the PII action', keyOf({ piiAction: 'off' })],
    ['the engine, its version, URL or key', keyOf({}, scanner('lockllm', 'engine 2'))],
    ['the secret', keyOf({}, scanner(), 'hello', new Uint8Array(32).fill(8))],
  ])('differ by %s', (_name, key) => {
    expect(key).not.toBe(keyOf())
  })

  test('of the embedded engine depend on its sensitivity and version, and on whether it looks at all', () => {
    const local = (options: Partial<ScanOptions>, fingerprint = 'l 1') =>
      keyOf(options, scanner('local', fingerprint))
    expect(local({ piiAction: 'off', mode: 'normal' })).toBe(local({}))
    expect(local({ sensitivity: 'low' })).not.toBe(local({}))
    // It says "safe" of everything then.
    expect(local({ mode: 'policy_only' })).not.toBe(local({}))
    expect(local({}, 'l 2')).not.toBe(local({}))
    expect(local({})).not.toBe(keyOf())
  })

  test('differ for all different texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(keyOf({}, scanner(), a) === keyOf({}, scanner(), b)).toBe(a === b)
      }),
    )
  })

  test('tell nothing of the text', () => {
    expect(keyOf({}, scanner(), PROMPT)).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    expect(keyOf({}, scanner(), '')).toHaveLength(44)
  })
})

describe('the memory', () => {
  test('gives back what was stored', () => {
    const cache = createVerdictCache({ ttlMs: HOUR, maxBytes: 1e6 })
    expect(cache.get('a')).toBeUndefined()
    cache.set('a', VERDICTS.injection)
    expect(cache.get('a')).toEqual(VERDICTS.injection)
    expect(cache.size()).toEqual({ bytes: expect.any(Number), entries: 1 })
    expect(cache.load(['a'])).toBeUndefined()
  })

  test('forgets after its time', async () => {
    const cache = createVerdictCache({ ttlMs: 20, maxBytes: 1e6 })
    cache.set('a', VERDICTS.safe)
    expect(cache.get('a')).toBeDefined()
    await Bun.sleep(40)
    expect(cache.get('a')).toBeUndefined()
  })

  test('of ttl 0 remembers nothing', () => {
    const cache = createVerdictCache({ ttlMs: 0, maxBytes: 1e6 })
    cache.set('a', VERDICTS.safe)
    expect(cache.get('a')).toBeUndefined()
    expect(cache.size()).toEqual({ bytes: 0, entries: 0 })
  })

  test('never accounts for more than its bound, whatever comes', () => {
    const verdicts = fc.record({
      key: fc.string({ minLength: 1 }),
      verdict: fc.constantFrom(...Object.values(VERDICTS)),
      details: fc.integer({ min: 0, max: 3000 }),
    })
    fc.assert(
      fc.property(
        fc.array(verdicts, { maxLength: 100 }),
        fc.integer({ min: 400, max: 10_000 }),
        (entries, maxBytes) => {
          const cache = createVerdictCache({ ttlMs: HOUR, maxBytes })
          for (const { key, verdict, details } of entries) {
            cache.set(
              key,
              details === 0 ? verdict : { ...verdict, safe: false, categories: ['x'.repeat(details)] },
            )
            expect(cache.size().bytes).toBeLessThanOrEqual(maxBytes)
          }
        },
      ),
    )
  })

  test('accounts for findings by their size', () => {
    const sizeOf = (details: number) => {
      const cache = createVerdictCache({ ttlMs: HOUR, maxBytes: 1e9 })
      cache.set('a', { ...VERDICTS.local, categories: ['x'.repeat(details)] })
      return cache.size().bytes
    }
    expect(sizeOf(10_000) - sizeOf(0)).toBeGreaterThanOrEqual(10_000)
  })

  test('drops the longest unused first', () => {
    const cache = createVerdictCache({ ttlMs: HOUR, maxBytes: 800 })
    cache.set('a', VERDICTS.safe)
    cache.set('b', VERDICTS.safe)
    cache.get('a')
    cache.set('c', VERDICTS.safe)
    expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true])
  })

  test('takes what it accounts for: 100,000 verdicts stay near the accounted size', () => {
    Bun.gc(true)
    const before = process.memoryUsage().heapUsed
    const cache = createVerdictCache({ ttlMs: HOUR, maxBytes: 1e9 })
    const keyer = createKeyers(secret)(scanner(), OPTIONS)
    for (let i = 0; i < 100_000; i++) cache.set(keyer(`text ${i}`), { ...VERDICTS.safe })
    Bun.gc(true)
    const grown = process.memoryUsage().heapUsed - before
    expect(grown).toBeLessThan(cache.size().bytes * 1.5)
  })
})

test.each([
  ['safe', false],
  ['injection', true],
  ['local', true],
  ['policy', true],
  ['pii', true],
  ['abuse', true],
] as const)('%s has findings: %p', (kind, expected) => {
  expect(hasFindings(VERDICTS[kind])).toBe(expected)
})
