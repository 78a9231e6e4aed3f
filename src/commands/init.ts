/** `init`: a configuration to begin with. It never overwrites. */

import { writeFileSync } from 'node:fs'
import { fileProblem } from '../config/file-problem.ts'
import { configTemplate } from '../config/template.ts'
import { type Args, type Command, EXIT } from './command.ts'
import { print, printError } from './output.ts'

const DEFAULT_FILE = 'lockllm-proxy.toml'

export const initCommand: Command = {
  name: 'init',
  summary: `Writes a commented configuration to FILE (${DEFAULT_FILE}), or to stdout for "-". Never overwrites.`,
  usage: '[FILE | -]',
  options: {},
  maxPositionals: 1,
  run,
}

async function run(args: Args): Promise<number> {
  const [file = DEFAULT_FILE] = args.positionals
  if (file === '-') {
    await print(configTemplate())
    return EXIT.ok
  }
  try {
    // O_EXCL; the file may come to hold secrets, so it is for its owner and group alone.
    writeFileSync(file, configTemplate(), { flag: 'wx', mode: 0o640 })
  } catch (error) {
    await printError(`lockllm-proxy init: ${fileProblem('write', file, error)}\n`)
    return EXIT.failed
  }
  await print(`wrote ${file}\nnext: lockllm-proxy check --config ${file}\n`)
  return EXIT.ok
}
