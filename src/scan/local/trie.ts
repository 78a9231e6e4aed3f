/**
 * Phrases found in folded text in one pass: a trie in flat arrays, walked from the start of every word. A walk
 * ends with the first character that no phrase continues with, so the work is bounded by the longest phrase
 * times the length of the text, and mostly by its length alone.
 */

import { CLASS, classOf } from './fold.ts'

export interface Phrase {
  /** Folded text; a final `*` stands for any ending of the word. */
  readonly text: string
  /** What the phrase stands for: an index that the caller gives meaning to. */
  readonly value: number
}

export interface Trie {
  readonly keys: Int32Array
  readonly next: Int32Array
  readonly mask: number
  /** Per first unit: its node, or 0. */
  readonly roots: Uint16Array
  /**
   * Hashed pairs of first units that a phrase begins with: most words are turned away by their first two letters,
   * and of those where every phrase is longer (`LONGER`) by their third.
   */
  readonly pairs: Uint8Array
  readonly triples: Uint8Array
  /** Per node: index into `values` plus one when a phrase ends here at the end of a word, else 0. */
  readonly whole: Uint16Array
  /** The same for phrases with a free ending. */
  readonly stem: Uint16Array
  readonly values: readonly (readonly number[])[]
}

/** In a phrase, at its start: only at the start of a line, after spaces and decoration. */
export const LINE_START = 1

const SPACE = 0x20
const ROOT = 1
const hash = (key: number, mask: number) => (Math.imul(key, 0x9e3779b1) >>> 12) & mask

/** Builds a trie. Several phrases may have one text: their values are joined. */
export function buildTrie(phrases: readonly Phrase[]): Trie {
  let units = 1
  for (const phrase of phrases) units += phrase.text.length
  const size = 1 << (32 - Math.clz32(units * 2))
  const keys = new Int32Array(size)
  const next = new Int32Array(size)
  const mask = size - 1
  const whole = new Uint16Array(units + 1)
  const stem = new Uint16Array(units + 1)
  const values: number[][] = []
  let nodes = ROOT
  for (const { text, value } of phrases) {
    const free = text.endsWith('*')
    let node = ROOT
    for (let i = 0; i < text.length - (free ? 1 : 0); i++) {
      const key = (node << 16) | text.charCodeAt(i)
      let slot = hash(key, mask)
      while (next[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask
      if (next[slot] === 0) {
        keys[slot] = key
        next[slot] = ++nodes
      }
      node = next[slot]!
    }
    const ends = free ? stem : whole
    if (ends[node] === 0) ends[node] = values.push([])
    const list = values[ends[node]! - 1]!
    if (!list.includes(value)) list.push(value)
  }
  const pairs = new Uint8Array(0x10000)
  const triples = new Uint8Array(0x10000)
  for (const { text } of phrases) {
    const [first, second, third] = [text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2)]
    const { length } = text.replace('*', '')
    if (length > 2) {
      pairs[pairOf(first, second)]! |= LONGER
      triples[tripleOf(first, second, third)] = 1
    } else if (length > 1) pairs[pairOf(first, second)]! |= SHORT
    else for (let any = 0; any < 0x10000; any++) pairs[pairOf(first, any)]! |= SHORT
  }
  const roots = new Uint16Array(0x10000)
  for (let slot = 0; slot < size; slot++)
    if (next[slot] !== 0 && keys[slot]! >>> 16 === ROOT) roots[keys[slot]! & 0xffff] = next[slot]!
  return { keys, next, mask, roots, pairs, triples, whole, stem, values }
}

const LONGER = 1
const SHORT = 2
const pairOf = (first: number, second: number): number => (Math.imul(first, 0x3d4d) ^ second) & 0xffff
const tripleOf = (first: number, second: number, third: number): number =>
  (Math.imul(first, 0x3d4d) ^ Math.imul(second, 0x6b43) ^ third) & 0xffff

/** Within a phrase a line break, a hyphen and an underscore are spaces. */
const spaced = (unit: number): number => (unit === 0x0a || unit === 0x2d || unit === 0x5f ? SPACE : unit)

/** Whether a phrase may start with the units at `from`. */
function mayStart(trie: Trie, codes: Uint16Array, from: number, end: number): boolean {
  if (from + 1 >= end) return true
  const first = codes[from]!
  const second = spaced(codes[from + 1]!)
  const kind = trie.pairs[pairOf(first, second)]!
  if (kind !== LONGER) return kind !== 0
  return from + 2 < end && trie.triples[tripleOf(first, second, spaced(codes[from + 2]!))] === 1
}

/** The node after `node` by `unit`, or 0. */
function step(trie: Trie, node: number, unit: number): number {
  const key = (node << 16) | unit
  let slot = hash(key, trie.mask)
  while (trie.next[slot] !== 0) {
    if (trie.keys[slot] === key) return trie.next[slot]!
    slot = (slot + 1) & trie.mask
  }
  return 0
}

/** Where a walk puts the end (exclusive) of the phrase that it found. */
export interface MatchEnd {
  end: number
}

/**
 * The longest phrase that starts at `from`.
 * @param match receives the phrase's end
 * @param prefix a marker that the phrase must begin with (`LINE_START`), 0 for none
 * @returns its values, or undefined
 */
export function longest(
  trie: Trie,
  codes: Uint16Array,
  from: number,
  end: number,
  match: MatchEnd,
  prefix = 0,
): readonly number[] | undefined {
  if (prefix === 0 && !mayStart(trie, codes, from, end)) return undefined
  let node = prefix === 0 ? ROOT : trie.roots[prefix]!
  let found = 0
  for (let i = from; i < end && node !== 0; i++) {
    const unit = spaced(codes[i]!)
    node = node === ROOT ? trie.roots[unit]! : step(trie, node, unit)
    if (node === 0) break
    if (trie.stem[node] !== 0) {
      found = trie.stem[node]!
      match.end = i + 1
    }
    if (trie.whole[node] !== 0 && (i + 1 === end || !continuesWord(unit, codes[i + 1]!))) {
      found = trie.whole[node]!
      match.end = i + 1
    }
  }
  return found === 0 ? undefined : trie.values[found - 1]
}

/** A word goes on when both sides are letters of a script with spaces. */
function continuesWord(left: number, right: number): boolean {
  return classOf(left) === CLASS.word && classOf(right) === CLASS.word
}
