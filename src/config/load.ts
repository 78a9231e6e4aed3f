/**
 * Reads a configuration: TOML to plain values, the schema, the rules, the secrets. A configuration is taken whole
 * or not at all (invariant 9), and one run shows everything that is wrong with it.
 */

import { Value } from '@sinclair/typebox/value'
import { type Explanation, explainAll } from './explain.ts'
import { place } from './place.ts'
import { ConfigError, type Path, type Problem } from './problem.ts'
import { applyRules, type Finding } from './rules.ts'
import { type Config, ConfigSchema } from './schema.ts'
import { type Env, resolveSecrets } from './secrets.ts'
import { parseToml, readText } from './toml.ts'

/**
 * Loads a configuration, or the defaults when there is no file.
 * @param onWarning hears of what is allowed but hardly meant, e.g. an expired certificate
 * @param text what is in the file, where that has been read before
 * @throws {ConfigError} with every problem, in the order of the file
 */
export function loadConfig(
  path: string | undefined,
  env: Env,
  onWarning: (warning: Problem) => void = () => {},
  text: string = path === undefined ? '' : readText(path),
): Config {
  const { config, findings } = check(parseToml(text, path ?? ''), env)
  if (findings.length === 0) return config
  const problems = place(findings, text, path)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new ConfigError(errors.map(({ problem }) => problem))
  for (const { problem } of problems) onWarning(problem)
  return config
}

/** `config` has defaults where `findings` has errors, so that the rules can look at the rest. */
function check(raw: object, env: Env): { config: Config; findings: readonly Finding[] } {
  const explanations = explainAll(Value.Errors(ConfigSchema, raw))
  const broken = explanations.map(({ path }) => path)
  const config = decode(raw, explanations)
  const unresolved = resolveSecrets(config, env)
  const findings = [
    ...explanations.map((explanation) => ({ ...explanation, severity: 'error' as const })),
    ...applyRules(config, broken),
    ...unresolved,
  ]
  return { config, findings }
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
