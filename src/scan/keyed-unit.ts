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
  for (const unit of units) {
    const key = keyer(unit.text, unit.context)
    const known = byKey.get(key)
    if (known) known.segments.push(unit.segment)
    else
      byKey.set(key, {
        key,
        text: unit.text,
        context: unit.context,
        index: unit.index,
        segments: [unit.segment],
      })
  }
  return [...byKey.values()]
}

export const keyOfPack = (units: readonly KeyedUnit[], keyer: Keyer): string => {
  const [first] = units
  return first && units.length === 1 ? first.key : keyer(`pack ${units.map(({ key }) => key).join(' ')}`)
}
