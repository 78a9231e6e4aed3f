/**
 * What a client's `x-lockllm-*` headers make of the configured scan options. With `client_headers = "tighten"` a client
 * can ask for more scanning, never for less; a header that would loosen is without effect, a malformed one is refused.
 * Header names and values: https://www.lockllm.com/docs (the hosted proxy's request headers).
 */

import { ProxyError } from '../proxy/errors.ts'
import type { Compression, ScanOptions } from './scanner.ts'

interface Setting<K extends keyof ScanOptions> {
  readonly header: string
  readonly option: K
  /** From loose to strict. */
  readonly values: readonly ScanOptions[K][]
}

const setting = <K extends keyof ScanOptions>(
  header: string,
  option: K,
  values: readonly ScanOptions[K][],
): Setting<K> => ({
  header,
  option,
  values,
})

const ACTIONS = ['allow_with_warning', 'block'] as const
const SETTINGS = [
  setting('x-lockllm-sensitivity', 'sensitivity', ['low', 'medium', 'high']),
  setting('x-lockllm-scan-action', 'action', ACTIONS),
  setting('x-lockllm-policy-action', 'policyAction', ACTIONS),
  setting('x-lockllm-abuse-action', 'abuseAction', ['off', ...ACTIONS]),
  setting('x-lockllm-pii-action', 'piiAction', ['off', 'allow_with_warning', 'strip', 'block']),
  // Neither of "normal" and "policy_only" is stricter than the other: only "combined" tightens them.
  setting('x-lockllm-scan-mode', 'mode', ['normal', 'policy_only', 'combined']),
]

/**
 * @param configured what the configuration asks for
 * @returns `configured` itself when no header changes anything
 * @throws {ProxyError} `invalid_header`
 */
export function clientScanOptions(
  headers: Headers,
  configured: ScanOptions,
  permission: 'tighten' | 'override' | 'ignore',
): ScanOptions {
  if (permission === 'ignore') return configured
  let options = configured
  for (const { header, option, values } of SETTINGS) {
    const asked = headers.get(header)
    if (asked === null) continue
    const known: readonly string[] = values
    const rank = known.indexOf(asked.trim().toLowerCase())
    if (rank === -1)
      throw new ProxyError('invalid_header', { detail: `${header} must be one of: ${known.join(', ')}.` })
    if (permission === 'override' || tightens(option, rank, known.indexOf(configured[option]))) {
      options = { ...options, [option]: values[rank] }
    }
  }
  return permission === 'override' ? withCompression(headers, options) : options
}

const COMPRESSIONS: readonly string[] = ['toon', 'compact', 'combined'] satisfies Compression[]
const isCompression = (value: string): value is Compression => COMPRESSIONS.includes(value)

/** Compression changes what is sent and makes nothing stricter, so that only a client that may do all may ask for it. */
function withCompression(headers: Headers, options: ScanOptions): ScanOptions {
  const asked = headers.get('x-lockllm-compression')?.trim().toLowerCase()
  if (asked === undefined) return options
  const { compression: _, compressionRate: __, ...rest } = options
  if (asked === 'off') return rest
  if (!isCompression(asked)) {
    const detail = `x-lockllm-compression must be one of: off, ${COMPRESSIONS.join(', ')}.`
    throw new ProxyError('invalid_header', { detail })
  }
  const rate = Number(headers.get('x-lockllm-compression-rate') ?? '0.5')
  if (!(rate >= 0.3 && rate <= 0.7)) {
    const detail = 'x-lockllm-compression-rate must be a number from 0.3 to 0.7.'
    throw new ProxyError('invalid_header', { detail })
  }
  return { ...rest, compression: asked, compressionRate: Math.round(rate * 100) / 100 }
}

const tightens = (option: keyof ScanOptions, asked: number, configured: number): boolean =>
  option === 'mode' ? asked === 2 : asked > configured
