/** Partial `[scan]` sections: paths that lead somewhere, and combinations that only show once they are laid over it. */

import { PROVIDERS } from '../../proxy/providers.ts'
import { nearestWord } from '../nearest.ts'
import type { Path } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import { type ScanSettings, scanSettings } from '../scan-settings.ts'
import type { Config } from '../schema.ts'
import type { ScanOverride } from '../schema-scan-request.ts'

export const overrideRules: readonly Rule[] = [
  { reads: ['providers'], check: checkPaths },
  { reads: ['scan'], check: checkSettings },
]

/** As `findRoute` reads it (proxy/route.ts). */
const ROUTE = /^\/v1\/proxy\/([^/]+)(?:\/.*)?$/

function checkPaths(config: Config, report: Report): void {
  const seen = new Set<string>()
  config.scan.overrides.forEach(({ path }, index) => {
    const problem = seen.has(path) ? 'is the path of another override too' : pathProblem(path, config)
    if (problem !== undefined) report.error(['scan', 'overrides', index, 'path'], problem)
    seen.add(path)
  })
}

function pathProblem(path: string, { providers }: Config): string | undefined {
  const name = ROUTE.exec(path)?.[1]
  if (name === undefined) return 'must begin with /v1/proxy/{provider}, e.g. "/v1/proxy/openai/embeddings"'
  if (/[?#*]/.test(path)) return 'is the beginning of a path, without a query or a pattern'
  const { pathname } = new URL(path, 'http://localhost')
  if (pathname !== path) return `is read as ${JSON.stringify(pathname)}; write it like that`
  const known = new Set([...Object.keys(PROVIDERS), ...Object.keys(providers)])
  if (!known.has(name)) {
    const near = nearestWord(name, [...known])
    const hint = near === undefined ? '' : `; did you mean "${near}"?`
    return `no provider ${JSON.stringify(name)} is known${hint}`
  }
  const hasUrl = (providers[name]?.base_url ?? PROVIDERS[name]?.baseUrl) !== undefined
  return hasUrl ? undefined : `the provider ${JSON.stringify(name)} has no base_url`
}

function checkSettings(config: Config, report: Report): void {
  const { scan, providers } = config
  check(scan, ['scan'], scan, report)
  for (const [name, provider] of Object.entries(providers)) {
    if (provider.scan)
      check(scanSettings(scan, [provider.scan]), ['providers', name, 'scan'], provider.scan, report)
  }
  config.routes.forEach((route, index) => {
    if (route.scan) check(scanSettings(scan, [route.scan]), ['routes', index, 'scan'], route.scan, report)
  })
  scan.overrides.forEach((override, index) => {
    const own = providers[ROUTE.exec(override.path)?.[1] ?? '']?.scan
    check(scanSettings(scan, [own, override]), ['scan', 'overrides', index], override, report)
  })
}

/** @param written what stands at `path`; what it does not say has been judged where it is said */
function check(settings: ScanSettings, path: Path, written: ScanOverride, report: Report): void {
  if (path.length > 1 && written.engine === 'lockllm' && !settings.lockllm.api_key) {
    report.error([...path, 'engine'], 'engine = "lockllm" needs scan.lockllm.api_key')
  }
  const { lockllm } = settings
  const key = lockllm.pii_action === 'strip' ? 'pii_action' : 'compression'
  if (key === 'compression' && lockllm.compression === 'off') return
  const place = [...path, 'lockllm', key]
  const said = `${key} = ${JSON.stringify(lockllm[key])}`
  if (settings.timing === 'during') {
    report.error(
      written.lockllm?.[key] === undefined ? [...path, 'timing'] : place,
      `${said} changes the request, which timing = "during" has sent before; use timing = "before"`,
    )
  }
  if (settings.engine === 'local') {
    report.error(
      written.lockllm?.[key] === undefined ? [...path, 'engine'] : place,
      `${said} needs engine = "lockllm": the embedded engine cannot do that`,
    )
  } else if (key === 'pii_action' && settings.on_error !== 'block' && written.lockllm?.[key] !== undefined) {
    report.warning(
      place,
      `with on_error = ${JSON.stringify(settings.on_error)} texts leave as they are while LockLLM gives no verdict`,
    )
  }
}
