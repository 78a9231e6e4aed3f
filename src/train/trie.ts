/** Builds the trie of phrases that src/scan/local/trie.ts walks. The same phrases give the same bytes. */

import { CLASS, classOf } from '../scan/local/fold.ts'
import { BASE, ENDS, FREE, MATCH_LIST, packTrie, SPACE } from '../scan/local/trie.ts'

export interface Phrase {
  /** Folded text; a final `*` stands for any ending of the word. */
  readonly text: string
  /** What the phrase stands for: an index that the caller gives meaning to. */
  readonly value: number
}

interface Node {
  readonly children: Map<string, Node>
  /** Values of the phrases that end with the word, and of those with a free ending. */
  whole: number[]
  stem: number[]
}

const leaf = (): Node => ({ children: new Map(), whole: [], stem: [] })

/** Whether a phrase that says `said` may also say what a shorter one does that it begins with. */
export type Takes = (said: readonly number[], value: number) => boolean

/**
 * The trie's stored form. Several phrases may have one text: their values are joined. A phrase takes over what shorter ones
 * say that end where a word of it does.
 * @throws {Error} when the phrases hold more letters or nodes than a cell has room for, or one of them is too long
 */
export function buildTrie(phrases: readonly Phrase[], takes: Takes = () => true): Uint8Array {
  const root = link(phrases)
  takeOver(root, ' ', [], [], takes)
  const units = alphabet(root)
  const { cells, at } = place(root, units)
  return packTrie({
    units: Uint16Array.from(units, (unit) => unit.charCodeAt(0)),
    cells,
    ...endings(at, cells),
  })
}

/** The phrases as linked nodes. */
function link(phrases: readonly Phrase[]): Node {
  const root = leaf()
  const sorted = phrases
    .map(({ text, value }) => {
      const free = text.endsWith('*')
      return { key: free ? text.slice(0, -1) : text, free, value }
    })
    .sort((a, b) => order(a.key, b.key) || Number(b.free) - Number(a.free) || a.value - b.value)
  for (const { key, free, value } of sorted) {
    if (key.length >= MATCH_LIST) throw new Error(`the phrase is too long: ${key}`)
    let node = root
    for (const unit of key.split('')) {
      if (!node.children.has(unit)) node.children.set(unit, leaf())
      node = node.children.get(unit)!
    }
    add(free ? node.stem : node.whole, value)
  }
  return root
}

/**
 * Adds to the phrases of a node, and of all below it, what shorter ones say.
 * @param unit the node's last letter
 * @param word what phrases with a free ending say that its last word begins with
 * @param before what phrases say that end before that word
 */
function takeOver(
  node: Node,
  unit: string,
  word: readonly number[],
  before: readonly number[],
  takes: Takes,
): void {
  const stem = joined(node.stem, word)
  const whole = joined(node.whole, stem)
  const all = [...whole]
  for (const value of before) if (!all.includes(value) && takes(all, value)) all.push(value)
  const taken = all.slice(whole.length)
  if (node.whole.length > 0) node.whole = all
  if (node.stem.length > 0) node.stem = [...stem, ...taken]
  for (const [next, child] of node.children) {
    const ended = !isLetter(unit) || !isLetter(next)
    takeOver(child, next, isWord(next) ? stem : [], ended ? all : before, takes)
  }
}

const isWord = (unit: string): boolean => classOf(unit.charCodeAt(0)) === CLASS.word

/** Within scripts without spaces nobody knows where a word ends. */
const isLetter = (unit: string): boolean => {
  const kind = classOf(unit.charCodeAt(0))
  return kind !== CLASS.space && kind !== CLASS.other
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function add(list: number[], value: number): void {
  if (!list.includes(value)) list.push(value)
}

const joined = (a: readonly number[], b: readonly number[]): number[] => [...new Set([...a, ...b])]

/** All units of the phrases, the most common first: nodes whose letters have small numbers lie close together. */
function alphabet(root: Node): string[] {
  const counts = new Map<string, number>([[String.fromCharCode(SPACE), 0]])
  const count = ({ children }: Node): void => {
    for (const [unit, child] of children) {
      counts.set(unit, (counts.get(unit) ?? 0) + 1)
      count(child)
    }
  }
  count(root)
  if (counts.size >= FREE) throw new Error('the phrases hold too many letters')
  return [...counts].sort(([a, n], [b, m]) => m - n || order(a, b)).map(([unit]) => unit)
}

/** A free cell that the next node was this far from is given up: hardly any will fit, and each would try. */
const FAR = 64

/** Gives every node its cell. */
function place(root: Node, units: readonly string[]): { cells: Int32Array; at: Map<Node, number> } {
  const number = new Map(units.map((unit, i) => [unit, i + 1]))
  const cells: number[] = [FREE]
  const bases = new Set<number>([0])
  const at = new Map<Node, number>([[root, 0]])
  let lowest = 1
  const isFree = (cell: number) => (cells[cell] ?? FREE) === FREE
  const settle = (node: Node): void => {
    if (node.children.size === 0) return
    const letters = Array.from(node.children.keys(), (unit) => number.get(unit)!).sort((a, b) => a - b)
    while (!isFree(lowest)) lowest++
    let base = Math.max(1, lowest - letters[0]!)
    while (bases.has(base) || !letters.every((letter) => isFree(base + letter))) base++
    bases.add(base)
    if (base + letters[0]! > lowest + FAR) lowest++
    cells[at.get(node)!]! |= base << BASE
    for (const [unit, child] of node.children) {
      const cell = base + number.get(unit)!
      while (cells.length <= cell) cells.push(FREE)
      cells[cell] = number.get(unit)! | (child.whole.length + child.stem.length > 0 ? ENDS : 0)
      at.set(child, cell)
    }
    for (const child of node.children.values()) settle(child)
  }
  settle(root)
  if (cells.length >= 1 << (32 - BASE)) throw new Error('the phrases need too many nodes')
  // A walk may look one alphabet further than the last node.
  const padded = new Int32Array(cells.length + units.length + 1).fill(FREE)
  padded.set(cells)
  return { cells: padded, at }
}

/** What ends where; lists and their pairs are stored once. */
function endings(at: ReadonlyMap<Node, number>, cells: Int32Array) {
  const lists = new Numbers<readonly number[]>([])
  const pairs = new Numbers<readonly [number, number]>([0, 0])
  const ends = new Uint16Array(cells.length)
  for (const [{ whole, stem }, cell] of at)
    if (whole.length + stem.length > 0) ends[cell] = pairs.of([lists.of(whole), lists.of(stem)])
  const firsts = [0]
  for (const list of lists.all) firsts.push(firsts.at(-1)! + list.length)
  return {
    ends,
    whole: Uint16Array.from(pairs.all, ([whole]) => whole),
    stem: Uint16Array.from(pairs.all, ([, stem]) => stem),
    lists: Uint16Array.from(firsts),
    values: Uint8Array.from(lists.all.flat()),
  }
}

/** Numbers different lists in the order in which they come; 0 is the one that stands for nothing. */
class Numbers<T extends readonly number[]> {
  readonly all: T[] = []
  readonly #numbers = new Map<string, number>()

  constructor(nothing: T) {
    this.of(nothing)
  }

  of(list: T): number {
    const key = list.join()
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.all.length)
    return this.all.push(list) - 1
  }
}
