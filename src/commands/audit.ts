/** `audit`: verifies audit files, shows their last lines, and sums them up. */

import { loadConfig } from '../config/load.ts'
import { lineHash } from '../observe/audit/chain.ts'
import { type Verification, verifyAudit } from '../observe/audit/verify.ts'
import { describeCause } from '../observe/cause.ts'
import { auditStats } from './audit-stats.ts'
import { followFile, tailFile } from './audit-tail.ts'
import { type Args, type Command, configOption, EXIT, UsageError } from './command.ts'
import { print, printError } from './output.ts'

const DEFAULT_LINES = 20

export const auditCommand: Command = {
  name: 'audit',
  summary:
    'Finds the first altered, missing or reordered line of audit files (rotated ones too, in any order); ' +
    'shows their last lines; sums them up.',
  usage: 'verify [--last N] [--partial] FILE... | tail [-n N] [-f] FILE | stats FILE...',
  options: {
    ...configOption,
    last: { type: 'string', placeholder: 'N', description: 'verify: the sequence number that was seen last' },
    partial: { type: 'boolean', description: 'verify: the oldest files may have been removed' },
    lines: { type: 'string', short: 'n', placeholder: 'N', description: `tail: lines (${DEFAULT_LINES})` },
    follow: { type: 'boolean', short: 'f', description: 'tail: wait for more, also over rotations' },
    json: { type: 'boolean', description: 'stats: as one JSON object; tail: the lines as they are' },
  },
  maxPositionals: Number.POSITIVE_INFINITY,
  run,
}

async function run(args: Args): Promise<number> {
  const [verb, ...given] = args.positionals
  const files = given.length > 0 ? given : configuredFile(args)
  const [file] = files
  if (file === undefined) throw new UsageError('name the files, or --config with audit.path in it')
  try {
    switch (verb) {
      case 'verify':
        return await verify(files, args)
      case 'tail':
        if (files.length > 1) throw new UsageError('tail shows one file')
        await tailFile(file, count(args, 'lines') ?? DEFAULT_LINES, args.flag('json'))
        if (args.flag('follow')) await followFile(file, args.flag('json'))
        return EXIT.ok
      case 'stats':
        await print(await auditStats(files, args.flag('json')))
        return EXIT.ok
      default:
        throw new UsageError(`say what to do: verify, tail or stats`)
    }
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error && 'code' in error)) throw error
    await printError(`lockllm-proxy audit: cannot read ${files.join(', ')}: ${describeCause(error)}\n`)
    return EXIT.error
  }
}

function configuredFile(args: Args): string[] {
  const config = args.text('config')
  if (config === undefined) return []
  const { path } = loadConfig(config, process.env).audit
  return path === 'stdout' || path === 'off' ? [] : [path]
}

async function verify(files: readonly string[], args: Args): Promise<number> {
  const config = args.text('config')
  const key = config === undefined ? undefined : loadConfig(config, process.env).audit.chain_key?.reveal()
  const result = await verifyAudit(files, {
    hash: lineHash(key),
    leastSequence: count(args, 'last') ?? 0,
    partial: args.flag('partial'),
  })
  const { problem } = result
  await print(summary(result))
  if (!problem) return EXIT.ok
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}`
  await printError(`${place}: ${problem.message}\n`)
  return EXIT.failed
}

function summary({ problem, lines, torn, chains }: Verification): string {
  const ends = chains.map(({ chain, seq, hash }) => `chain ${chain} to line ${seq}, hash ${hash}\n`)
  const cut = torn === 0 ? '' : `, ${torn} torn by crashes and declared`
  return `${problem ? 'FAILED after' : 'ok:'} ${lines} lines${cut}\n${ends.join('')}`
}

function count(args: Args, name: string): number | undefined {
  const text = args.text(name)
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} takes a number, not ${JSON.stringify(text)}`)
  return Number(text)
}
