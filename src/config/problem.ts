/** What is wrong with a configuration: where, and in words. Errors are collected, so that one run shows them all. */

/** Keys and indexes from the root of the configuration to a value. */
export type Path = readonly (string | number)[]

export interface Problem {
  /** Missing when no file was read. */
  readonly file?: string
  /** Counted from 1, like the column; missing when the value is in no file. */
  readonly line?: number
  readonly column?: number
  /** As TOML writes it, e.g. `providers.openai.base_url` or `server.listen[1]`; empty for the whole file. */
  readonly path: string
  readonly message: string
  /** The line of the file with a caret below it, for syntax errors; secrets are masked. */
  readonly frame?: string
}

/** A configuration that was refused as a whole (invariant 9), with every reason. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}

/** `file:line:column: path: message`, without the parts that are not known. */
export function formatProblem(problem: Problem): string {
  const { file, line, column, path, message, frame } = problem
  const place = file && line !== undefined ? `${file}:${line}:${column ?? 1}` : file
  const text = [place, path, message].filter((part) => part).join(': ')
  return frame === undefined ? text : `${text}\n${frame}`
}

/** A path as TOML writes it; keys that are not bare are quoted. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      const key = /^[A-Za-z0-9_-]+$/.test(step) ? step : JSON.stringify(step)
      return index === 0 ? key : `.${key}`
    })
    .join('')
}

/** RFC 6901, as TypeBox reports paths. @returns every step as a string */
export const parsePointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

/** RFC 6901. */
export const toPointer = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
