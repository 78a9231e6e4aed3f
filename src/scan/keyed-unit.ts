/** Units under the keys of their verdicts. */

import type { Segment } from '../prompt/segment.ts'
import type { Keyer } from './cache.ts'
import type { Unit } from './pack.ts'

/** A unit under its key, with every segment that has this very text after this very context. */
export interface KeyedUnit extends Pick<Unit, 'text' | 'context' | 'index'> {
  readonly key: string
  readonly segments: Segment[]
}

/** Equal texts are one unit, wherever they stand. */
export function uniqueUnits(units: readonly Unit[], keyer: Keyer): KeyedUnit[] {
  const byKey = new Map<string, KeyedUnit>()
  const unique: KeyedUnit[] = []
  for (const { text, context, index, segment } of units) {
    const key = keyer(text, context)
    const known = byKey.get(key)
    if (known) known.segments.push(segment)
    else {
      const unit = { key, text, context, index, segments: [segment] }
      byKey.set(key, unit)
      unique.push(unit)
    }
  }
  return unique
}

export const keyOfPack = (units: readonly KeyedUnit[], keyer: Keyer): string => {
  const [first] = units
  return first && units.length === 1 ? first.key : keyer(`pack ${units.map(({ key }) => key).join(' ')}`)
}
