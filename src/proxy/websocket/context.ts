/**
 * What a session has said before an event: an attack may be split over many events, down to a few letters each. The end
 * of it is scanned along with each event in two readings, line by line and run together.
 */

import type { Segment } from '../../prompt/segment.ts'

export interface SessionContext {
  /** What is to be scanned for an event of these texts. */
  around(segments: readonly Segment[]): readonly Segment[]
  /** The event has been relayed. */
  add(segments: readonly Segment[]): void
}

/** Where flagged text stands when it is spread over events. */
const BEFORE = 'session.before'
const ACROSS = 'session.across'

/** @param chars how much of the preceding text is kept of each reading; 0 keeps nothing (`scan.context_chars`) */
export function createSessionContext(chars: number): SessionContext {
  let lines = ''
  let run = ''
  return {
    around(segments) {
      const [first] = segments
      if (!first || run === '') return segments
      const beginning = segments
        .map(({ text }) => text)
        .join('')
        .slice(0, chars)
      return [
        { role: 'unknown', path: BEFORE, text: lines },
        ...segments,
        { role: first.role, path: ACROSS, text: (run + beginning).toWellFormed() },
      ]
    },
    add(segments) {
      if (chars === 0) return
      for (const { text } of segments) {
        const end = text.slice(-chars)
        lines = tail(lines === '' ? end : `${lines}\n${end}`, chars)
        run = tail(run + end, chars)
      }
    },
  }
}

/** Half of a surrogate pair at the cut would be a text that nobody wrote. */
const tail = (text: string, chars: number): string => text.slice(-chars).toWellFormed()
