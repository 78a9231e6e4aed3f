/** A TOML file as plain values. */

import { readFileSync } from 'node:fs'
import { parse, TomlError } from 'smol-toml'
import { fileProblem } from './file-problem.ts'
import { ConfigError } from './problem.ts'
import { syntaxProblem } from './syntax.ts'

/** @throws {ConfigError} when the file cannot be read, or is not UTF-8 */
export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const message = error instanceof TypeError ? 'is not UTF-8' : fileProblem('read', file, error)
    throw new ConfigError([{ file, path: '', message }])
  }
}

/** @throws {ConfigError} with the place of a syntax error */
export function parseToml(text: string, file: string): object {
  try {
    return withoutDates(parse(text, { unsafeKeyBehaviour: 'throw' }))
  } catch (error) {
    if (error instanceof TomlError) throw new ConfigError([syntaxProblem(error, text, file)])
    throw error
  }
}

/** No key takes a date, and TypeBox takes a Date for a table: `null` is neither and fails everywhere. */
function withoutDates<T>(value: T): T
function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return null
  if (Array.isArray(value)) return value.map((child) => withoutDates(child))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutDates(child)]))
}
