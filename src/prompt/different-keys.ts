/**
 * How many characters of different keys a body has that no format names. To look into a key takes as long as to scan a
 * sentence, and nothing else gets its turn meanwhile: some 0.2 s for a million. No API has a tenth of it.
 */

import { ProxyError } from '../proxy/errors.ts'

/** Up to here it does not matter whether they differ, and nobody keeps count. */
export const FEW_KEY_CHARS = 65_536
const MOST_KEY_CHARS = 1_000_000

export interface DifferentKeys {
  readonly seen: Set<string>
  chars: number
}

/** @throws {ProxyError} `body_too_large` */
export function noteDifferent(walk: { differentKeys: DifferentKeys | undefined }, key: string): void {
  walk.differentKeys ??= { seen: new Set(), chars: 0 }
  const { differentKeys: keys } = walk
  if (keys.seen.has(key)) return
  keys.seen.add(key)
  keys.chars += key.length
  if (keys.chars <= MOST_KEY_CHARS) return
  throw new ProxyError('body_too_large', {
    detail: `It has more than ${MOST_KEY_CHARS} characters of different keys that no format names.`,
  })
}
