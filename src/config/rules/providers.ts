/** Where requests and scans go: the URLs of providers and of the LockLLM API, and the key that the API needs. */

import { PROVIDERS } from '../../proxy/providers.ts'
import { nearestWord } from '../nearest.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import { checkUpstreamUrl } from './upstream-url.ts'

export const providerRules: readonly Rule[] = [
  { check: checkProviders },
  { reads: ['scan.lockllm.api_key'], check: checkLockllmKey },
  {
    check: ({ scan }, report) =>
      checkUpstreamUrl(scan.lockllm.base_url, ['scan', 'lockllm', 'base_url'], report),
  },
]

function checkProviders({ providers }: Config, report: Report): void {
  for (const [name, { base_url, allow_link_local }] of Object.entries(providers)) {
    const path = ['providers', name, 'base_url']
    if (base_url !== undefined) checkUpstreamUrl(base_url, path, report, allow_link_local)
    else if (PROVIDERS[name]?.baseUrl === undefined) report.error(path, missingUrl(name))
  }
}

function missingUrl(name: string): string {
  if (PROVIDERS[name]) return 'is missing: the URL depends on your account or region'
  const near = nearestWord(name, Object.keys(PROVIDERS))
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  return `is missing, as no provider ${JSON.stringify(name)} is known${hint}`
}

function checkLockllmKey({ scan }: Config, report: Report): void {
  if (scan.engine !== 'lockllm' || scan.lockllm.api_key) return
  report.error(
    ['scan', 'engine'],
    'engine = "lockllm" needs scan.lockllm.api_key, e.g. "env:LOCKLLM_API_KEY"; engine = "local" needs none',
  )
}
