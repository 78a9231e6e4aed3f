/** Patterns with `*`, as allow-lists and routes write them. Everything else stands for itself, in its case. */

const escaped = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')

/** @param patterns `*` stands for any characters @returns whether a text fits one of them as a whole */
export function globMatcher(patterns: readonly string[]): (text: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')))
  const globs = patterns
    .filter((pattern) => pattern.includes('*'))
    .map((pattern) => new RegExp(`^${pattern.split(/\*+/).map(escaped).join('[^]*')}$`))
  return (text) => exact.has(text) || globs.some((glob) => glob.test(text))
}

/** The same for paths: `*` stays within one segment, `**` does not; `/a/**` fits `/a` as well. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const globs = patterns.map((pattern) => {
    const source = pattern
      .split(/(\/\*\*$|\*\*|\*)/)
      .map((piece) => {
        if (piece === '/**') return '(?:/[^]*)?'
        if (piece === '**') return '[^]*'
        return piece === '*' ? '[^/]*' : escaped(piece)
      })
      .join('')
    return new RegExp(`^${source}$`)
  })
  return (path) => globs.some((glob) => glob.test(path))
}
