/** What a client's `x-lockllm-*` headers may do, header by header and permission by permission. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { ProxyError } from '../../src/proxy/errors.ts'
import { clientScanOptions } from '../../src/scan/client-options.ts'
import type { ScanOptions } from '../../src/scan/scanner.ts'
import { OPTIONS } from '../proxy/exchanges.ts'

/** Header, option, and its values from loose to strict. */
const SETTINGS = [
  ['x-lockllm-sensitivity', 'sensitivity', ['low', 'medium', 'high']],
  ['x-lockllm-scan-action', 'action', ['allow_with_warning', 'block']],
  ['x-lockllm-policy-action', 'policyAction', ['allow_with_warning', 'block']],
  ['x-lockllm-abuse-action', 'abuseAction', ['off', 'allow_with_warning', 'block']],
  ['x-lockllm-pii-action', 'piiAction', ['off', 'allow_with_warning', 'block']],
] as const

const cells = SETTINGS.flatMap(([header, option, values]) =>
  values.flatMap((configured, have) =>
    values.map((asked, want) => ({ header, option, configured, asked, stricter: want > have })),
  ),
)
const ask = (
  header: string,
  value: string,
  configured: ScanOptions,
  permission: Parameters<typeof clientScanOptions>[2],
) => clientScanOptions(new Headers({ [header]: value }), configured, permission)

describe.each(cells)(
  '$header: $asked where $configured is configured',
  ({ header, option, configured, asked, stricter }) => {
    const options: ScanOptions = { ...OPTIONS, [option]: configured }

    test(`tighten: ${stricter ? 'taken' : 'without effect'}`, () => {
      expect(ask(header, asked, options, 'tighten')[option]).toBe(stricter ? asked : configured)
    })
    test('override: taken', () => {
      expect(ask(header, asked, options, 'override')).toEqual({ ...options, [option]: asked })
    })
    test('ignore: without effect', () => {
      expect(ask(header, asked, options, 'ignore')).toBe(options)
    })
  },
)

// "normal" and "policy_only" look at different things: neither may replace the other.
test.each([
  ['normal', 'normal', 'normal'],
  ['normal', 'policy_only', 'normal'],
  ['normal', 'combined', 'combined'],
  ['policy_only', 'normal', 'policy_only'],
  ['policy_only', 'combined', 'combined'],
  ['combined', 'normal', 'combined'],
  ['combined', 'policy_only', 'combined'],
] as const)('mode %s, asked for %s, is %s', (mode, asked, expected) => {
  const options = { ...OPTIONS, mode }
  expect(ask('x-lockllm-scan-mode', asked, options, 'tighten').mode).toBe(expected)
  expect(ask('x-lockllm-scan-mode', asked, options, 'override').mode).toBe(asked)
})

test('no header changes nothing: the very same options', () => {
  expect(clientScanOptions(new Headers({ 'x-lockllm-route-action': 'auto' }), OPTIONS, 'override')).toBe(
    OPTIONS,
  )
})

test.each(['HIGH', ' high '])('%j is read as high', (value) => {
  expect(ask('x-lockllm-sensitivity', value, OPTIONS, 'tighten').sensitivity).toBe('high')
})

describe('a malformed header', () => {
  const bad = ['', 'maximum', 'high, low', 'high;', 'null', '__proto__', 'off!']
  const headers = [...SETTINGS.map(([header]) => header), 'x-lockllm-scan-mode']
  test.each(headers)('%s is refused, without repeating it', (header) => {
    for (const value of bad) {
      for (const permission of ['tighten', 'override'] as const) {
        try {
          ask(header, value, OPTIONS, permission)
          expect.unreachable()
        } catch (error) {
          if (!(error instanceof ProxyError)) throw error
          expect(error.code).toBe('invalid_header')
          expect(error.message).toContain(header)
          if (value.length > 4) expect(error.message).not.toContain(value)
        }
      }
      expect(ask(header, value, OPTIONS, 'ignore')).toBe(OPTIONS)
    }
  })

  test('"strip" is more than a warning and less than a block', () => {
    const asked = (piiAction: ScanOptions['piiAction']) =>
      ask('x-lockllm-pii-action', 'strip', { ...OPTIONS, piiAction }, 'tighten').piiAction
    expect((['off', 'allow_with_warning', 'strip', 'block'] as const).map(asked)).toEqual([
      'strip',
      'strip',
      'strip',
      'block',
    ])
  })

  test('compression is for clients that may do all', () => {
    const compressed = (value: string, rate: string, permission: 'tighten' | 'override') =>
      clientScanOptions(
        new Headers({ 'x-lockllm-compression': value, 'x-lockllm-compression-rate': rate }),
        OPTIONS,
        permission,
      )
    expect(compressed('toon', '0.5', 'tighten')).toBe(OPTIONS)
    expect(compressed('Compact', '0.333', 'override')).toEqual({
      ...OPTIONS,
      compression: 'compact',
      compressionRate: 0.33,
    })
    expect(compressed('off', '', 'override')).toEqual(OPTIONS)
    expect(() => compressed('zip', '0.5', 'override')).toThrow(ProxyError)
    for (const rate of ['0.2', '0.8', 'x'])
      expect(() => compressed('toon', rate, 'override')).toThrow(ProxyError)
  })
})

test('with "tighten" no set of headers makes any setting looser', () => {
  const headerSets = fc.record(
    Object.fromEntries(
      SETTINGS.map(([header, , values]) => [
        header,
        fc.option(fc.constantFrom<string>(...values), { nil: undefined }),
      ]),
    ),
  )
  const configurations = fc.record({
    sensitivity: fc.constantFrom('low', 'medium', 'high'),
    action: fc.constantFrom('allow_with_warning', 'block'),
    policyAction: fc.constantFrom('allow_with_warning', 'block'),
    abuseAction: fc.constantFrom('off', 'allow_with_warning', 'block'),
    piiAction: fc.constantFrom('off', 'allow_with_warning', 'block'),
    mode: fc.constant('combined' as const),
  })
  fc.assert(
    fc.property(configurations, headerSets, (configured, asked) => {
      const headers = new Headers()
      for (const [name, value] of Object.entries(asked)) if (value !== undefined) headers.set(name, value)
      const options = clientScanOptions(headers, configured, 'tighten')
      for (const [, option, values] of SETTINGS) {
        const rank = (from: ScanOptions) => (values as readonly string[]).indexOf(from[option])
        expect(rank(options)).toBeGreaterThanOrEqual(rank(configured))
      }
    }),
  )
})
