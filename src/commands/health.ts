/** `health`: asks the running proxy whether it is ready, as a container's health check does. */

import { parseListen } from '../config/address.ts'
import { loadConfig } from '../config/load.ts'
import { askAdmin } from '../doctor/admin-url.ts'
import { describeCause } from '../observe/cause.ts'
import { type Args, type Command, configOption, EXIT } from './command.ts'
import { print, printError } from './output.ts'

const TIMEOUT_MS = 3000

export const healthCommand: Command = {
  name: 'health',
  summary: 'Asks the running proxy whether it takes requests. Exit 0 ready, 1 not, 2 no answer.',
  usage: '[--config FILE]',
  options: configOption,
  run,
}

async function run(args: Args): Promise<number> {
  const [listen] = loadConfig(args.text('config'), process.env, () => {}).admin.listen
  if (listen === undefined) {
    await printError('lockllm-proxy: admin.listen is "off": nobody can be asked\n')
    return EXIT.error
  }
  try {
    const answer = await askAdmin(parseListen(listen), '/readyz', TIMEOUT_MS)
    await print(await answer.text())
    return answer.ok ? EXIT.ok : EXIT.failed
  } catch (error) {
    await printError(
      `lockllm-proxy: no answer at ${listen} (${describeCause(error)}); does it run? See: systemctl status lockllm-proxy\n`,
    )
    return EXIT.error
  }
}
