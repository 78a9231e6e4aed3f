/** Whether a route fits a request, and if not, because of what. */

import type { RouteConfig } from '../../config/schema-routes.ts'
import type { Client } from '../exchange.ts'
import { globMatcher, pathMatcher } from '../glob.ts'
import { decodeOnce } from '../route.ts'
import { composeRewriting, type Rewriting } from './rewriting.ts'

/** What a request is routed by, before its body is read. */
export interface RequestFacts {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  /** Undefined where nobody has to show a key. */
  readonly client: string | undefined
  readonly address: string
}

export const factsOf = (request: Request, url: URL, { name, address }: Client): RequestFacts => ({
  method: request.method,
  url,
  headers: request.headers,
  client: name,
  address,
})

export interface Matcher {
  readonly config: RouteConfig
  readonly rewriting: Rewriting | undefined
  /** @returns what does not fit; undefined when all but the model does */
  mismatch(facts: RequestFacts, path: string): string | undefined
  /** Any of the models that a request names, so that a decoy beside the true one changes nothing. */
  fitsModels(models: readonly string[]): boolean
  /** @returns a model that the route forbids */
  forbidden(models: readonly string[]): string | undefined
}

/** One spelling: decoded once, without repeated slashes and a slash at the end, as servers read it. */
export const normalPath = (pathname: string): string =>
  decodeOnce(pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/(?<=.)\/$/, '')

export function createMatcher(config: RouteConfig): Matcher {
  const hosts = config.hosts && globMatcher(config.hosts.map((host) => host.toLowerCase()))
  const paths = config.paths && pathMatcher(config.paths)
  const methods = config.methods && new Set(config.methods.map((method) => method.toUpperCase()))
  const clients = config.clients && globMatcher(config.clients)
  const models = config.models && globMatcher(config.models)
  // Some providers tell names apart by their case, some do not.
  const forbidden =
    config.forbid_models && globMatcher(config.forbid_models.map((name) => name.toLowerCase()))
  const headers = Object.entries(config.headers ?? {}).map(
    ([name, pattern]) => [name, globMatcher([pattern])] as const,
  )
  return {
    config,
    rewriting: composeRewriting(config),
    mismatch({ method, url, headers: sent, client }, path) {
      if (hosts && !hosts(url.hostname)) return 'host'
      if (paths && !paths(path)) return 'path'
      if (methods && !methods.has(method)) return 'method'
      if (clients && !(client !== undefined && clients(client))) return 'client'
      const wrong = headers.find(([name, fits]) => !fits(sent.get(name) ?? ''))
      return wrong && `header ${wrong[0]}`
    },
    fitsModels: (named) => !models || named.some((model) => models(model.replace(/^models\//, ''))),
    forbidden: (named) =>
      forbidden &&
      named.find((model) => {
        const name = model.replace(/^models\//, '').toLowerCase()
        const slash = config.provider_from_model ? name.indexOf('/') : -1
        return forbidden(name) || (slash !== -1 && forbidden(name.slice(slash + 1)))
      }),
  }
}
