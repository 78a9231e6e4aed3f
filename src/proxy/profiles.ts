/**
 * Which scan profile a request has: that of its provider (`[providers.NAME.scan]`), or of the longest path of
 * `[[scan.overrides]]` that it is below. All of them are built at start.
 *
 * Paths are compared as providers may read them, not as they are spelled: the version segment, the letters' case,
 * repeated slashes and percent-encoding do not count, so that no spelling leads around a stricter profile.
 */

import type { Config } from '../config/schema.ts'
import type { ScanOverride } from '../config/schema-scan-request.ts'
import type { ScanProfile } from '../scan/profile.ts'
import { decodeOnce, findRoute, isVersion, type Provider } from './route.ts'

/** @param provider undefined where it is not known before the body is read: then `[scan]` holds */
export type ProfileFor = (
  provider: Provider | undefined,
  upstream: URL,
  /** Of a route, laid over all else. */
  ofRoute?: ScanOverride,
) => ScanProfile

/** Makes a profile of `[scan]` and of what is laid over it, the special after the general. */
export type BuildProfile = (...layers: readonly (ScanOverride | undefined)[]) => ScanProfile

interface PathProfile {
  readonly place: string
  readonly profile: ScanProfile
}

export function createProfiles(
  config: Config,
  providers: ReadonlyMap<string, Provider>,
  build: BuildProfile,
): ProfileFor {
  const layersOf = new Map<ScanProfile, readonly (ScanOverride | undefined)[]>()
  const ofRoutes = new Map<ScanOverride, Map<ScanProfile, ScanProfile>>()
  const built: BuildProfile = (...layers) => {
    const profile = build(...layers)
    layersOf.set(profile, layers)
    return profile
  }
  const ofProvider = new Map<string, ScanProfile>()
  const ofPaths = new Map<string, readonly PathProfile[]>()
  const overrides = config.scan.overrides.map(({ path, ...override }) => {
    const { provider, upstream } = findRoute(new URL(path, 'http://localhost'), providers)
    return { provider: provider.name, place: placeOf(provider, upstream), override }
  })
  for (const name of providers.keys()) {
    const own = config.providers[name]?.scan
    ofProvider.set(name, built(own))
    const paths = overrides
      .filter(({ provider }) => provider === name)
      .toSorted((a, b) => a.place.length - b.place.length)
    if (paths.length === 0) continue
    const profiles = paths.map(({ place }) => {
      const layers = paths.filter((path) => covers(path.place, place)).map(({ override }) => override)
      return { place, profile: built(own, ...layers) }
    })
    ofPaths.set(name, profiles.reverse())
  }
  const otherwise = built()

  return (provider, upstream, ofRoute) => {
    const profile = placed(provider, upstream)
    return ofRoute ? routed(profile, ofRoute) : profile
  }

  /** Built when it is first needed: few routes meet few providers. */
  function routed(profile: ScanProfile, ofRoute: ScanOverride): ScanProfile {
    const known = ofRoutes.get(ofRoute) ?? new Map<ScanProfile, ScanProfile>()
    ofRoutes.set(ofRoute, known)
    const own = known.get(profile) ?? build(...(layersOf.get(profile) ?? []), ofRoute)
    known.set(profile, own)
    return own
  }

  function placed(provider: Provider | undefined, upstream: URL): ScanProfile {
    if (!provider) return otherwise
    const paths = ofPaths.get(provider.name)
    if (paths) {
      const place = placeOf(provider, upstream)
      const found = paths.find((path) => covers(path.place, place))
      if (found) return found.profile
    }
    return ofProvider.get(provider.name) ?? otherwise
  }
}

/** What a provider is asked for, without the ways to spell it. */
function placeOf({ basePath }: Provider, upstream: URL): string {
  const segments = decodeOnce(upstream.pathname)
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '')
  const base = isVersion(basePath.at(-1) ?? '') ? basePath.slice(0, -1) : basePath
  const isBelow = base.every((segment, index) => decodeOnce(segment).toLowerCase() === segments[index])
  const rest = isBelow ? segments.slice(base.length) : segments
  return `/${(isVersion(rest[0] ?? '') ? rest.slice(1) : rest).join('/')}`
}

/** Whole segments; Google's verbs follow a colon. */
const covers = (prefix: string, place: string): boolean =>
  prefix === '/' || place === prefix || place.startsWith(`${prefix}/`) || place.startsWith(`${prefix}:`)
