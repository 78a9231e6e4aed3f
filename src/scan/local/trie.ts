/**
 * Phrases found in folded text in one pass: a trie in flat arrays, walked from the start of every word. A walk
 * ends with the first character that no phrase continues with, so the work is bounded by the longest phrase
 * times the length of the text, and mostly by its length alone.
 */

import { CLASS, classOf } from './fold.ts'
import { EMPTY_HASH, extendHash } from './tokens.ts'

export interface Phrase {
  /** Folded text; a final `*` stands for any ending of the word. */
  readonly text: string
  /** What the phrase stands for: an index that the caller gives meaning to. */
  readonly value: number
}

/**
 * Nodes are numbered in the order of a walk that goes down first: the first child of a node is the one after it, so that a
 * walk reads memory in order.
 */
export interface Trie {
  /** Per unit its number among those that phrases hold, 0 for none; what stands for a space has the space's. */
  readonly letters: Uint16Array
  /** Per letter: its node after the root, or 0. */
  readonly roots: Int32Array
  /** Per node: the letter that leads to it. */
  readonly labels: Uint16Array
  /** Per node: its next sibling (0 for none), times four, plus what kind of children it has. */
  readonly links: Int32Array
  /** Children of nodes that have many, by hash of node and letter: key, then child. */
  readonly wide: Int32Array
  /**
   * By hash: words that are phrases or stand before a mark in one (`WHOLE`), words with the first two units of the next
   * (`NEXT`), and first three letters of words with a free ending (`FREE`).
   */
  readonly openings: Uint8Array
  /** All other phrases: by hash their first two units (`PAIR`), and single units (`ALONE`). Most words are turned away by these two tables. */
  readonly pairs: Uint8Array
  /** Per node: 0, or where in `whole` and `stem` it stands what ends there. */
  readonly ends: Uint16Array
  /** Index into `values` plus one of phrases that end with the word, else 0; and the same for phrases with a free ending. */
  readonly whole: Uint16Array
  readonly stem: Uint16Array
  readonly values: readonly (readonly number[])[]
}

/** In a phrase, at its start: only at the start of a line, after spaces and decoration. */
export const LINE_START = 1

const SPACE = 0x20
/** Kinds of nodes: without children, with children that are tried one after another, with too many for that. */
const LEAF = 0
const NARROW = 1
const WIDE = 2
const MOST_NARROW = 6
/** Bits of a letter's number in a key. */
const LETTER_BITS = 11
const hash = (key: number, mask: number) => (Math.imul(key, 0x9e3779b1) >>> 11) & mask
const FREE_ENDING = 'f'.charCodeAt(0)
const WHOLE = 1
const FREE = 2
const NEXT = 4
const PAIR = 1
const ALONE = 2
const wordOpening = (word: number): number => (word ^ (word >>> 16)) & 0xffff
const tripleOpening = (first: number, second: number, third: number): number =>
  (Math.imul(first, 0x3d4d) ^ Math.imul(second, 0x6b43) ^ third) & 0xffff
const nextOpening = (word: number, first: number, second: number): number =>
  wordOpening(Math.imul(word, 0x2f0b) ^ Math.imul(first, 0x3d4d) ^ Math.imul(second, 0x6b43))
const pairOf = (first: number, second: number): number => (Math.imul(first, 0x3d4d) ^ second) & 0xffff
/** Within a phrase a line break, a hyphen and an underscore are spaces. */
const SPACED = [SPACE, 0x0a, 0x2d, 0x5f]
const spaced = (unit: number): number => (unit === 0x0a || unit === 0x2d || unit === 0x5f ? SPACE : unit)

/**
 * Builds a trie. Several phrases may have one text: their values are joined.
 * @throws {Error} when the phrases hold more letters or nodes than a key has room for
 */
export function buildTrie(phrases: readonly Phrase[]): Trie {
  // As plain strings, which are sorted many times faster: the text, a zero, whether its ending is free, its value.
  const sorted = phrases
    .map(({ text, value }) => {
      const free = text.endsWith('*')
      return `${free ? text.slice(0, -1) : text}\0${free ? 'f' : 'w'}${String.fromCharCode(value)}`
    })
    .sort()
  let units = 1
  for (const coded of sorted) units += coded.length
  const letters = new Uint16Array(0x10000)
  for (const unit of SPACED) letters[unit] = 1
  let known = 1
  const roots = new Int32Array(1 << LETTER_BITS)
  const labels = new Uint16Array(units)
  const links = new Int32Array(units)
  const children = new Uint16Array(units)
  const ends = new Uint16Array(units)
  const whole = new Uint16Array(sorted.length + 1)
  const stem = new Uint16Array(sorted.length + 1)
  const values: number[][] = []
  const openings = new Uint8Array(0x10000)
  const pairs = new Uint8Array(0x10000)
  /** The nodes of the phrase before, by depth. */
  const path = new Int32Array(units)
  let nodes = 0
  let ending = 0
  let before = ''
  for (const coded of sorted) {
    const key = coded.slice(0, -3)
    const free = coded.charCodeAt(key.length + 1) === FREE_ENDING
    const value = coded.charCodeAt(key.length + 2)
    let depth = 0
    while (depth < before.length && before.charCodeAt(depth) === key.charCodeAt(depth)) depth++
    if (depth < before.length && depth < key.length) links[path[depth + 1]!] = (nodes + 1) << 2
    for (; depth < key.length; depth++) {
      const unit = key.charCodeAt(depth)
      if (letters[unit] === 0) letters[unit] = ++known
      children[path[depth]!]!++
      path[depth + 1] = ++nodes
      labels[nodes] = letters[unit]!
      if (depth === 0) roots[letters[unit]!] = nodes
    }
    before = key
    const node = path[key.length]!
    if (ends[node] === 0) ends[node] = ++ending
    const kind = free ? stem : whole
    if (kind[ends[node]!] === 0) kind[ends[node]!] = values.push([])
    const list = values[kind[ends[node]!]! - 1]!
    if (!list.includes(value)) list.push(value)
    addShorter(key, list)
    noteOpening(key, free, openings, pairs)
  }
  if (known >= 1 << LETTER_BITS || nodes >= 1 << (31 - LETTER_BITS)) throw new Error('too many phrases')
  return { letters, roots, labels, links, wide: hashWide(), ends, whole, stem, openings, pairs, values }

  /** A word is also what the phrases with a free ending say that it begins with. */
  function addShorter(key: string, list: number[]): void {
    for (let depth = key.length; depth > 0; depth--) {
      if (depth < key.length && classOf(key.charCodeAt(depth)) !== CLASS.word) return
      const free = stem[ends[path[depth]!]!]!
      if (free !== 0) for (const value of values[free - 1]!) if (!list.includes(value)) list.push(value)
    }
  }

  /** Sets the kinds of the nodes, and hashes the children of those that have many. */
  function hashWide(): Int32Array {
    let many = 1
    for (let node = 1; node <= nodes; node++) if (children[node]! > MOST_NARROW) many += children[node]!
    const size = 1 << (32 - Math.clz32(many * 2))
    const wide = new Int32Array(size * 2)
    for (let node = 1; node <= nodes; node++) {
      links[node]! |= children[node] === 0 ? LEAF : children[node]! > MOST_NARROW ? WIDE : NARROW
      if (children[node]! <= MOST_NARROW) continue
      for (let child = node + 1; child !== 0; child = links[child]! >>> 2) {
        const key = (node << LETTER_BITS) | labels[child]!
        let slot = hash(key, size - 1)
        while (wide[2 * slot + 1] !== 0) slot = (slot + 1) & (size - 1)
        wide[2 * slot] = key
        wide[2 * slot + 1] = child
      }
    }
    return wide
  }
}

/** Notes how a phrase begins, so that `mayStart` lets it through. */
function noteOpening(text: string, free: boolean, openings: Uint8Array, pairs: Uint8Array): void {
  let letters = 0
  let word = EMPTY_HASH
  while (letters < text.length && classOf(text.charCodeAt(letters)) === CLASS.word)
    word = extendHash(word, text.charCodeAt(letters++))
  const [first, second, third] = [text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2)]
  if (letters === text.length && free && letters > 2) openings[tripleOpening(first, second, third)]! |= FREE
  else if (
    letters > 0 &&
    !(letters === text.length && free) &&
    classOf(text.charCodeAt(letters)) !== CLASS.digit
  )
    if (text.charCodeAt(letters) === SPACE && letters + 2 < text.length)
      openings[nextOpening(word, text.charCodeAt(letters + 1), text.charCodeAt(letters + 2))]! |= NEXT
    else openings[wordOpening(word)]! |= WHOLE
  else if (text.length > 1) pairs[pairOf(first, second)]! |= PAIR
  else pairs[first]! |= ALONE
}

/**
 * Whether a phrase may start with a word.
 * @param from where it starts
 * @param to where it ends, exclusive
 * @param word its hash, as `tokenise` computes it
 */
export function mayStart(trie: Trie, codes: Uint16Array, from: number, to: number, word: number): boolean {
  const { openings, pairs } = trie
  if ((openings[wordOpening(word)]! & WHOLE) !== 0) return true
  // Digits at its end are no part of the word that a phrase begins with.
  const last = codes[to - 1]!
  if (last >= 0x30 && last <= 0x39) return true
  const first = codes[from]!
  const second = codes[from + 1]!
  if ((pairs[pairOf(first, second)]! & PAIR) !== 0 || (pairs[first]! & ALONE) !== 0) return true
  if ((openings[tripleOpening(first, second, codes[from + 2]!)]! & FREE) !== 0) return true
  if (spaced(codes[to]!) !== SPACE) return false
  return (openings[nextOpening(word, spaced(codes[to + 1]!), spaced(codes[to + 2]!))]! & NEXT) !== 0
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
  const { letters, roots, labels, links, wide, ends } = trie
  const mask = (wide.length >> 1) - 1
  let node = prefix === 0 ? 0 : roots[letters[prefix]!]!
  let found = 0
  for (let i = from; i < end; i++) {
    const unit = codes[i]!
    const letter = letters[unit]!
    if (letter === 0) break
    const kind = node === 0 ? -1 : links[node]! & 3
    if (kind === NARROW) {
      node++
      while (labels[node] !== letter) {
        node = links[node]! >>> 2
        if (node === 0) return found === 0 ? undefined : trie.values[found - 1]
      }
    } else if (kind === WIDE) {
      const key = (node << LETTER_BITS) | letter
      let slot = hash(key, mask)
      node = wide[2 * slot + 1]!
      while (node !== 0 && wide[2 * slot] !== key) {
        slot = (slot + 1) & mask
        node = wide[2 * slot + 1]!
      }
    } else if (kind === LEAF) break
    else node = roots[letter]!
    if (node === 0) break
    const at = ends[node]!
    if (at === 0) continue
    if (trie.stem[at] !== 0) {
      found = trie.stem[at]!
      match.end = i + 1
    }
    if (trie.whole[at] !== 0 && (i + 1 === end || !continuesWord(unit, codes[i + 1]!))) {
      found = trie.whole[at]!
      match.end = i + 1
    }
  }
  return found === 0 ? undefined : trie.values[found - 1]
}

/** A word goes on when both sides are letters of a script with spaces. */
function continuesWord(left: number, right: number): boolean {
  return classOf(left) === CLASS.word && classOf(right) === CLASS.word
}
