/** `scan`: one text, or a JSON object a line, to verdicts; what a request with this text would meet. */

import { loadConfig } from '../config/load.ts'
import { quotedList } from '../config/nearest.ts'
import { ScanError, SENSITIVITIES } from '../scan/scanner.ts'
import { type Args, type Command, configOption, EXIT, UsageError } from './command.ts'
import { type Line, mapInOrder, readLines } from './lines.ts'
import { print, printError } from './output.ts'
import { describeExplanation, explain } from './scan-explain.ts'
import { createTextScanner, type TextDecision, type TextScanner } from './scan-text.ts'

const ENGINES = ['local', 'lockllm'] as const

export const scanCommand: Command = {
  name: 'scan',
  summary: 'Scans TEXT, or stdin. Exit code: 0 safe, 1 unsafe, 2 no verdict.',
  usage: '[OPTION]... [TEXT | -]',
  options: {
    ...configOption,
    engine: {
      type: 'string',
      placeholder: ENGINES.join('|'),
      description: 'who scans, instead of the configured',
    },
    sensitivity: {
      type: 'string',
      placeholder: SENSITIVITIES.join('|'),
      description: 'how eagerly, instead of the configured',
    },
    explain: {
      type: 'boolean',
      description: 'what the embedded engine saw and where: categories, window, disguises removed',
    },
    json: { type: 'boolean', description: 'the verdict as one JSON object' },
    jsonl: {
      type: 'boolean',
      description: 'read {"text": "..."} a line, write one verdict a line in the same order; exit code 0',
    },
  },
  maxPositionals: 1,
  run,
}

async function run(args: Args): Promise<number> {
  const [text] = args.positionals
  const choice = {
    engine: oneOf(args, 'engine', ENGINES),
    sensitivity: oneOf(args, 'sensitivity', SENSITIVITIES),
  }
  if (args.flag('jsonl') && text !== undefined && text !== '-') {
    throw new UsageError('--jsonl reads from stdin and takes no TEXT')
  }
  if (args.flag('jsonl') && args.flag('explain'))
    throw new UsageError('--explain is for one text, not for --jsonl')
  const config = loadConfig(args.text('config'), process.env)
  const scanner = await createTextScanner(config, process.env, choice)
  try {
    if (args.flag('jsonl')) return await scanLines(scanner, config.server.max_body, config.scan.concurrency)
    if (args.flag('explain') && scanner.name !== 'local') {
      throw new UsageError('--explain needs the embedded engine: add --engine local')
    }
    const input = text === undefined || text === '-' ? await readStdin() : text
    return await scanOne(scanner, input, args.flag('json'), args.flag('explain'))
  } finally {
    await scanner.close()
  }
}

function oneOf<const V extends string>(args: Args, name: string, values: readonly V[]): V | undefined {
  const given = args.text(name)
  const value = values.find((known) => known === given)
  if (given !== undefined && value === undefined) {
    throw new UsageError(`--${name} must be ${quotedList(values)}, got ${JSON.stringify(given)}`)
  }
  return value
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) await printError('type the text, then Ctrl-D\n')
  return await Bun.stdin.text()
}

async function scanOne(
  scanner: TextScanner,
  text: string,
  json: boolean,
  explained: boolean,
): Promise<number> {
  try {
    const decision = await scanner.scan(text)
    const explanation = explained ? explain(text, scanner.sensitivity) : undefined
    await print(
      json
        ? `${JSON.stringify({ ...toJson(decision), ...(explanation && { explanation }) })}\n`
        : describe(decision, scanner) + (explanation ? describeExplanation(explanation, text) : ''),
    )
    return isSafe(decision) ? EXIT.ok : EXIT.failed
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    await print(json ? `${JSON.stringify(errorToJson(error))}\n` : '')
    await printError(`lockllm-proxy scan: no verdict: ${error.reason}: ${error.message}\n`)
    return EXIT.error
  }
}

async function scanLines(scanner: TextScanner, maxBytes: number, concurrency: number): Promise<number> {
  const lines = readLines(Bun.stdin.stream(), maxBytes)
  for await (const answer of mapInOrder(lines, concurrency, (line) => scanLine(scanner, line))) {
    await print(`${JSON.stringify(answer)}\n`)
  }
  return EXIT.ok
}

async function scanLine(scanner: TextScanner, line: Line): Promise<object> {
  if ('problem' in line) return invalidLine(line.problem)
  const text = textOf(line.text)
  if (text === undefined) return invalidLine('not a JSON object with a string "text"')
  try {
    return toJson(await scanner.scan(text))
  } catch (error) {
    if (error instanceof ScanError) return errorToJson(error)
    throw error
  }
}

function textOf(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const hasText = typeof value === 'object' && value !== null && 'text' in value
    return hasText && typeof value.text === 'string' ? value.text : undefined
  } catch {
    return undefined
  }
}

const invalidLine = (message: string): object => ({ error: { code: 'invalid_line', message } })

const errorToJson = ({ reason, message }: ScanError): object => ({ error: { code: reason, message } })

/** Nothing at all was found; LockLLM's `safe` speaks of injections alone. */
const isSafe = ({ codes }: TextDecision): boolean => codes.length === 0

/** `label` as in LockLLM's answers: 1 for an injection. */
function toJson(decision: TextDecision): object {
  const { codes, fallback, verdict } = decision
  const { safe: noInjection, ...findings } = verdict ?? { safe: true }
  return {
    safe: isSafe(decision),
    label: noInjection ? 0 : 1,
    ...findings,
    codes,
    ...(fallback && { fallback }),
  }
}

function describe(decision: TextDecision, { name, sensitivity }: TextScanner): string {
  const { verdict, fallback } = decision
  const scanner = fallback
    ? `local, as lockllm gave no verdict: ${fallback}`
    : `${name}, sensitivity ${sensitivity}`
  const score = verdict?.injection === undefined ? '' : `  injection ${verdict.injection.toFixed(2)}`
  const reasons = [...decision.codes, ...(isSafe(decision) ? [] : (verdict?.categories ?? []))]
  const because = reasons.length > 0 ? `\n  ${reasons.join(', ')}` : ''
  return `${isSafe(decision) ? 'safe' : 'UNSAFE'}${score}  (${scanner})${because}\n`
}
