/** Routes that lead somewhere. */

import { PROVIDERS } from '../../proxy/providers.ts'
import { nearestWord } from '../nearest.ts'
import type { Path } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import type { RouteConfig } from '../schema-routes.ts'
import { asksForKeys } from './clients.ts'
import { changesAnything } from './rewriting.ts'

export const routeRules: readonly Rule[] = [{ reads: ['routes', 'providers'], check: checkRoutes }]

const DIRECT = '/v1/proxy/'
const BILLING = ['5xx', 'reset', 'timeout'] as const

function checkRoutes(config: Config, report: Report): void {
  const names = new Set<string>()
  config.routes.forEach((route, index) => {
    const path = ['routes', index]
    if (names.has(route.name)) report.error([...path, 'name'], `another route is called "${route.name}"`)
    names.add(route.name)
    checkTargets(route, path, config, report)
    checkKeys(route, path, config, report)
    checkSense(route, path, report)
    if (route.clients && !asksForKeys(config)) {
      report.error(
        [...path, 'clients'],
        'nobody has a name without [[clients]], clients_file or [jwt], so that this route never fits',
      )
    }
  })
}

function checkTargets(route: RouteConfig, path: Path, config: Config, report: Report): void {
  for (const list of ['targets', 'fallbacks'] as const) {
    route[list].forEach(({ provider }, index) => {
      if ((config.providers[provider]?.base_url ?? PROVIDERS[provider]?.baseUrl) !== undefined) return
      const known = [...Object.keys(config.providers), ...Object.keys(PROVIDERS)]
      const near = PROVIDERS[provider] ? undefined : nearestWord(provider, known)
      const hint = near === undefined ? '' : `; did you mean "${near}"?`
      const reason = PROVIDERS[provider] ? 'has no base_url' : 'is not known'
      report.error(
        [...path, list, index, 'provider'],
        `the provider ${JSON.stringify(provider)} ${reason}${hint}`,
      )
    })
  }
}

/** A client's own key is for one provider: the one that it names, or the only one that there is. */
function checkKeys(route: RouteConfig, path: Path, { providers }: Config, report: Report): void {
  const hostOf = (name: string) =>
    URL.parse(providers[name]?.base_url ?? PROVIDERS[name]?.baseUrl ?? '')?.host ?? ''
  const all = [...route.targets, ...route.fallbacks]
  const isOne = route.targets.length > 0 && new Set(all.map(({ provider }) => hostOf(provider))).size === 1
  if (isOne) return
  for (const list of ['targets', 'fallbacks'] as const) {
    route[list].forEach(({ provider }, index) => {
      const { api_key, aws, google } = providers[provider] ?? {}
      if (api_key || aws || google || hostOf(provider) === '') return
      report.warning(
        [...path, list, index, 'provider'],
        `has no api_key, so that ${hostOf(provider)} gets the key that a client sends for another provider`,
      )
    })
  }
}

function checkSense(route: RouteConfig, path: Path, report: Report): void {
  const { targets, fallbacks, deny, rename, provider_from_model, paths } = route
  const leads = targets.length > 0 || provider_from_model
  if (deny !== undefined && (leads || fallbacks.length > 0 || rename)) {
    report.error(
      [...path, 'deny'],
      'a route that denies leads nowhere: it has no targets, fallbacks or rename',
    )
  }
  if (deny !== undefined || leads) return
  if (fallbacks.length === 0 && !rename && !changesAnything(route)) {
    report.error(
      path,
      'does nothing: it needs targets, provider_from_model, rename, deny or something to change',
    )
  } else if (paths?.every((pattern) => !pattern.startsWith(DIRECT) && !pattern.startsWith('/**'))) {
    report.error(path, `needs targets: only ${DIRECT}{provider}/ names a provider`)
  }
  if (route.retries > 0 && BILLING.some((kind) => route.fallback_on.includes(kind))) {
    report.warning([...path, 'fallback_on'], 'the same request may be answered, and billed, more than once')
  }
}
