/** `eval`: how well the embedded engine tells attacks from innocent texts, on labelled texts of your own. */

import { scanText, THRESHOLDS } from '../scan/local/local.ts'
import { type Args, type Command, EXIT, UsageError } from './command.ts'
import { describeFigures, figures, type Scored } from './eval-figures.ts'
import { print, printError } from './output.ts'

export const evalCommand: Command = {
  name: 'eval',
  summary: 'Figures of the embedded engine on labelled texts: {"text", "label", "source", "kind"} a line.',
  usage: '[--json] FILE.jsonl[.gz]',
  options: { json: { type: 'boolean', description: 'the figures as one JSON object' } },
  maxPositionals: 1,
  run,
}

async function run(args: Args): Promise<number> {
  const [path] = args.positionals
  if (path === undefined) throw new UsageError('FILE is missing')
  let scored: Scored[]
  try {
    scored = score(await readText(path))
  } catch (error) {
    await printError(
      `lockllm-proxy eval: ${path}: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    return EXIT.error
  }
  const result = figures(scored, THRESHOLDS)
  await print(args.flag('json') ? `${JSON.stringify(result)}\n` : describeFigures(result))
  return EXIT.ok
}

async function readText(path: string): Promise<string> {
  const bytes = await Bun.file(path).bytes()
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  return new TextDecoder('utf-8', { fatal: true }).decode(isGzip ? Bun.gunzipSync(bytes) : bytes)
}

/** @throws {Error} naming the line that is no labelled text */
function score(text: string): Scored[] {
  const scored: Scored[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const row = parse(line, at + 1)
    const name = (value: unknown) => (typeof value === 'string' ? value : 'unknown')
    const isAttack = row.label === 1
    const { injection } = scanText(row.text, 'medium')
    scored.push({ source: name(row.source), kind: name(row.kind), isAttack, injection })
  }
  if (scored.length === 0) throw new Error('no labelled text')
  return scored
}

interface Labelled {
  readonly text: string
  readonly label: 0 | 1
  readonly source?: unknown
  readonly kind?: unknown
}

function parse(line: string, number: number): Labelled {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new Error(`line ${number}: not JSON`, { cause })
  }
  if (!isLabelled(value))
    throw new Error(`line ${number}: not an object with a string "text" and a "label" of 0 or 1`)
  return value
}

function isLabelled(value: unknown): value is Labelled {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('label' in value)) return false
  return typeof value.text === 'string' && (value.label === 0 || value.label === 1)
}
