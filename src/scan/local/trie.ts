/**
 * Phrases found in folded text in one pass: a double-array trie, walked from the start of every word. A walk ends with
 * the first character that no phrase continues with, so the work is bounded by the longest phrase times the length of
 * the text, and mostly by its length alone. Built when the lexicon changes (src/train/trie.ts) and stored as the arrays
 * that are walked: nothing is parsed, and nothing built, when it is read.
 */

import { aligned } from './embedded.ts'
import { CLASS, classIn, traitsOf, traitTable, UNCLASSIFIED } from './fold.ts'

export interface Trie {
  /** Per unit its number among those that phrases hold, 0 for none; what stands for a space has the space's. */
  readonly letters: Uint16Array
  /**
   * Nodes. The child of a node for a letter is in the cell that the letter's number is away from the node's base: `LABEL` of the
   * cell is the letter when it is that child, `ENDS` says that phrases end there, and from `BASE` on stands its own base. No two
   * nodes share a base. The first cell is the root; a node without children has the base 0, which is nobody's.
   */
  readonly cells: Int32Array
  /** Per cell with `ENDS`: where in `whole` and `stem` it stands what ends there. */
  readonly ends: Uint16Array
  /** List of the phrases that end with the word, 0 for none; and the same for phrases with a free ending. */
  readonly whole: Uint16Array
  readonly stem: Uint16Array
  /** First value of every list in `values`, and one more entry for the end. */
  readonly lists: Uint16Array
  /** What phrases stand for. */
  readonly values: Uint8Array
}

/** In a phrase, at its start: only at the start of a line, after spaces and decoration. */
export const LINE_START = 1

export const SPACE = 0x20
/** Within a phrase a line break, a hyphen and an underscore are spaces. */
const SPACED = [0x0a, 0x2d, 0x5f]

/** Label of a cell that is free; no letter has this number. */
export const FREE = 0x7ff
const LABEL = 0x7ff
export const ENDS = 0x800
export const BASE = 12

/** What is stored of a trie: `units` are those of the letters 1, 2, 3, ... */
export interface StoredTrie extends Omit<Trie, 'letters'> {
  readonly units: Uint16Array
}

/** Stored form: the lengths of the arrays, then the arrays. Numbers are little-endian. */
export function packTrie({ cells, units, ends, whole, stem, lists, values }: StoredTrie): Uint8Array {
  const arrays = [cells, units, ends, whole, stem, lists, values]
  const lengths = Uint32Array.from(arrays, (array) => array.length)
  const parts = [lengths, ...arrays]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  return bytes
}

/** Reads the stored form. The arrays are views of it. */
export function unpackTrie(bytes: Uint8Array): Trie {
  const { buffer, byteOffset } = aligned(bytes)
  const lengths = new Uint32Array(buffer, byteOffset, 7)
  let at = byteOffset + lengths.byteLength
  let array = 0
  const words = () => {
    const length = lengths[array++]!
    at += length * 2
    return new Uint16Array(buffer, at - length * 2, length)
  }
  const cells = new Int32Array(buffer, at, lengths[array++]!)
  at += cells.byteLength
  const units = words()
  const letters = new Uint16Array(0x10000)
  for (let i = 0; i < units.length; i++) letters[units[i]!] = i + 1
  for (const unit of SPACED) letters[unit] = letters[SPACE]!
  const [ends, whole, stem, lists] = [words(), words(), words(), words()]
  return { letters, cells, ends, whole, stem, lists, values: new Uint8Array(buffer, at, lengths[array]!) }
}

/** A match is the number of its list, times this, plus its length in units. */
export const MATCH_LIST = 0x100

/**
 * The longest phrase that starts at `from`.
 * @param prefix a marker that the phrase must begin with (`LINE_START`), 0 for none
 * @returns its list and length (see `MATCH_LIST`), 0 for none
 */
export function longest(trie: Trie, codes: Uint16Array, from: number, end: number, prefix = 0): number {
  const { letters, cells } = trie
  let base = cells[0]! >>> BASE
  if (prefix !== 0) base = cells[base + letters[prefix]!]! >>> BASE
  let count = 0
  for (let i = from; i < end; i++) {
    const letter = letters[codes[i]!]!
    const cell = cells[base + letter]!
    if ((cell & LABEL) !== letter) break
    if ((cell & ENDS) !== 0) {
      passed[count] = base + letter
      behind[count++] = i + 1
    }
    base = cell >>> BASE
  }
  while (count-- > 0) {
    const ending = trie.ends[passed[count]!]!
    const at = behind[count]!
    const whole = trie.whole[ending]!
    if (whole !== 0 && (at === end || !continuesWord(codes[at - 1]!, codes[at]!)))
      return whole * MATCH_LIST + at - from
    const stem = trie.stem[ending]!
    if (stem !== 0) return stem * MATCH_LIST + at - from
  }
  return 0
}

/** Cells of a walk where phrases end, and where that is in the text. */
const passed = new Int32Array(MATCH_LIST)
const behind = new Int32Array(MATCH_LIST)

/** A word goes on when both sides are letters of a script with spaces. */
const continuesWord = (left: number, right: number): boolean => isLetter(left) && isLetter(right)

/** Without a call for what has occurred before. */
function isLetter(unit: number): boolean {
  const known = traitTable[unit]!
  return classIn(known === UNCLASSIFIED ? traitsOf(unit) : known) === CLASS.word
}
