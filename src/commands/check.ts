/** `check`: every error of a configuration at once, or what it amounts to. */

import { effectiveToml } from '../config/effective.ts'
import { loadConfig } from '../config/load.ts'
import { ConfigError, formatProblem } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { type Args, type Command, configOption, EXIT } from './command.ts'
import { print, printError } from './output.ts'

export const checkCommand: Command = {
  name: 'check',
  summary: 'Checks a configuration and prints every error at once; then what is in effect, secrets masked.',
  usage: '[--config FILE]',
  options: configOption,
  run,
}

async function run(args: Args): Promise<number> {
  const file = args.text('config')
  const warnings: string[] = []
  let config: Config
  try {
    config = loadConfig(file, process.env, (warning) => warnings.push(`warning: ${formatProblem(warning)}\n`))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    await printError(`${error.message}\n${count(error.problems.length)}\n`)
    return EXIT.failed
  }
  await printError(warnings.join(''))
  await print(`# ${file ?? 'no file: the defaults'}, as lockllm-proxy reads it\n${effectiveToml(config)}`)
  return EXIT.ok
}

const count = (errors: number): string => (errors === 1 ? '1 error' : `${errors} errors`)
