/** What a client may use. Whatever cannot be told, such as the model of a body that names none, is not allowed. */

import type { Endpoint } from '../../prompt/endpoint.ts'
import { ProxyError } from '../errors.ts'
import { globMatcher, pathMatcher } from '../glob.ts'
import { decodeOnce } from '../route.ts'

/** Every list that is there must allow a request; one that is missing allows all. */
export interface Access {
  readonly provider?: (name: string) => boolean
  readonly model?: (name: string) => boolean
  readonly endpoint?: (format: string, path: string) => boolean
}

export interface AccessLists {
  readonly providers?: readonly string[] | undefined
  readonly models?: readonly string[] | undefined
  /** Names of formats, or paths behind the provider that begin with a slash. */
  readonly endpoints?: readonly string[] | undefined
}

export function accessOf({ providers, models, endpoints }: AccessLists): Access {
  const isPath = (text: string) => text.startsWith('/')
  const formats = globMatcher(endpoints?.filter((text) => !isPath(text)) ?? [])
  const paths = pathMatcher(endpoints?.filter(isPath) ?? [])
  // Some servers take an encoded slash for a slash: both readings must be allowed.
  const isAllowed = (path: string) => paths(path) && (!path.includes('%') || paths(decodeOnce(path)))
  return {
    ...(providers && { provider: globMatcher(providers) }),
    ...(models && { model: globMatcher(models) }),
    ...(endpoints && { endpoint: (format: string, path: string) => formats(format) || isAllowed(path) }),
  }
}

const mayUseProvider = (access: readonly Access[], name: string): boolean =>
  access.every(({ provider }) => provider?.(name) ?? true)

/**
 * @param path of the upstream URL
 * @throws {ProxyError} `forbidden`
 */
export function assertMayCall(
  access: readonly Access[],
  provider: string,
  endpoint: Endpoint,
  path: string,
): void {
  if (!mayUseProvider(access, provider)) throw forbidden('this provider')
  if (access.some((one) => one.endpoint && !one.endpoint(endpoint.format, path))) {
    throw forbidden('this endpoint')
  }
}

/**
 * @param models every model that the request names, in its body and in its path
 * @param hasBody whether there is a body, which may hold a model in a place that we do not know
 * @throws {ProxyError} `forbidden`
 */
export function assertMayUseModels(
  access: readonly Access[],
  models: readonly string[],
  hasBody: boolean,
): void {
  for (const { model } of access) {
    if (!model) continue
    if (models.length === 0 && hasBody) throw forbidden('a request that names no model')
    // Gemini's own spelling in bodies: `models/gemini-2.5-pro`.
    if (!models.every((name) => model(name.replace(/^models\//, '')))) throw forbidden('this model')
  }
}

const forbidden = (what: string): ProxyError =>
  new ProxyError('forbidden', { detail: `The client may not use ${what}.` })
