/**
 * The paths by which routes know a request: as it was written, and as it could have been written. A provider takes
 * `/v1/proxy/openai/files`, `/v1/proxy/openai/v1/files` and, some of them, `/v1/proxy/openai/Files;x` for one place, so
 * that a rule for one of them is for all. Two versions stay two places.
 */

import { LRUCache } from 'lru-cache'
import { DIRECT_PREFIX, isVersion, type Provider } from '../route.ts'

/** @param upstream where the request would go: `direct` is behind its provider in the path */
export type SpellingsOf = (path: string, direct: DirectPlace | undefined) => readonly string[]

interface DirectPlace {
  readonly provider: Provider
  readonly upstream: URL
}

const MAX_REMEMBERED = 1000
/** Longer ones are of no application that calls the same few paths again and again. */
const LONGEST_REMEMBERED = 256
/** A server that decodes more often than that is none. */
const MAX_LAYERS = 3

export function createSpellings(): SpellingsOf {
  const known = new LRUCache<string, readonly string[]>({ max: MAX_REMEMBERED })
  return (path, direct) => {
    const remembered = known.get(path)
    if (remembered) return remembered
    const spellings = [...new Set([path, ...(direct ? ofProvider(direct) : ofRoot(path))].flatMap(asRead))]
    if (path.length <= LONGEST_REMEMBERED) known.set(path, spellings)
    return spellings
  }
}

/** The upstream's own path, the same without its version, and without what the base URL has before it. */
function ofProvider({ provider: { name, basePath }, upstream }: DirectPlace): string[] {
  const segments = upstream.pathname.split('/').slice(1)
  const base = isVersion(basePath.at(-1) ?? '') ? basePath.slice(0, -1) : basePath
  const isBelow = base.every((segment, index) => segment === segments[index])
  const rest = isBelow ? segments.slice(base.length) : segments
  const [version, place] = isVersion(rest[0] ?? '') ? [rest[0], rest.slice(1)] : ['v1', rest]
  const under = (...path: readonly (string | undefined)[]) => `${DIRECT_PREFIX}${[name, ...path].join('/')}`
  return [under(...segments), under(...place), under(version, ...place)]
}

/** A root of our own: with and without the version that its provider's base URL may have. */
function ofRoot(path: string): string[] {
  const [first = '', ...rest] = path.split('/').slice(1)
  return [isVersion(first) ? `/${rest.join('/')}` : `/v1${path}`]
}

/** Decoded, in one case, without repeated slashes and a slash at the end; with and without parameters of segments. */
function asRead(path: string): string[] {
  const decoded = decodeFully(path).toLowerCase()
  const plain = (text: string) => text.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
  return decoded.includes(';') ? [plain(decoded), plain(decoded.replace(/;[^/]*/g, ''))] : [plain(decoded)]
}

function decodeFully(path: string): string {
  let decoded = path
  for (let layer = 0; layer < MAX_LAYERS && decoded.includes('%'); layer++) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      return decoded
    }
  }
  return decoded
}
