/** `version`: what runs here, for bug reports and inventories. */

import { COMMIT, VERSION } from '../build.ts'
import { localScanner } from '../scan/local/local.ts'
import { type Args, type Command, EXIT } from './command.ts'
import { print } from './output.ts'

export const versionCommand: Command = {
  name: 'version',
  summary: 'Prints the version, the commit, the runtime and the embedded engine.',
  usage: '[--json]',
  options: { json: { type: 'boolean', description: 'as one JSON object' } },
  run,
}

async function run(args: Args): Promise<number> {
  const facts = {
    version: VERSION,
    commit: COMMIT ?? null,
    bun: Bun.version,
    platform: `${process.platform}-${process.arch}`,
    local_engine: localScanner().fingerprint,
  }
  await print(args.flag('json') ? `${JSON.stringify(facts)}\n` : `${sentence(facts)}\n`)
  return EXIT.ok
}

const sentence = (facts: Record<string, string | null>): string =>
  `lockllm-proxy ${facts.version} (${[
    facts.commit === null ? 'no commit' : `commit ${facts.commit}`,
    `bun ${facts.bun}`,
    facts.platform,
    `embedded engine ${facts.local_engine}`,
  ].join(', ')})`
