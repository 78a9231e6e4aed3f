/**
 * Reads a configuration: TOML to plain values, the schema, the rules, the secrets. A configuration is taken whole
 * or not at all (invariant 9), and one run shows everything that is wrong with it.
 */

import { readFileSync } from 'node:fs'
import { Value } from '@sinclair/typebox/value'
import { parse, TomlError } from 'smol-toml'
import { type Explanation, explainAll } from './explain.ts'
import { fileProblem } from './file-problem.ts'
import { findPositions } from './positions.ts'
import { ConfigError, formatPath, type Path, type Problem } from './problem.ts'
import { applyRules, type Finding } from './rules.ts'
import { type Config, ConfigSchema } from './schema.ts'
import { type Env, resolveSecrets } from './secrets.ts'
import { syntaxProblem } from './syntax.ts'

/**
 * Loads a configuration, or the defaults when there is no file.
 * @param onWarning hears of what is allowed but hardly meant, e.g. an expired certificate
 * @throws {ConfigError} with every problem, in the order of the file
 */
export function loadConfig(
  path: string | undefined,
  env: Env,
  onWarning: (warning: Problem) => void = () => {},
): Config {
  const text = path === undefined ? '' : readText(path)
  const { config, findings } = check(parseToml(text, path ?? ''), env)
  if (findings.length === 0) return config
  const problems = place(findings, text, path)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new ConfigError(errors.map(({ problem }) => problem))
  for (const { problem } of problems) onWarning(problem)
  return config
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const message = error instanceof TypeError ? 'is not UTF-8' : fileProblem('read', file, error)
    throw new ConfigError([{ file, path: '', message }])
  }
}

function parseToml(text: string, file: string): object {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' })
  } catch (error) {
    if (error instanceof TomlError) throw new ConfigError([syntaxProblem(error, text, file)])
    throw error
  }
}

/** `config` has defaults where `findings` has errors, so that the rules can look at the rest. */
function check(raw: object, env: Env): { config: Config; findings: readonly Finding[] } {
  const value = withoutDates(raw)
  const explanations = explainAll(Value.Errors(ConfigSchema, value))
  const broken = explanations.map(({ path }) => path)
  const config = decode(value, explanations)
  const unresolved = resolveSecrets(config, env)
  const findings = [
    ...explanations.map((explanation) => ({ ...explanation, severity: 'error' as const })),
    ...applyRules(config, broken),
    ...unresolved,
  ]
  return { config, findings }
}

/** No key takes a date, and TypeBox takes a Date for a table: `null` is neither and fails everywhere. */
function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return null
  if (Array.isArray(value)) return value.map(withoutDates)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutDates(child)]))
}

/** Decodes what is left when everything that is wrong has been taken out. */
function decode(value: unknown, wrong: readonly Explanation[]): Config {
  const rest = structuredClone(value)
  let unusable = wrong
  while (unusable.length > 0) {
    // A table that lacks a key is of no use without it.
    for (const { path, missing } of unusable) remove(rest, missing ? path.slice(0, -1) : path)
    unusable = explainAll(Value.Errors(ConfigSchema, rest))
  }
  return Value.Decode(ConfigSchema, Value.Default(ConfigSchema, rest))
}

/** Removes a value; a list that has a wrong element goes as a whole. */
function remove(root: unknown, path: Path): void {
  const index = path.findIndex((step) => typeof step === 'number')
  const keys = index === -1 ? path : path.slice(0, index)
  let table = root
  for (const key of keys.slice(0, -1)) table = isTable(table) ? table[key] : undefined
  if (isTable(table)) delete table[keys.at(-1) ?? '']
}

const isTable = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

interface Placed {
  readonly severity: Finding['severity']
  readonly problem: Problem
}

function place(findings: readonly Finding[], text: string, file: string | undefined): Placed[] {
  const positions = findPositions(text)
  const placed = findings.map(({ severity, path, message, atKey }) => {
    const position = atKey ? positions.key(path) : positions.value(path)
    const where = file === undefined ? {} : { file, ...position }
    return { severity, problem: { ...where, path: formatPath(path), message } }
  })
  const order = ({ problem }: Placed) => (problem.line ?? 0) * 1e6 + (problem.column ?? 0)
  return placed.sort((a, b) => order(a) - order(b))
}
