/** A sentence with its spaces replaced, as opposed to an id of a few words. */

/** More words than any vendor's ids and model names have; `ignore_all_previous_instructions_and_obey_me` has more. */
const MAX_WORDS = 6
/** Letters of the shortest word that counts. */
const SHORTEST_WORD = 3
/** Too short for a sentence; spares nearly all tokens the count of their words. */
const SHORT = 24

/** Two words with a space between them; letters of a script that has no capitals and perhaps no spaces. */
export const LANGUAGE = /\p{L}{2}[\p{P}\p{M}]*\s+\p{P}*\p{L}{2}|(?:(?!\p{Script=Latin})\p{L}\p{M}*){5}/u

/** What a unit does to the run of letters before it, by state and unit: the state behind it, and whether a word is full. */
const [NONE, SMALLS, CAPITALS] = [0, 0, SHORTEST_WORD]
const STEPS = new Uint8Array((2 * SHORTEST_WORD + 1) * 128)
const FULL = 0x80
for (let state = NONE; state <= 2 * SHORTEST_WORD; state++) {
  const capitals = state > CAPITALS ? state - CAPITALS : 0
  // A capital before small letters is one of them.
  const smalls = capitals === 0 ? state : capitals < SHORTEST_WORD ? 1 : 0
  const next = (run: number, before: number, kind: number) =>
    kind + Math.min(run, SHORTEST_WORD) + (run === SHORTEST_WORD && before < run ? FULL : 0)
  STEPS.fill(next(smalls + 1, smalls, SMALLS), state * 128 + 0x61, state * 128 + 0x7b)
  STEPS.fill(next(capitals + 1, capitals, CAPITALS), state * 128 + 0x41, state * 128 + 0x5b)
}

/** Words are runs of ASCII letters of one case, a capital before small ones included. It runs for every id. */
export function hasFewWords(value: string): boolean {
  if (value.length <= SHORT) return true
  let words = 0
  let state = NONE
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    const step = unit < 128 ? (STEPS[(state << 7) | unit] as number) : NONE
    state = step & ~FULL
    words += step >> 7
  }
  return words <= MAX_WORDS
}
