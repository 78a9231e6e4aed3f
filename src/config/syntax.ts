/** TOML syntax errors with their line; what may be a secret is masked. */

import type { TomlError } from 'smol-toml'
import type { Problem } from './problem.ts'

export function syntaxProblem(error: TomlError, text: string, file: string): Problem {
  const { line, column } = error
  const frame = codeFrame(text, line, column)
  return {
    file,
    line,
    column,
    path: '',
    message: `not TOML: ${summary(error, text)}`,
    ...(frame && { frame }),
  }
}

function summary({ message, line, column }: TomlError, text: string): string {
  const [first = ''] = message.replace(/^Invalid TOML document: /, '').split('\n')
  const atEnd = column > (text.split(/\r?\n/)[line - 1] ?? '').length
  // The parser means the line break, which is seldom what was meant.
  return atEnd && first.startsWith('control characters') ? 'a quote is not closed on its line' : first
}

/** @returns undefined when the line may belong to a text that began above it */
function codeFrame(text: string, line: number, column: number): string | undefined {
  const lines = text.split(/\r?\n/)
  const before = lines.slice(0, line - 1).join('\n')
  const delimiters = before.match(/"""|'''/g) ?? []
  if (delimiters.length % 2 === 1) return undefined
  const gutter = `${line} | `
  return `  ${gutter}${maskSecrets(lines[line - 1] ?? '')}\n${' '.repeat(gutter.length + column + 1)}^`
}

/** Masks keep the length of what they hide, so that the caret stays under its column. */
function maskSecrets(line: string): string {
  const stars = (hidden: string) => '*'.repeat(hidden.length)
  return line
    .replace(/(?<=(key|secret|token|passw|credential)[\w"'-]*\s*=?\s*)[^\s=].*$/i, stars)
    .replace(/[\w+-]{16,}/g, stars)
}
