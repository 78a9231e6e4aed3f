/** `reload`: asks the running daemon to read its configuration again, and says what came of it. */

import { askToReload, findControl } from '../server/control.ts'
import { type Args, type Command, EXIT } from './command.ts'
import { print, printError } from './output.ts'

export const reloadCommand: Command = {
  name: 'reload',
  summary:
    'Asks the running proxy to read its configuration, keys and certificates again. A broken one changes nothing.',
  usage: '[--socket FILE]',
  options: {
    socket: {
      type: 'string',
      placeholder: 'FILE',
      description: "the daemon's control socket, where it is not in the place of the unit",
    },
  },
  run,
}

async function run(args: Args): Promise<number> {
  const path = args.text('socket') ?? findControl(process.env)
  if (path === undefined) {
    await printError(
      'lockllm-proxy: no running proxy found: name its socket with --socket, or send SIGHUP to its process\n',
    )
    return EXIT.error
  }
  try {
    const { ok, message } = await askToReload(path)
    if (ok) await print('reloaded\n')
    else await printError('not reloaded: nothing has changed\n')
    if (message) await printError(`${message}\n`)
    return ok ? EXIT.ok : EXIT.failed
  } catch (error) {
    await printError(`lockllm-proxy: ${error instanceof Error ? error.message : String(error)}\n`)
    return EXIT.error
  }
}
