/**
 * `[[routes]]`: which targets a request may go to. The first route that fits counts; a request that fits none goes to
 * the provider in its path, as without routes. What was scanned decides with: a target that would read the body in
 * another format is none (invariant 1).
 */

import type { RouteConfig, TargetConfig } from '../../config/schema-routes.ts'
import type { ScanOverride } from '../../config/schema-scan-request.ts'
import { type Endpoint, endpointOf } from '../../prompt/endpoint.ts'
import { type Access, assertMayCall } from '../clients/access.ts'
import { ProxyError } from '../errors.ts'
import { directPath, findProvider, type Provider, type Route, routeTo } from '../route.ts'
import type { Health } from './health.ts'
import { createMatcher, type Matcher, type RequestFacts } from './match.ts'
import { renameInPath } from './model.ts'
import { weightedOrder } from './order.ts'
import type { Rewriting } from './rewriting.ts'
import { createSpellings } from './spellings.ts'

export type FailureKind = RouteConfig['fallback_on'][number]

export interface PlannedTarget {
  readonly provider: Provider
  readonly upstream: URL
  /** The name to be written into the body; undefined to leave it as it came. */
  readonly bodyModel?: string
  /** The model that is asked for there, where it has another name. */
  readonly model?: string
}

export interface Plan {
  /** Undefined for a request that no route fits. */
  readonly route: string | undefined
  /** In the order in which they are tried; never empty. */
  readonly targets: readonly PlannedTarget[]
  readonly fallbackOn: ReadonlySet<FailureKind>
  /** Keys of `[scan]` that differ for the route. */
  readonly scan: ScanOverride | undefined
  /** What the route changes; undefined for nothing. */
  readonly rewriting: Rewriting | undefined
  /** Tries at each target. */
  readonly tries: number
}

/** What is known before the body is read. */
export interface Begun {
  readonly facts: RequestFacts
  readonly candidates: readonly Matcher[]
  readonly direct: { readonly provider: string; readonly rest: string } | undefined
  /** How the body is to be read. */
  readonly endpoint: Endpoint
  /** Of the first target that comes into question. */
  readonly upstream: URL
  /** The provider there, whose scan profile the body is read with until its model is known. */
  readonly first?: Provider
  /** Whether a route that may fit has a scan of its own, so that nothing is refused before it is known. */
  readonly isOpen: boolean
}

/** What the body says. */
export interface Named {
  /** The one that the request is for. */
  readonly model: string | undefined
  /** Every model that it names. */
  readonly models: readonly string[]
  readonly access: readonly Access[] | undefined
}

export interface Router {
  /** @throws {ProxyError} `unknown_route`, `unknown_provider`, `forbidden` for a route that denies whatever the model is */
  begin(facts: RequestFacts): Begun
  /** @throws {ProxyError} `forbidden`, `unknown_route`, `unknown_provider` */
  choose(begun: Begun, named: Named): Plan
  /** Why each route does not fit, in the order of the configuration; undefined for those that do. */
  explain(facts: RequestFacts, models: readonly string[]): { name: string; mismatch: string | undefined }[]
}

interface RouterOptions {
  readonly routes: readonly RouteConfig[]
  readonly providers: ReadonlyMap<string, Provider>
  readonly health: Health
  readonly random: () => number
}

export function createRouter({ routes, providers, health, random }: RouterOptions): Router {
  const matchers = routes.map(createMatcher)
  const spellingsOf = createSpellings()
  const pathsOf = ({ url }: RequestFacts) => {
    const direct = directPath(url.pathname)
    const provider = direct && providers.get(direct.provider)
    return spellingsOf(url.pathname, provider && routeTo(provider, direct.rest, ''))
  }

  return {
    begin(facts) {
      const paths = pathsOf(facts)
      const candidates = matchers.filter((matcher) => matcher.mismatch(facts, paths) === undefined)
      const [first] = candidates
      if (first?.config.deny !== undefined && !first.config.models) throw refusedBy(first.config)
      const direct = directPath(facts.url.pathname)
      const found = candidates.find(({ config }) => config.targets.length > 0 || config.provider_from_model)
      if (!direct && !found && !first) throw new ProxyError('unknown_route')
      const isOpen = candidates.some(({ config }) => config.scan !== undefined)
      const name = found?.config.targets[0]?.provider ?? direct?.provider
      const rest = restOf(facts.url, direct, found?.config ?? first?.config)
      if (name === undefined) {
        return { facts, candidates, direct, endpoint: endpointOf(rest), upstream: facts.url, isOpen }
      }
      const { endpoint, upstream, provider } = routeTo(findProvider(name, providers), rest, facts.url.search)
      return { facts, candidates, direct, endpoint, upstream, first: provider, isOpen }
    },

    choose(begun, { model, models, access }) {
      // What a later route would take the provider out of is denied by the model's own name, too.
      const splits = begun.candidates.some((candidate) => candidate.config.provider_from_model)
      const denied = splits ? models.flatMap((name) => [name, splitModel(name)?.model ?? name]) : models
      const matcher = begun.candidates.find(({ config, fitsModels }) =>
        fitsModels(config.deny === undefined ? models : denied),
      )
      const config = matcher?.config
      if (config?.deny !== undefined) throw refusedBy(config)
      if (config && matcher.forbidden(models) !== undefined) throw forbiddenModel(config)
      const wanted = wantedTargets(begun, config, model)
      const planned = wanted.map((target) => plan(begun, config, target, model))
      const readable = planned.filter(({ endpoint }) => endpoint.rule === begun.endpoint.rule)
      if (readable.length === 0) {
        throw new ProxyError('unknown_route', { detail: 'Its targets read this path in another format.' })
      }
      const targets = access ? allowed(readable, access) : readable
      const up = targets.filter(({ provider }) => health.isUp(provider.name))
      return {
        route: config?.name,
        scan: config?.scan,
        rewriting: matcher?.rewriting,
        targets: [...up, ...targets.filter((target) => !up.includes(target))],
        fallbackOn: new Set(config?.fallback_on),
        tries: 1 + (config?.retries ?? 0),
      }
    },

    explain(facts, models) {
      const paths = pathsOf(facts)
      return matchers.map((matcher) => ({
        name: matcher.config.name,
        mismatch: matcher.mismatch(facts, paths) ?? (matcher.fitsModels(models) ? undefined : 'model'),
      }))
    },
  }

  /** @throws {ProxyError} when nothing says where to */
  function wantedTargets(
    { direct, facts }: Begun,
    config: RouteConfig | undefined,
    model: string | undefined,
  ): readonly TargetConfig[] {
    const split = config?.provider_from_model ? splitModel(model) : undefined
    if (split) {
      const renamed = config?.rename?.[model ?? ''] ?? config?.rename?.[split.model] ?? config?.force_model
      return [{ ...split, model: renamed ?? split.model }, ...(config?.fallbacks ?? [])]
    }
    if (config && config.targets.length > 0) {
      const nameOf = ({ provider, model: own = '' }: TargetConfig) => `${provider} ${own}`
      const ordered = weightedOrder(config.targets, stickyKey(config, facts), nameOf, random)
      return [...ordered, ...config.fallbacks]
    }
    if (direct) return [{ provider: direct.provider, weight: 1 }, ...(config?.fallbacks ?? [])]
    if (!config?.provider_from_model) throw new ProxyError('unknown_route')
    throw new ProxyError('unknown_route', { detail: 'Name the provider in the model: "provider/model".' })
  }

  /** `anthropic/claude-x` where `anthropic` is a provider. */
  function splitModel(model: string | undefined): (TargetConfig & { readonly model: string }) | undefined {
    const slash = model?.indexOf('/') ?? -1
    if (model === undefined || slash < 1 || slash === model.length - 1) return undefined
    const provider = model.slice(0, slash)
    return providers.has(provider) ? { provider, model: model.slice(slash + 1), weight: 1 } : undefined
  }

  function plan(
    { facts, direct }: Begun,
    config: RouteConfig | undefined,
    target: TargetConfig,
    asked: string | undefined,
  ): PlannedTarget & Route {
    const route = routeTo(
      findProvider(target.provider, providers),
      restOf(facts.url, direct, config),
      facts.url.search,
    )
    const renamedTo = asked === undefined ? undefined : config?.rename?.[asked]
    const model = target.model ?? renamedTo ?? config?.force_model
    if (model === undefined || model === asked) return route
    const renamed = renameInPath(route.upstream.pathname, model)
    if (renamed === undefined) return { ...route, model, bodyModel: model }
    const upstream = new URL(route.upstream)
    upstream.pathname = renamed
    return { ...route, upstream, model }
  }
}

/** @throws {ProxyError} the reason of the first when none is allowed */
function allowed<T extends PlannedTarget & Route>(targets: readonly T[], access: readonly Access[]): T[] {
  let refusal: unknown
  const kept = targets.filter(({ provider, endpoint, upstream }) => {
    try {
      assertMayCall(access, provider.name, endpoint, upstream.pathname)
      return true
    } catch (error) {
      refusal ??= error
      return false
    }
  })
  if (kept.length === 0) throw refusal
  return kept
}

function restOf(url: URL, direct: Begun['direct'], config: RouteConfig | undefined): string {
  if (direct) return direct.rest
  const prefix = config?.strip_prefix?.replace(/\/$/, '')
  if (prefix === undefined || !`${url.pathname}/`.startsWith(`${prefix}/`)) return url.pathname
  return url.pathname.slice(prefix.length)
}

function stickyKey({ sticky }: RouteConfig, { client, address, headers }: RequestFacts): string | undefined {
  if (sticky === undefined) return undefined
  if (sticky === 'client') return client ?? address
  return headers.get(sticky.slice('header:'.length)) ?? undefined
}

const refusedBy = ({ name, deny }: RouteConfig): ProxyError =>
  new ProxyError('forbidden', { detail: deny ?? '', fields: { route: name } })

const forbiddenModel = ({ name }: RouteConfig): ProxyError =>
  new ProxyError('forbidden', { detail: 'The route does not allow this model.', fields: { route: name } })
