/** Maps argv to a command and sets the exit code. */

// First, as the process may be replaced: to load all else twice would double the time that a start takes.
import './os/restart.ts'
import { auditCommand } from './commands/audit.ts'
import { certCommand } from './commands/cert.ts'
import { checkCommand } from './commands/check.ts'
import {
  type Command,
  commandHelp,
  EXIT,
  parseCommandLine,
  UsageError,
  usageLine,
} from './commands/command.ts'
import { doctorCommand } from './commands/doctor.ts'
import { evalCommand } from './commands/eval.ts'
import { healthCommand } from './commands/health.ts'
import { initCommand } from './commands/init.ts'
import { installCommand, uninstallCommand } from './commands/install.ts'
import { keyCommand } from './commands/key.ts'
import { print, printError } from './commands/output.ts'
import { reloadCommand } from './commands/reload.ts'
import { routeCommand } from './commands/route.ts'
import { scanCommand } from './commands/scan.ts'
import { serveCommand } from './commands/serve.ts'
import { versionCommand } from './commands/version.ts'
import { nearestWord } from './config/nearest.ts'
import { ConfigError } from './config/problem.ts'

const COMMANDS: readonly Command[] = [
  serveCommand,
  reloadCommand,
  checkCommand,
  scanCommand,
  evalCommand,
  auditCommand,
  certCommand,
  installCommand,
  uninstallCommand,
  doctorCommand,
  healthCommand,
  initCommand,
  keyCommand,
  routeCommand,
  versionCommand,
]

/** They turn the executable into an interpreter of somebody else's code; as far as we see them we stop. */
const REFUSED_VARIABLES = ['BUN_OPTIONS', 'BUN_BE_BUN'] as const

process.exitCode = await main(process.argv.slice(2))

async function main([name, ...rest]: readonly string[]): Promise<number> {
  const refused = REFUSED_VARIABLES.find((variable) => process.env[variable] !== undefined)
  if (refused) {
    await printError(
      `lockllm-proxy: refuses to start while ${refused} is set, as it can run other code in this process.\n` +
        `Start it without: env -u ${refused} lockllm-proxy ... (in a systemd unit: UnsetEnvironment=${refused})\n`,
    )
    return EXIT.config
  }
  if (name === '--help' || name === '-h' || name === 'help') return printHelp(rest[0])
  const command = COMMANDS.find((known) => known.name === (name === '--version' ? 'version' : name))
  return command ? runCommand(command, rest) : unknownCommand(name)
}

async function runCommand(command: Command, argv: readonly string[]): Promise<number> {
  const options = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)
  if (options.includes('--help') || options.includes('-h')) return printHelp(command.name)
  try {
    return await command.run(parseCommandLine(command, argv))
  } catch (error) {
    if (error instanceof UsageError) {
      await printError(`lockllm-proxy ${command.name}: ${error.message}\n${usageLine(command)}\n`)
      return EXIT.usage
    }
    if (error instanceof ConfigError) {
      await printError(`${error.message}\n`)
      return EXIT.config
    }
    // 1 would say "unsafe" or "invalid", which nobody has found.
    await printError(
      `lockllm-proxy ${command.name}: internal error: ${error instanceof Error ? error.stack : error}\n`,
    )
    return EXIT.internal
  }
}

async function printHelp(name: string | undefined): Promise<number> {
  const command = COMMANDS.find((known) => known.name === name)
  await print(command ? commandHelp(command) : overview())
  return EXIT.ok
}

async function unknownCommand(name: string | undefined): Promise<number> {
  if (name !== undefined) {
    const near = nearestWord(
      name,
      COMMANDS.map((command) => command.name),
    )
    const hint = near === undefined ? '' : `; did you mean "${near}"?`
    const kind = name.startsWith('-') ? 'flag' : 'command'
    await printError(`lockllm-proxy: unknown ${kind} ${JSON.stringify(name)}${hint}\n`)
  }
  await printError(overview())
  return EXIT.usage
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `usage: lockllm-proxy COMMAND [OPTION]... [ARGUMENT]...\n\n${rows.join('\n')}\n\nHelp for one: lockllm-proxy COMMAND --help\n`
}
