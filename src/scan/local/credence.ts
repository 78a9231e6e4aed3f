/** What a rule's hit is worth, by what stands around it. */

import type { Hit } from './match.ts'

/** What a hit is worth that nothing speaks for. */
export const PLAIN = 1

/**
 * What a hit is worth where the text quotes, talks about attacks, tells what somebody said, names a subject of everyday
 * life, or forbids what the rule looks for.
 */
export function credence(hit: Hit): number {
  if (hit.mundane) return 0.05
  if (hit.negated || (hit.meta && hit.quoted)) return 0.15
  if (hit.reported) return hit.meta || hit.quoted ? 0.2 : 0.4
  return hit.meta || hit.quoted ? 0.7 : PLAIN
}
