/** What chance changes of an example before the closer look learns from it: whoever attacks may set marks as he likes, and say something harmless, too. */

import {
  firstMark,
  isHeard,
  type Look,
  lookFrom,
  notesAt,
  silentMarks,
  sliceLook,
} from '../scan/local/look.ts'
import { MARK_UNITS } from '../scan/local/marks.ts'
import type { Vectors } from '../scan/local/model/vectors.ts'
import { LONGEST_LOOK } from '../scan/local/places.ts'
import type { CloserExample } from './closer.ts'

/** The share of examples that are tried with an innocent one beside them, of which at least so many words have to fit. */
const JOINED = { examples: 0.5, words: 4 } as const
/**
 * Shares of an example's marks that are left out, one by chance, and of the examples that get one mark where they had none, before
 * at most so many of their words.
 */
const MARKS_LEFT_OUT = [0, 0, 0, 0.3, 1] as const
const MARKED = { examples: 0.05, words: 0.3 } as const
/** Per unit that is a mark its kinds: a question mark is one of the word before. */
const SETTABLE = [...new Set(MARK_UNITS.join(''))]
  .filter((unit) => unit !== '?')
  .map((unit) => MARK_UNITS.flatMap((units: string, kind) => (units.includes(unit) ? [kind] : [])))

/** The same examples, some with the beginning of an innocent one of them before or behind their own words. */
export function joined(examples: readonly CloserExample[], next: () => number): readonly CloserExample[] {
  return examples.map((example) => {
    if (next() >= JOINED.examples) return example
    const other = examples[Math.floor(next() * examples.length)]!
    const isBefore = next() < 0.5
    const room = LONGEST_LOOK - example.look.rows.length
    if (other.label === 1 || other === example || room < JOINED.words) return example
    const { look } = other
    const part = look.rows.length <= room ? look : sliceLook(look, { from: 0, to: room })
    return { ...example, look: isBefore ? both(part, example.look) : both(example.look, part) }
  })
}

/** One look behind the other. */
const both = (a: Look, b: Look): Look =>
  lookFrom(Int32Array.of(...a.rows, ...b.rows), [...notesOf(a), ...notesOf(b)])

/** What is noted at each word. */
const notesOf = (look: Look): readonly Int32Array[] => Array.from(look.rows, (_, t) => notesAt(look, t))

/** The look as it is learned from: some marks left out or set, and those that say nothing not there. */
export function remarked(look: Look, vectors: Pick<Vectors, 'count'>, next: () => number): Look {
  const marks = firstMark(vectors)
  const leftOut = MARKS_LEFT_OUT[Math.floor(next() * MARKS_LEFT_OUT.length)]!
  const share = next() < MARKED.examples ? MARKED.words * next() : 0
  const set = SETTABLE[Math.floor(next() * SETTABLE.length)]!
  const changed =
    leftOut === 0 && share === 0
      ? look
      : withNotes(look, (own, t) => {
          const isSet = t > 0 && next() < share && own.every((row) => row < marks)
          const kept = own.filter((row) => row < marks || next() >= leftOut)
          return isSet ? [...kept, ...set.map((kind) => marks + kind)] : kept
        })
  const silent = silentMarks(changed, vectors)
  return silent === 0
    ? changed
    : withNotes(changed, (own) => own.filter((row) => isHeard(row, marks, silent)))
}

/** The same words, with other notes. @param of those of a word, from those it had */
const withNotes = (look: Look, of: (own: readonly number[], t: number) => readonly number[]): Look =>
  lookFrom(
    look.rows,
    notesOf(look).map((own, t) => of([...own], t)),
  )
