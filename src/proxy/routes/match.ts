/** Whether a route fits a request, and if not, because of what. */

import type { RouteConfig } from '../../config/schema-routes.ts'
import type { Client } from '../exchange.ts'
import { globMatcher, pathMatcher } from '../glob.ts'
import { foldModel } from './model.ts'
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
  /** @param paths the spellings of the request's @returns what does not fit; undefined when all but the model does */
  mismatch(facts: RequestFacts, paths: readonly string[]): string | undefined
  /** Any of the models that a request names, so that a decoy beside the true one changes nothing. */
  fitsModels(models: readonly string[]): boolean
  /** @returns a model that the route forbids */
  forbidden(models: readonly string[]): string | undefined
}

const folded = (patterns: readonly string[]): string[] => patterns.map((pattern) => pattern.toLowerCase())

export function createMatcher(config: RouteConfig): Matcher {
  const hosts = config.hosts && globMatcher(folded(config.hosts))
  const fitsPath = config.paths && pathMatcher(folded(config.paths))
  const methods = config.methods && new Set(config.methods.map((method) => method.toUpperCase()))
  const clients = config.clients && globMatcher(config.clients)
  const models = config.models && globMatcher(folded(config.models))
  const forbidden = config.forbid_models && globMatcher(folded(config.forbid_models))
  const headers = Object.entries(config.headers ?? {}).map(
    ([name, pattern]) => [name, globMatcher([pattern])] as const,
  )
  return {
    config,
    rewriting: composeRewriting(config),
    mismatch({ method, url, headers: sent, client }, paths) {
      if (hosts && !hosts(url.hostname.replace(/\.$/, ''))) return 'host'
      if (fitsPath && !paths.some(fitsPath)) return 'path'
      if (methods && !methods.has(method)) return 'method'
      if (clients && !(client !== undefined && clients(client))) return 'client'
      const wrong = headers.find(([name, fits]) => {
        const value = sent.get(name)
        return value === null || !fits(value)
      })
      return wrong && `header ${wrong[0]}`
    },
    fitsModels: (named) => !models || named.some((model) => models(foldModel(model))),
    forbidden: (named) =>
      forbidden &&
      named.find((model) => {
        const name = foldModel(model)
        const slash = config.provider_from_model ? name.indexOf('/') : -1
        return forbidden(name) || (slash !== -1 && forbidden(name.slice(slash + 1)))
      }),
  }
}
