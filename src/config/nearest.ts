/** "Did you mean": the known word that is nearest to what was written. */

import { distance } from 'fastest-levenshtein'

/** @returns the nearest word that differs in at most a third of its letters (two at least), or undefined */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const normal = (text: string) => text.toLowerCase().replaceAll('-', '_')
  let best: string | undefined
  let least = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    const edits = distance(normal(word), normal(candidate))
    // Half of a short word rewritten is another word.
    if (edits < least && edits * 2 <= candidate.length) [best, least] = [candidate, edits]
  }
  return best
}

/** `"a", "b" or "c"` */
export function quotedList(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}
