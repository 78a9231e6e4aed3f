/**
 * What a command is: its usage, its options and what it does. `main.ts` maps argv to one of them; everything
 * that all commands share (--help, unknown flags, exit codes) is here, so that a command file holds only its work.
 */

import { parseArgs } from 'node:util'
import { nearestWord } from '../config/nearest.ts'

/** Exit codes that all commands share; those from 64 are EX_USAGE, EX_SOFTWARE and EX_CONFIG of sysexits.h. */
export const EXIT = { ok: 0, failed: 1, error: 2, usage: 64, internal: 70, config: 78 } as const

export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** Whether it may be given more than once; `texts` reads it. */
  readonly multiple?: boolean
  /** What the help shows for the value of a string option. */
  readonly placeholder?: string
  readonly description: string
}

export interface Args {
  readonly positionals: readonly string[]
  /** The value of a string option, or undefined when it was not given. */
  text(name: string): string | undefined
  /** Every value of a string option that may be given more than once. */
  texts(name: string): readonly string[]
  /** Whether a boolean option was given. */
  flag(name: string): boolean
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** What follows the command's name on the usage line, e.g. `[--config FILE] [TEXT | -]`. */
  readonly usage: string
  readonly options: Readonly<Record<string, Option>>
  /** Most positional arguments that make sense; 0 when missing. */
  readonly maxPositionals?: number
  /** @returns the exit code @throws {UsageError} when the arguments make no sense together */
  run(args: Args): Promise<number>
}

/** The arguments make no sense: main prints the message with the usage on stderr and exits with 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The option that every command with a configuration has. */
export const configOption = {
  config: { type: 'string', placeholder: 'FILE', description: 'the configuration file (TOML)' },
} as const satisfies Record<string, Option>

/** @throws {UsageError} for unknown options, missing values and too many arguments */
export function parseCommandLine(command: Command, argv: readonly string[]): Args {
  const { values, positionals } = parse(command, argv)
  const most = command.maxPositionals ?? 0
  if (positionals.length > most) {
    throw new UsageError(`unexpected argument: ${JSON.stringify(positionals[most])}`)
  }
  return {
    positionals,
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    texts(name) {
      const value = values[name]
      return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : []
    },
    flag: (name) => values[name] === true,
  }
}

function parse(command: Command, argv: readonly string[]) {
  const options: Record<string, { type: Option['type']; short?: string; multiple?: boolean }> = {}
  for (const [name, { type, short, multiple }] of Object.entries(command.options)) {
    options[name] = { type, ...(short !== undefined && { short }), ...(multiple && { multiple }) }
  }
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (cause) {
    throw new UsageError(reason(cause, Object.keys(options)), { cause })
  }
}

function reason(cause: unknown, known: readonly string[]): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const [, flag] = /^Unknown option '--?([^']*)'/.exec(message) ?? []
  if (flag === undefined) return message
  const near = nearestWord(flag, [...known, 'help'])
  const hint =
    near === undefined ? '; an argument that begins with "-" goes behind "--"' : `; did you mean --${near}?`
  return `unknown flag ${message.split("'")[1]}${hint}`
}

/** The help of one command, without colour, at most 110 columns wide. */
export function commandHelp(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => {
    const flag = option.type === 'string' ? `--${name} ${option.placeholder ?? 'VALUE'}` : `--${name}`
    return [option.short ? `-${option.short}, ${flag}` : flag, option.description] as const
  })
  rows.push(['-h, --help', 'print this help'])
  const width = Math.max(...rows.map(([flag]) => flag.length))
  const lines = rows.map(([flag, description]) => `  ${flag.padEnd(width)}  ${description}`)
  return `${usageLine(command)}\n\n${command.summary}\n\n${lines.join('\n')}\n`
}

/** The first line of a command's help. */
export const usageLine = (command: Command): string =>
  `usage: lockllm-proxy ${command.name} ${command.usage}`.trimEnd()
