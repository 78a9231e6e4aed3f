/**
 * What the model sees of a text: for every token the table indices of its features. Words, stems, pairs and
 * triples of stems; and the concepts named, alone and in sequence, which carry what is learned in one language
 * over to the others.
 */

import { CONCEPTS, type Concept } from './lexicon/lexicon.ts'
import type { Hit } from './match.ts'
import type { Mentions } from './mentions.ts'
import { scratch32 } from './scratch.ts'
import type { Tokens } from './tokens.ts'

/** Bits of the table's index. */
export const TABLE_BITS = 19
const SHIFT = 32 - TABLE_BITS

/** Of some tokens in a row; valid until the next ones. */
export interface Features {
  /** Indices into the table, token after token. */
  readonly index: Int32Array
  /** First index of every token, and one more entry for the end. */
  readonly first: Int32Array
}

const SALT = { word: 0x2c1b3c6d, stem: 0x297a2d39, pair: 0x1b873593, skip: 0x38495ab5, triple: 0x561ccd1b }
const RULE_SALT = 0x165667b1
const CONCEPT_SALT = { one: 0x7feb352d, two: 0x2c1b3c6f, three: 0x297a2d3b }
/** Concepts further apart than this, in folded characters, are not one thought. */
const NEAR = 40
const FAR = 120

/** Concepts that any text names: rules need them, a table of single mentions and pairs does not. */
const EVERYDAY_CONCEPTS: ReadonlySet<Concept> = new Set<Concept>([
  'ask',
  'object',
  'order',
  'reported',
  'mundane',
  'indefinite',
  'notafter',
  'norms',
  'absence',
  'toldyou',
  'place',
  'talk',
  'machine',
  'role',
  'hail',
  'reads',
  'reprint',
  'void',
  'mine',
  'operator',
  'brief',
  'called',
  'shape',
  'spill',
  'unheld',
  'banwords',
  'excuseword',
  'knob',
  'nil',
  'hush',
  'principal',
  'deed',
  'ceasebeing',
  'servant',
  'gate',
  'emptynot',
])
const EVERYDAY = Uint8Array.from(CONCEPTS, (concept) => (EVERYDAY_CONCEPTS.has(concept) ? 1 : 0))

/** How a hit stands in its text: plain, quoted, in talk about attacks, both, forbidden, about everyday life, or reported. */
function context(hit: Hit): number {
  if (hit.negated) return 4
  if (hit.mundane) return 5
  if (hit.reported) return hit.meta || hit.quoted ? 7 : 6
  return (hit.meta ? 2 : 0) + (hit.quoted ? 1 : 0)
}

/** Spreads a hash over all bits, of which the upper ones are the index. */
const slot = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> SHIFT

/** Tokens whose features are handed on together: few enough that the processor has them at hand when they are used. */
const TOGETHER = 1024
const indices = scratch32()
const first = new Int32Array(TOGETHER + 1)

/**
 * Features of all tokens. Linear in tokens and mentions.
 * @param take is given those of the tokens from `from` up to `to`
 */
export function extract(
  tokens: Tokens,
  mentions: Mentions,
  hits: readonly Hit[],
  take: (features: Features, from: number, to: number) => void,
): void {
  const { count, word, stem, start, end } = tokens
  const index = indices.atLeast(TOGETHER * 5 + mentions.count * 3 + hits.length)
  let from = 0
  let n = 0
  let next = 0
  let nextHit = 0
  let one = -1
  let oneAt = -1_000_000
  let two = -1
  let twoAt = -1_000_000
  for (let t = 0; t < count; t++) {
    if (t - from === TOGETHER) {
      first[TOGETHER] = n
      take({ index, first }, from, t)
      from = t
      n = 0
    }
    first[t - from] = n
    const w = word[t]!
    const s = stem[t]!
    // A single ideograph, like a single letter, says nothing.
    if (end[t]! - start[t]! > 1) index[n++] = slot(w + SALT.word)
    if (s !== w) index[n++] = slot(s + SALT.stem)
    if (t > 0) {
      const p = stem[t - 1]!
      index[n++] = slot(Math.imul(p, 31) + s + SALT.pair)
      if (t > 1) {
        const pp = stem[t - 2]!
        index[n++] = slot(Math.imul(pp, 31) + s + SALT.skip)
        index[n++] = slot(Math.imul(Math.imul(pp, 31) + p, 31) + s + SALT.triple)
      }
    }
    const limit = t + 1 < count ? start[t + 1]! : 0x7fffffff
    while (next < mentions.count && mentions.start[next]! < limit) {
      const concept = mentions.concept[next]!
      const at = mentions.at[next++]!
      if (EVERYDAY[concept] === 1) continue
      index[n++] = slot(concept + CONCEPT_SALT.one)
      if (concept === one) {
        oneAt = at
        continue
      }
      const near = at - oneAt
      if (near <= FAR) {
        index[n++] = slot(one * CONCEPTS.length + concept + CONCEPT_SALT.two + (near <= NEAR ? 0 : 0x10000))
        if (at - twoAt <= FAR)
          index[n++] = slot((two * CONCEPTS.length + one) * CONCEPTS.length + concept + CONCEPT_SALT.three)
      }
      two = one
      twoAt = oneAt
      one = concept
      oneAt = at
    }
    while (nextHit < hits.length && hits[nextHit]!.end <= limit) {
      const hit = hits[nextHit++]!
      index[n++] = slot((hit.number * 2 + (hit.tight ? 1 : 0)) * 8 + context(hit) + RULE_SALT)
    }
  }
  first[count - from] = n
  take({ index, first }, from, count)
}
