/**
 * Patterns with `*`, as allow-lists and routes write them. Everything else stands for itself, in its case. What they are
 * held against is the client's, so that the time they take must not grow faster than its length.
 */

/** @param patterns `*` stands for any characters @returns whether a text fits one of them as a whole */
export function globMatcher(patterns: readonly string[]): (text: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')))
  const globs = patterns.filter((pattern) => pattern.includes('*')).map((pattern) => pattern.split(/\*+/))
  return (text) => exact.has(text) || globs.some((pieces) => fits(text, pieces))
}

/** The first place of each piece leaves the most for those after it. */
function fits(text: string, pieces: readonly string[]): boolean {
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)]
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let from = first.length
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from)
    if (at === -1) return false
    from = at + piece.length
  }
  return from + last.length <= text.length
}

/** The same for paths: `*` stays within one segment, `**` does not; `/a/**` fits `/a` as well. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const globs = patterns.map((pattern) => {
    const pieces = pattern.split(/(\/\*\*$|\*\*|\*)/).filter((piece) => piece !== '')
    const stars = (pieces.at(-1) === '*' ? pieces : pieces.slice(0, -1)).filter((piece) => STARS.has(piece))
    const isSimple = stars.length < 2
    return { expression: expressionOf(pieces), steps: isSimple ? undefined : stepsOf(pieces) }
  })
  return (path) =>
    globs.some(({ expression, steps }) =>
      steps && path.length > LONGEST_BACKTRACKED ? walk(steps, path) : expression.test(path),
    )
}

/** A regular expression is faster, until two stars make it try each pair of places. */
const LONGEST_BACKTRACKED = 256
const STARS = new Set(['*', '**', '/**'])

const escaped = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')

function expressionOf(pieces: readonly string[]): RegExp {
  const source = pieces.map((piece) => {
    if (piece === '/**') return '(?:/[^]*)?'
    if (piece === '**') return '[^]*'
    return piece === '*' ? '[^/]*' : escaped(piece)
  })
  return new RegExp(`^${source.join('')}$`)
}

/** Characters, `*`, `**`, and `/**` for an end that may be missing. */
const stepsOf = (pieces: readonly string[]): readonly string[] =>
  pieces.flatMap((piece) => (STARS.has(piece) ? [piece] : piece.split('')))

/** All ways through a pattern at once, character by character. */
function walk(steps: readonly string[], path: string): boolean {
  let now = enter(new Uint8Array(steps.length + 1), 0, steps)
  for (const character of path.split('')) {
    const next = new Uint8Array(now.length)
    for (const [state, step] of steps.entries()) {
      if (now[state] === 0) continue
      if (step === '/**' && character === '/') return true
      if (step === '**' || (step === '*' && character !== '/')) enter(next, state, steps)
      else if (step === character) enter(next, state + 1, steps)
    }
    now = next
  }
  return now[steps.length] === 1
}

/** A star may stand for nothing. */
function enter(states: Uint8Array, state: number, steps: readonly string[]): Uint8Array {
  states[state] = 1
  return STARS.has(steps[state] ?? '') ? enter(states, state + 1, steps) : states
}
